"""The lake knows no room: what pictures or windows are is for those to say who keep them in it."""

import ast
from pathlib import Path

import lotgraph.lake

BELOW = {"lotgraph.errors", "lotgraph.protocols", "lotgraph.stamps", "lotgraph.tables"}


def test_the_lake_imports_only_what_lies_below_it():
    [folder] = lotgraph.lake.__path__
    imported = {
        node.module
        for path in Path(folder).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("lotgraph")
    }
    assert {name for name in imported if not name.startswith("lotgraph.lake.")} == BELOW

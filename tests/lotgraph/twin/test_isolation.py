"""Nothing that judges footage may know the twin, or it could read the truth."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LAYERS = ("lotgraph", "resources", "assets", "jobs", "sensors")
OWN = ("lotgraph/twin/", "lotgraph/command/twin")


def modules():
    found = (path for layer in LAYERS for path in ROOT.glob(f"{layer}/**/*.py"))
    named = {path.relative_to(ROOT).as_posix(): path for path in [*found, ROOT / "definitions.py"]}
    return {name: path for name, path in named.items() if not name.startswith(OWN)}


@pytest.mark.parametrize("name", sorted(modules()))
def test_nothing_else_imports_the_twin(name):
    for node in ast.walk(ast.parse(modules()[name].read_text())):
        if isinstance(node, ast.ImportFrom):
            assert not (node.module or "").startswith("lotgraph.twin")
            assert not (node.module == "lotgraph" and {a.name for a in node.names} & {"twin"})
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith("lotgraph.twin") for alias in node.names)

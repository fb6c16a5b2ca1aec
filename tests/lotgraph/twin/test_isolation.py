"""Nothing that judges footage may know the twin, or it could read the truth."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LAYERS = ("lotgraph", "resources", "assets", "jobs", "sensors")
# The twin itself, and who learns from its training split; of that the graph reads weights alone.
OWN = ("lotgraph/twin/", "lotgraph/command/twin", "lotgraph/training/")
WHO_TRAINS = ("lotgraph/training/", "lotgraph/command/train.py", "assets/models/")


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


@pytest.mark.parametrize("name", sorted(modules()))
def test_nothing_that_judges_footage_imports_what_learns_from_the_twin(name):
    if name.startswith(WHO_TRAINS):
        return
    for node in ast.walk(ast.parse(modules()[name].read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lotgraph.training"):
            assert node.module == "lotgraph.training.columns", "contracts are read by the catalogue"

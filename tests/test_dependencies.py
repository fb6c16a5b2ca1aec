"""What is imported is declared, so that nothing else has to go on needing it for us."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = ("lotgraph", "resources", "assets", "jobs", "sensors", "definitions.py")
TOOLS = ("tests", "scripts", "benchmarks")
OURS = {Path(name).stem for name in (*ROOMS, *TOOLS)}


def plain(requirement):
    """The name of a distribution as registries compare it, of a requirement or alone."""
    name = re.match(r"[\w.-]+", requirement)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(path):
    """Top-level packages of others that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in OURS:
                yield top


def undeclared(places, requirements):
    known = {plain(one) for one in requirements}
    distributions = packages_distributions()
    for place in places:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            for top in imported(file):
                if not known & {plain(name) for name in distributions.get(top, [top])}:
                    yield f"{file.relative_to(ROOT)} imports {top}"


@pytest.mark.parametrize(("places", "is_dev"), [(ROOMS, False), (TOOLS, True)])
def test_what_is_imported_is_declared_by_its_own_name(places, is_dev):
    requirements = DECLARED["project"]["dependencies"]
    if is_dev:
        requirements = [*requirements, *DECLARED["dependency-groups"]["dev"]]
    assert list(undeclared(places, requirements)) == []


def test_an_undeclared_package_is_found():
    requirements = [one for one in DECLARED["project"]["dependencies"] if "pandas" not in one]
    assert list(undeclared(ROOMS, requirements)) == ["resources/expectations.py imports pandas"]


def test_the_lock_holds_what_is_declared_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text()
    locked = {plain(line) for line in lock.splitlines() if re.match(r"\w", line)}
    groups = (DECLARED["project"]["dependencies"], DECLARED["dependency-groups"]["dev"])
    assert {plain(one) for group in groups for one in group} <= locked
    assert "://" not in lock

"""The graph as a whole: it loads, it is light, it keeps the house rules."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from definitions import build
from lotgraph.catalogue import CONTRACTS
from lotgraph.lineage import TAKEN_FROM, sources_of

ROOT = Path(__file__).parent.parent
ORCHESTRATION = {"asset.py", "checks.py", "__init__.py"}
ROOTS = {"captures", "quarantine", "detector_model"}  # what they hold comes from no table
FAILING = re.compile("_failing_rows$")
ORDER = ["lotgraph", "resources", "assets", "jobs", "sensors", "definitions"]
# All that may be loaded with the graph besides this project and Python's own library; torch, cv2,
# av, pandas, great_expectations and their like take seconds and are imported where they are used.
LIGHT = {
    *("dagster", "dagster_pipes", "dagster_shared", "fsspec", "numpy", "polars", "pydantic"),
    # what those load in turn
    *("_polars_runtime_32", "annotated_types", "click", "coloredlogs", "docstring_parser"),
    *("filelock", "humanfriendly", "packaging", "pydantic_core", "pytz", "six", "toposort"),
    *("typing_extensions", "typing_inspection", "yaml"),
}
# Not packages: what the interpreter and compiled modules put beside them.
SCAFFOLD = re.compile(
    r"__main__|__mp_main__|_?cython_\w+|_distutils_hack|_sysconfigdata_.*|_virtualenv"
)


def modules(path):
    """Names of what a file imports, anywhere in it; `from a import b` may name the module a.b."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports(path):
    return {name.split(".")[0] for name in modules(path)}


def names(paths):
    return {
        "argvalues": (found := sorted(paths)),
        "ids": [p.relative_to(ROOT).as_posix() for p in found],
    }


@pytest.fixture(scope="module")
def graph():
    return build().resolve_asset_graph()


def test_every_asset_says_what_one_row_is(graph):
    for key in graph.get_all_asset_keys():
        assert graph.get(key).description, f"{key.to_user_string()} has no docstring"


def test_every_table_of_the_catalogue_is_an_asset_and_the_other_way_round(graph):
    assert {key.to_user_string() for key in graph.get_all_asset_keys()} == set(CONTRACTS)


def test_every_asset_lists_its_columns_and_a_code_version(graph):
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        listed = [c.name for c in node.metadata["dagster/column_schema"].columns]
        assert listed == list(CONTRACTS[key.to_user_string()].schema)
        assert node.code_version


def test_columns_are_taken_from_columns_of_tables_that_the_asset_reads(graph):
    assert set(TAKEN_FROM) == set(CONTRACTS) - ROOTS - set(filter(FAILING.search, CONTRACTS))
    for key in graph.get_all_asset_keys():
        table = key.to_user_string()
        read = {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for column, sources in sources_of(CONTRACTS[table]).items():
            assert column in CONTRACTS[table].schema
            for source in sources:
                upstream, _, taken = source.partition(".")
                assert upstream in read, f"{table}.{column}: {upstream} is not read"
                assert taken in CONTRACTS[upstream].schema, f"{table}.{column}: no {source}"


@pytest.mark.parametrize("path", **names(ROOT.glob("lotgraph/**/*.py")))
def test_pure_modules_do_not_know_dagster(path):
    assert not {"dagster", *ORDER[1:]} & set(imports(path))


@pytest.mark.parametrize("layer", ORDER)
def test_imports_point_one_way(layer):
    later = set(ORDER[ORDER.index(layer) + 1 :]) | {"scripts", "tests", "benchmarks"}
    for path in [*ROOT.glob(f"{layer}/**/*.py"), *ROOT.glob(f"{layer}.py")]:
        assert not later & set(imports(path)), path


def test_rooms_of_the_house_import_one_way():
    rooms = {path.stem for path in (ROOT / "lotgraph").iterdir() if path.suffix in {"", ".py"}}
    asked = {room: set() for room in rooms - {"__init__", "__pycache__"}}
    for room, others in asked.items():
        for path in [*ROOT.glob(f"lotgraph/{room}/**/*.py"), *ROOT.glob(f"lotgraph/{room}.py")]:
            others |= {name.split(".")[1] for name in modules(path) if name.count(".")} & set(asked)
        others.discard(room)
    assert "lake" in asked["landing"]
    tuple(TopologicalSorter(asked).static_order())  # an error names the rooms that go in a circle


def test_loading_the_graph_loads_only_what_is_light():
    code = "import definitions, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    ours = {*ORDER, *sys.stdlib_module_names}
    foreign = {name.partition(".")[0] for name in loaded} - ours
    assert not {name for name in foreign if not SCAFFOLD.fullmatch(name)} - LIGHT


@pytest.mark.parametrize(
    "path", **names(p for layer in ORDER for p in ROOT.glob(f"{layer}/**/*.py"))
)
def test_no_file_outgrows_the_house(path):
    assert len(path.read_text().splitlines()) <= 400


def test_every_room_says_in_its_docstring_what_it_holds():
    for package in ROOT.glob("assets/*/__init__.py"):
        assert ast.get_docstring(ast.parse(package.read_text())), package


def test_no_test_folder_is_a_package():
    assert not list(ROOT.glob("tests/**/__init__.py"))

"""What Dagster is told: columns from the contract, versions from what the code does."""

import importlib.util

import polars as pl
import pytest

from assets.describe import code_version, column_metadata, stored
from lotgraph.tables import Column, Contract

LAMPS = Contract(
    "lamps",
    "One lamp.",
    1,
    ("lamp_id",),
    (
        Column("lamp_id", pl.String(), "Which."),
        Column("height_m", pl.Float64(), "How high.", "m", nullable=True, low=2, high=12.5),
        Column("kind", pl.String(), "What light.", choices=("led", "gas")),
    ),
)


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def version(tmp_path):
    """The version of a module that holds some code; each call is another file of one name."""
    count = iter(range(99))

    def version(*sources):
        modules = []
        for source in sources:
            folder = tmp_path / str(next(count))
            folder.mkdir()
            (folder / "lamp.py").write_text(source)
            modules.append(load(folder / "lamp.py"))
        return code_version(*modules)

    return version


def test_the_catalogue_lists_unit_range_choices_key_and_nulls():
    columns = column_metadata(LAMPS)["dagster/column_schema"].columns
    assert [column.description for column in columns] == ["Which.", "How high. [m]", "What light."]
    assert [column.constraints.unique for column in columns] == [True, False, False]
    assert [column.constraints.nullable for column in columns] == [False, True, False]
    assert columns[1].constraints.other == [">= 2", "<= 12.5"]
    assert columns[2].constraints.other == ["one of led, gas"]


PLAIN = "def light(x):\n    return x + 1\n"


@pytest.mark.parametrize(
    "same",
    [
        '"""Docstring."""\n' + PLAIN,
        "# why\ndef light(x):\n    '''One.'''\n\n    return (x +\n            1)  # what\n",
    ],
)
def test_comments_docstrings_and_layout_make_no_table_stale(version, same):
    assert version(same) == version(PLAIN)


@pytest.mark.parametrize("other", [PLAIN.replace("1", "2"), PLAIN + "BRIGHT = 1\n", ""])
def test_code_that_does_something_else_has_another_version(version, other):
    assert version(other) != version(PLAIN)


def test_a_version_covers_every_module_named(version):
    assert version(PLAIN, "A = 1\n") != version(PLAIN, "A = 2\n")


def test_a_package_counts_with_all_its_modules(tmp_path):
    def packed(inner):
        package = tmp_path / inner.strip().replace(" ", "")
        (package / "deep").mkdir(parents=True)
        (package / "__init__.py").write_text("")
        (package / "deep" / "part.py").write_text(inner)
        return code_version(load(package / "__init__.py"))

    assert packed("A = 1\n") != packed("A = 2\n")


def test_a_table_is_stored_in_the_lake_with_its_columns_and_version():
    declared = stored(LAMPS, importlib.import_module("lotgraph.tables"))
    assert declared["io_manager_key"] == "lake"
    assert len(declared["metadata"]["dagster/column_schema"].columns) == 3
    assert declared["code_version"] == code_version(importlib.import_module("lotgraph.tables"))

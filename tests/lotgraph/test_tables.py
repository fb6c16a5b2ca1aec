"""Contracts: a table is what its contract says, or it is an error."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import ContractError
from lotgraph.tables import UTC_TIME, Column, Contract
from scripts.table_docs import page, pages

STALLS = Contract(
    name="stalls",
    row="One stall.",
    version=3,
    key=("site_id", "stall"),
    columns=(
        Column("site_id", pl.String(), "Where."),
        Column("stall", pl.Int32(), "Which.", low=1),
        Column("width_m", pl.Float32(), "How wide | broad.", "m", nullable=True, low=1.5, high=4),
        Column("kind", pl.String(), "What for.", choices=("car", "lorry")),
        Column("seen_at", UTC_TIME, "When.", nullable=True),
        Column("marks", pl.List(pl.String()), "Signs.", nullable=True),
    ),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "site_id": st.sampled_from(["a", "b", None]),
            "stall": st.integers(-1, 3),
            "width_m": st.none() | st.floats(width=32),
            "kind": st.sampled_from(["car", "tank"]),
        }
    ),
    max_size=7,
)


def frame(rows):
    return pl.DataFrame(rows, schema=STALLS.schema)


@given(ROWS, st.randoms())
def test_conforming_orders_columns_and_rows_and_loses_none(rows, chance):
    straight = STALLS.conform(frame(rows))
    columns = list(STALLS.schema)
    chance.shuffle(rows)
    chance.shuffle(columns)
    assert straight.equals(STALLS.conform(frame(rows).select(columns)))
    assert straight.schema == STALLS.schema
    assert straight.height == len(rows)
    keys = straight.select("site_id", "stall")
    assert keys.equals(keys.sort("site_id", "stall"))


@given(ROWS)
def test_conforming_twice_changes_nothing(rows):
    once = STALLS.conform(frame(rows))
    assert STALLS.conform(once).equals(once)


def test_values_are_not_judged_here():
    rows = frame([{"site_id": None, "stall": -5, "width_m": 99.0, "kind": "tank"}])
    assert STALLS.conform(rows).equals(rows)


def test_types_that_hold_the_same_values_are_converted():
    rows = frame([{"site_id": "a", "stall": 1, "kind": "car"}])
    wide = rows.with_columns(pl.col("stall").cast(pl.Int64), pl.col("width_m").cast(pl.Float64))
    assert STALLS.conform(wide).equals(rows)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stall": pl.lit(2**40)}, "stalls"),
        ({"stall": pl.lit("first")}, "stalls"),
        ({"colour": pl.lit(1)}, r"missing or unknown: \['colour'\]; expected"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(change, said):
    rows = frame([{"site_id": "a", "stall": 1, "kind": "car"}])
    with pytest.raises(ContractError, match=said):
        STALLS.conform(rows.with_columns(**change))


def test_a_missing_column_is_named():
    with pytest.raises(ContractError, match=r"\['marks', 'seen_at'\]"):
        STALLS.conform(frame([]).drop("marks", "seen_at"))


def test_a_table_is_built_from_whole_columns_of_any_array():
    table = STALLS.table(
        site_id=["a", "a"],
        stall=np.array([2, 1]),
        width_m=pl.Series([2.5, None]),
        kind=["car", "car"],
        seen_at=[None, None],
        marks=[[], None],
    )
    assert table["stall"].to_list() == [1, 2]
    assert table.schema == STALLS.schema


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ContractError, match="stalls"):
        STALLS.table(
            site_id=["a"], stall=[1, 2, 3], width_m=[1.0], kind=["car"], seen_at=[], marks=[]
        )


def test_an_empty_table_has_its_schema():
    assert (STALLS.empty().height, STALLS.empty().schema) == (0, STALLS.schema)


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({"version": 4}, False),
        ({"key": ("stall",)}, False),
        ({"columns": STALLS.columns[::-1]}, False),
        ({"columns": (replace(STALLS.columns[0], nullable=True), *STALLS.columns[1:])}, False),
        (
            {"columns": (replace(STALLS.columns[0], meaning="Other words."), *STALLS.columns[1:])},
            True,
        ),
        ({"row": "Other words."}, True),
    ],
)
def test_the_fingerprint_changes_with_what_a_reader_can_notice(change, is_same):
    assert (replace(STALLS, **change).fingerprint == STALLS.fingerprint) == is_same


@pytest.mark.parametrize("change", [{"key": ("nowhere",)}, {"columns": STALLS.columns * 2}])
def test_a_contract_that_contradicts_itself_is_refused(change):
    with pytest.raises(ContractError, match="stalls"):
        replace(STALLS, **change)


def test_failing_rows_may_hold_any_value_and_say_what_they_broke():
    failing = STALLS.of_failing_rows()
    assert failing.name == "stalls_failing_rows"
    assert list(failing.schema) == [*STALLS.schema, "broken_promises"]
    loose = failing.columns[:-1]
    assert all(c.nullable and not c.choices and c.low is c.high is None for c in loose)


def test_the_pages_of_tables_are_up_to_date():
    for file, text in pages().items():
        assert file.read_text(encoding="utf-8") == text, "run `python -m scripts.table_docs`"


def test_the_page_says_everything_a_contract_says():
    text = page([STALLS, STALLS.of_failing_rows()])
    assert "## stalls\n\nOne stall. Version 3.\nKey, and order of rows: `site_id`, `stall`." in text
    assert "| `width_m` | Float32 | m | How wide \\| broad. | ≥ 1.5; ≤ 4; may be missing |" in text
    assert "| `kind` | String |  | What for. | `car`, `lorry` |" in text
    assert "## stalls_failing_rows" not in text

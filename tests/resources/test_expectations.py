"""The bridge to Great Expectations: the same verdicts as a plain loop over the rows."""

import math
from collections import Counter
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.promises import Promise, not_before, promises_of
from lotgraph.tables import UTC_TIME, Column, Contract
from resources.expectations import Expectations, NotAskableError

THINGS = Contract(
    name="things",
    row="One thing.",
    version=1,
    key=("name", "number"),
    columns=(
        Column("name", pl.String(), "Name.", choices=("a", "b", "é")),
        Column("number", pl.Int64(), "Number.", low=-5, high=2**60),
        Column("share", pl.Float32(), "Share.", low=0, high=1),
        Column("is_big", pl.Boolean(), "Big."),
        Column("began_at", UTC_TIME, "Begin."),
        Column("ended_at", UTC_TIME, "End.", nullable=True),
        Column("kind", pl.Enum(["x", "y"]), "Kind.", choices=("x",)),
        Column("words", pl.List(pl.String()), "Words."),
        Column("vector", pl.Array(pl.Float32(), 2), "Vector."),
        Column("content", pl.Binary(), "Bytes."),
    ),
)
PROMISES = promises_of(THINGS, [not_before("ended_at", "began_at")])
TIMES = st.none() | st.integers(0, 3).map(lambda s: datetime(2026, 1, 1, 0, 0, s, tzinfo=UTC))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["a", "b", "é", "z", "", None]),
            "number": st.sampled_from([-6, 0, 1, 2**60, 2**60 + 1, None]),
            "share": st.sampled_from([0.0, 0.5, 1.0, 1.5, math.nan, math.inf, -math.inf, None]),
            "is_big": st.sampled_from([True, False, None]),
            "began_at": TIMES,
            "ended_at": TIMES,
            "kind": st.sampled_from(["x", "y", None]),
            "words": st.sampled_from([None, [], ["a", None]]),
            "vector": st.sampled_from([None, [0.0, math.nan]]),
            "content": st.sampled_from([None, b"", b"\xff"]),
        }
    ),
    max_size=6,
)


def frame(rows):
    return pl.DataFrame(rows, schema=THINGS.schema)


def is_missing(value):
    return value is None or (isinstance(value, float) and math.isnan(value))


def kept_by_row(promise, row, keys):
    """The oracle: one row, in plain words."""
    value = row[promise.columns[0]]
    if promise.name.endswith("_is_present"):
        return not is_missing(value)
    if promise.name == "key_is_unique":
        return keys[row["name"], row["number"]] == 1
    if any(is_missing(row[column]) for column in promise.columns):
        return True
    if promise.name.endswith("_in_range"):
        return promise.arguments["min_value"] <= value <= promise.arguments["max_value"]
    if promise.name.endswith("_is_known"):
        return value in promise.arguments["value_set"]
    assert promise.name == "ended_at_not_before_began_at"
    return value >= row["began_at"]


@settings(max_examples=25)
@given(ROWS)
def test_verdicts_are_those_of_a_plain_loop_over_the_rows(rows):
    keys = Counter((row["name"], row["number"]) for row in rows)
    for verdict in Expectations().ask(frame(rows), PROMISES):
        broken = [n for n, row in enumerate(rows) if not kept_by_row(verdict.promise, row, keys)]
        assert (verdict.promise.name, verdict.failing.tolist()) == (verdict.promise.name, broken)
        assert verdict.passed == (not broken)
        assert verdict.rows == len(rows)


def test_verdicts_come_in_the_order_of_the_promises():
    verdicts = Expectations().ask(THINGS.empty(), PROMISES)
    assert [verdict.promise for verdict in verdicts] == list(PROMISES)


def test_every_failing_row_is_named_also_far_above_what_is_shown():
    name = Column("name", pl.String(), "Name.")
    contract = Contract("many", "One of many.", 1, ("name",), (name,))
    rows = contract.table(name=["twin"] * 5000)
    (unique, present) = Expectations().ask(rows, promises_of(contract))
    assert unique.failing.tolist() == list(range(5000))
    assert present.passed


def test_a_single_column_key_is_exact_beside_a_null():
    contract = Contract("keys", "A key.", 1, ("id",), (Column("id", pl.Int64(), "Key."),))
    rows = contract.table(id=[None, 7, 7, 2**53, 2**53 + 1])
    (unique, present) = Expectations().ask(rows, promises_of(contract))
    assert unique.failing.tolist() == [1, 2]
    assert present.failing.tolist() == [0]


def test_a_promise_about_the_table_as_a_whole_has_no_failing_rows():
    count = {"min_value": 3, "max_value": None}
    promise = Promise("enough", "expect_table_row_count_to_be_between", (), "At least 3.", count)
    (verdict,) = Expectations().ask(THINGS.empty(), [promise])
    assert (verdict.passed, verdict.failing.tolist(), verdict.observed) == (False, [], "0")


def test_a_promise_may_forgive_some_rows_and_still_show_them():
    share = {"column": "share", "mostly": 0.5}
    promise = Promise("mostly", "expect_column_values_to_not_be_null", ("share",), "Most.", share)
    rows = frame([{"share": 1.0}, {"share": None}])
    (verdict,) = Expectations().ask(rows, [promise])
    assert (verdict.passed, verdict.failing.tolist()) == (True, [1])


def test_times_are_compared_to_the_microsecond():
    start = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    rows = frame([{"began_at": start, "ended_at": start - timedelta(microseconds=1)}])
    (verdict,) = Expectations().ask(rows, [not_before("ended_at", "began_at")])
    assert verdict.failing.tolist() == [0]


@pytest.mark.parametrize(
    ("promise", "said"),
    [
        (not_before("share", "name"), "share_not_before_name"),  # words and numbers, no order
        (not_before("share", "nowhere"), "nowhere"),
    ],
)
def test_a_promise_that_cannot_be_asked_is_said_and_not_taken_as_kept_or_broken(promise, said):
    rows = frame([{"share": 1.0, "name": "a"}])
    with pytest.raises(NotAskableError, match=said):
        Expectations().ask(rows, [promise])


def test_asking_a_second_time_gives_the_same_answer_and_no_output(capsys):
    rows = frame([{"name": "a"}, {"name": "z"}])
    first, second = (Expectations().ask(rows, PROMISES) for _ in range(2))
    assert [v.failing.tolist() for v in first] == [v.failing.tolist() for v in second]
    assert capsys.readouterr() == ("", "")

"""Promises: which a contract makes, and how a room adds its own."""

import polars as pl
import pytest

from lotgraph.promises import Promise, PromiseError, at_most, not_before, promises_of
from lotgraph.tables import Column, Contract

BAYS = Contract(
    name="bays",
    row="One bay.",
    version=1,
    key=("site_id", "bay"),
    columns=(
        Column("site_id", pl.String(), "Where."),
        Column("bay", pl.Int32(), "Which.", low=1),
        Column("kind", pl.String(), "What for.", nullable=True, choices=("car", "lorry")),
        Column("length_m", pl.Float64(), "How long.", "m", nullable=True, low=2, high=25.5),
    ),
)


def test_a_contract_makes_one_promise_for_each_thing_it_says():
    assert {promise.name: promise.sentence for promise in promises_of(BAYS)} == {
        "key_is_unique": "No two rows share site_id, bay.",
        "site_id_is_present": "site_id is never missing.",
        "bay_is_present": "bay is never missing.",
        "bay_in_range": "bay is at least 1.",
        "length_m_in_range": "length_m is at least 2 and at most 25.5 m.",
        "kind_is_known": "kind is one of car, lorry.",
    }


def test_promises_of_a_contract_stop_what_comes_after():
    assert {promise.severity for promise in promises_of(BAYS)} == {"ERROR"}


def test_a_table_without_a_key_promises_no_unique_one():
    (promise,) = promises_of(BAYS.of_failing_rows())
    assert promise.name == "broken_promises_is_present"


def test_a_room_adds_promises_after_those_of_its_contract():
    own = not_before("bay", "length_m", severity="WARN")
    assert promises_of(BAYS, [own])[-1] is own
    assert own.sentence == "bay is not before length_m."


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (Promise("key_is_unique", "expect_x", ("bay",), "Twice."), "key_is_unique"),
        (Promise("new", "expect_x", ("colour",), "No such column."), "colour"),
    ],
)
def test_a_second_name_or_an_unknown_column_is_refused_by_name(extra, said):
    with pytest.raises(PromiseError, match=f"bays.*{said}"):
        promises_of(BAYS, [extra])


def test_a_room_may_set_a_bound_that_the_contract_does_not():
    promise = at_most("length_m", 12, "Most lorries fit.", "WARN")
    assert promises_of(BAYS, [promise])[-1] == promise
    assert (promise.name, promise.severity) == ("length_m_at_most_12", "WARN")
    assert promise.arguments == {"column": "length_m", "min_value": None, "max_value": 12}

"""A fault says what is wrong, how badly, and from when to when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.faults.model import HABITS, KINDS, Fault, rows, strength_of

BEGINS_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_every_kind_has_a_habit():
    assert set(HABITS) == set(KINDS)


@given(st.sampled_from(KINDS), st.floats(0, 1))
def test_strength_runs_from_the_least_to_the_most(kind, strength):
    low, high = HABITS[kind].amount
    amount = Fault("north", kind, 0, 1, strength).amount
    assert low * (1 - 1e-9) <= amount <= high * (1 + 1e-9)
    if high > low:
        assert strength_of(kind, amount) == pytest.approx(strength, abs=1e-9)


def test_its_end_is_no_part_of_it():
    fault = Fault("north", "black", 10, 20)
    assert [fault.is_on(t) for t in (9.99, 10, 19.99, 20)] == [False, True, True, False]


def test_truth_tells_true_times():
    told = rows((Fault("north", "moved", 1.5, 90.25, 0.3),), "lot", BEGINS_AT, 100.0)
    assert told.to_dicts() == [
        {
            "site_id": "lot",
            "camera_id": "north",
            "kind": "moved",
            "begins_at": BEGINS_AT + timedelta(seconds=1.5),
            "ends_at": BEGINS_AT + timedelta(seconds=90.25),
            "strength": 0.3,
        }
    ]
    assert rows((), "lot", BEGINS_AT, 100.0).height == 0


def test_truth_tells_of_nothing_after_the_end():
    told = rows((Fault("north", "moved", 1.5, 90.25),), "lot", BEGINS_AT, 60.0)
    assert told["ends_at"].to_list() == [BEGINS_AT + timedelta(seconds=60)]

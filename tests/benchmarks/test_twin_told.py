"""What is told of a clip counts for its fault only where it may be of it, and how late."""

from datetime import UTC, datetime
from functools import cache
from math import inf

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from benchmarks.twin_footage import CameraDay, Clip
from benchmarks.twin_told import LOOK_S, Looked, by_kind, is_of, poisson_most, verdict
from lotgraph.health.judge import SHORTEST_S
from lotgraph.health.survey import survey
from lotgraph.twin.faults.model import Fault
from lotgraph.video.batch import Batch
from scripts.drawn.scene import Scene


@pytest.mark.parametrize(
    ("begins_s", "ends_s", "onset_s", "is_right"),
    [
        (10.5, 29.5, 11.0, True),
        (13.0, 20.0, 11.0, True),
        (0.0, 29.5, 11.0, False),  # a false alarm that happens to last into the fault
        (2.0, 9.0, 11.0, False),
        (0.0, 29.5, -6.0, True),
        (25.0, 29.5, -6.0, True),
    ],
)
def test_what_began_long_before_a_fault_is_not_of_it(begins_s, ends_s, onset_s, is_right):
    assert is_of(("frozen", begins_s, ends_s), onset_s) is is_right


@given(st.integers(0, 12))
def test_the_largest_mean_gives_so_few_once_in_twenty(count):
    assert poisson.cdf(count, poisson_most(count)) == pytest.approx(0.05, abs=1e-6)


HERE = CameraDay(seed=1, day=1)
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
LASTS_S = 20.0


@cache
def looked(kind, onset_s, black_from_s):
    """A clip with a fault of a kind, or none, whose pictures are black from some second on."""
    scene, times_s = Scene(seed=1), np.arange(0, LASTS_S, LOOK_S)
    pictures = np.stack([scene.frame(round(10 * t_s), t_s) for t_s in times_s])
    pictures[times_s >= black_from_s] = 0
    batch = Batch(np.arange(len(times_s)) * 5, times_s, pictures)
    rows = survey([batch], camera_id="gate", capture_id="c", started_at=BEGAN, reference=None).rows
    fault = Fault("gate", kind, onset_s, LASTS_S) if kind else None
    capture = pl.DataFrame({"started_at": [BEGAN]})
    return Looked(HERE, Clip(0.0, LASTS_S, fault), capture, rows, rows, pl.DataFrame())


def row_of(kind, clips):
    table = by_kind([verdict(one, alone=True) for one in clips])
    rows = zip(*(column.cells for column in table.columns), strict=True)
    names = [column.header for column in table.columns]
    return dict(zip(names, next(row for row in rows if row[0] == kind), strict=True))


def test_a_kind_of_fault_is_judged_by_what_is_found_missed_and_made_up():
    found = [looked("black", 10.0, 10.0), looked("black", 10.0, 12.0)]
    missed = [looked("black", 10.0, inf), looked("black", 10.0, 6.0)]  # the last too early for it
    others = [looked(None, 0.0, inf), looked(None, 0.0, 5.0), looked("frozen", 12.0, 14.0)]

    row = row_of("black", [*found, *missed, *others])

    assert row["recall"].startswith("2 of 4 = 0.50 [")
    assert row["precision"].startswith("2 of 5 = 0.40 [")
    # 2 · 2 / (2 · 2 + 2 missed + 3 wrong), between the same of Wilson's bounds for 2 of 7
    assert row["F1"] == "0.444 [0.15, 0.78]"


def test_delays_are_counted_from_when_a_fault_can_be_seen():
    at_once, two_late = looked("black", 10.0, 10.0), looked("black", 10.0, 12.0)
    from_the_start = looked("black", -6.0, 0.0)

    assert row_of("black", [at_once])["starts late, s"] == "0.0, 90 % 0.0"
    assert row_of("black", [two_late])["starts late, s"] == "2.0, 90 % 2.0"
    assert row_of("black", [from_the_start])["starts late, s"] == "0.0, 90 % 0.0"
    two_looks = SHORTEST_S["black"] - LOOK_S  # the second is seen, and shows so long a time
    assert verdict(at_once, alone=True).took_s == two_looks
    assert verdict(two_late, alone=True).took_s == 2.0 + two_looks
    assert row_of("black", [at_once, two_late])["takes, s"] == "1.5, 90 % 2.3"


def test_where_nothing_was_shown_and_nothing_told_there_is_no_delay():
    row = row_of("black", [looked(None, 0.0, inf)])
    assert row["recall"].startswith("0 of 0")
    assert (row["starts late, s"], row["takes, s"]) == ("", "")

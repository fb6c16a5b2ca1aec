"""Who stops on the way, or waits for a stall, does so where an aisle is straight."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from lotgraph.twin.plan.model import Lane
from lotgraph.twin.plan.shapes import overlaps
from lotgraph.twin.world.intents import STOPS
from lotgraph.twin.world.routes import straight_in
from lotgraph.twin.world.simulate import simulate
from tests.lotgraph.twin.world.conftest import BEGINS_AT, footprints

NOBODY = {f"{name}_share": 0.0 for name in STOPS}
OFTEN = 0.3
SECONDS = 2 * 3600.0


@pytest.fixture(scope="module")
def bent(plan):
    """The loop, of which three sides are one aisle, with few stalls and many who stop."""
    ends = ((-24.0, -12.0), (24.0, -12.0), (24.0, 12.0), (-24.0, 12.0))
    kept = tuple(lane for lane in plan.lanes if lane.lane_id in {"in", "out", "west"})
    stalls = tuple(replace(s, lane_id="round") for s in plan.stalls if s.stall_id[0] in "AC")
    rates = replace(
        plan.rates,
        arrivals_per_hour=(90.0,) * 24,
        dwell_median_s=1500.0,
        **NOBODY | {"drop_off_share": OFTEN, "double_parking_share": 0.05},
    )
    lanes = (*kept, Lane("round", "aisle", ends, 6.0))
    changed = replace(plan, lanes=lanes, stalls=stalls, rates=rates)
    return simulate(changed, BEGINS_AT, SECONDS, 3)


def did(world, name):
    rows = world.visits.explode("behaviours", "behaved_at", "behaved_until")
    return rows.filter(behaviours=name)


def places_of(world, rows):
    """Where each stood in the middle of what it did."""
    middles = (rows["behaved_at"] + (rows["behaved_until"] - rows["behaved_at"]) / 2).to_list()
    for number, moment in zip(rows["object_id"], middles, strict=True):
        poses = world.poses((moment - world.begins_at).total_seconds())
        (row,) = np.flatnonzero(poses.object_id == number)
        assert poses.speed_mps[row] == 0
        yield float(poses.x_m[row]), float(poses.y_m[row])


def test_as_many_stop_on_an_aisle_with_bends_as_stated(bent):
    came = bent.visits.filter(pl.col("entered_at").is_not_null())
    count = len(did(bent, "drop_off"))
    assert count == pytest.approx(OFTEN * len(came), abs=3.3 * np.sqrt(len(came) * OFTEN * 0.7))


def test_who_stops_or_waits_there_stands_off_the_bends(bent):
    for name in ("drop_off", "double_parking", "waiting"):
        places = list(places_of(bent, did(bent, name)))
        assert len(places) > 3
        for x, y in places:
            assert abs(x) < 24 - 8
            assert abs(abs(y) - 12) < 3


def test_nobody_touches_anybody_round_who_stands_on_an_aisle_with_bends(bent):
    for t_s in np.arange(0.0, SECONDS, 5.0):
        shapes = footprints(bent, bent.poses(t_s), 0)
        first, second = overlaps(shapes, shapes, slack_m=0.0)
        assert (first == second).all()


def test_the_straight_part_is_the_longest_of_what_is_driven():
    lane = Lane("a", "aisle", ((0, 0), (10, 0), (10, 30), (50, 30)))
    assert straight_in(lane, 0.0, 80.0) == (40.0, 80.0)
    assert straight_in(lane, 0.0, 60.0) == (10.0, 40.0)
    assert straight_in(lane, 3.0, 8.0) == (3.0, 8.0)
    straight = Lane("b", "aisle", ((0, 0), (0.1, 0.2)))
    assert straight_in(straight, 0.0, 0.25) == (0.0, 0.25), "as far as is asked, but for rounding"

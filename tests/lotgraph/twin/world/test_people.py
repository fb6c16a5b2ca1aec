from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.twin.bodies.walkers import build_walker, stride_of
from lotgraph.twin.plan.shapes import overlaps
from lotgraph.twin.world.footpaths import Footpaths
from lotgraph.twin.world.model import VEHICLE, WALKER
from lotgraph.twin.world.obstacles import fixed_boxes
from lotgraph.twin.world.record import AWAKE_S
from lotgraph.twin.world.simulate import simulate
from tests.lotgraph.twin.world.conftest import footprints

BEGINS_AT = datetime(2026, 6, 2, 9, tzinfo=UTC)

TIMES = st.floats(0, 2 * 3600 - 1e-3)


@settings(deadline=None, max_examples=200)
@given(t_s=TIMES)
def test_nobody_walks_into_a_vehicle_or_is_run_over(world, t_s):
    poses = world.poses(t_s)
    first, _ = overlaps(
        footprints(world, poses, VEHICLE), footprints(world, poses, WALKER), slack_m=0.0
    )
    assert len(first) == 0


def test_people_walk_at_a_walkers_pace(world):
    on_foot = world.motions.join(world.walkers.select("object_id"), on="object_id")
    assert 1.0 < on_foot["speed_mps"].max() < 1.7  # both ends of rows: test_simulate
    assert on_foot["speed_mps"].min() >= 0


def trips_of(world):
    """How often each person of a vehicle that came, parked and left walks on the site."""
    stayed = world.visits.drop_nulls(["entered_at", "parked_at", "left_at"])
    of_it = world.walkers.filter(pl.col("vehicle_id").is_in(stayed["object_id"].to_list()))
    ways = world.motions.join(of_it, on="object_id").sort("object_id", "t0_s")
    pause_s = pl.col("t0_s") - pl.col("t1_s").shift(1).over("object_id")
    trips = ways.group_by("vehicle_id", "object_id").agg(trips=(pause_s > 1).sum() + 1)
    return stayed, trips


def test_whoever_comes_by_vehicle_walks_away_from_it_and_back(world):
    """Of vehicles that came and left, somebody walks between: away near the stall, and back."""
    stayed, trips = trips_of(world)
    assert trips["vehicle_id"].n_unique() > 0.8 * len(stayed)
    again = stayed["object_id"].is_duplicated()
    assert (trips["trips"] == 2).mean() > 0.98 - again.mean()


def brief(plan, dwell_s, **rates):
    """Forty minutes in which all mean to stay for the same time."""
    none = {f"{name}_share": 0.0 for name in ("drop_off", "coach", "delivery", "double_parking")}
    rates = none | {"arrivals_per_hour": (40.0,) * 24, "dwell_sigma": 0.0} | rates
    rates = replace(plan.rates, dwell_median_s=dwell_s, **rates)
    return simulate(replace(plan, rates=rates), BEGINS_AT, 2400, 3)


def test_who_could_not_be_back_in_time_waits_in_the_vehicle(plan):
    """Nobody gets out for a minute, all do for ten, and vehicles leave when they mean to."""
    got_out, late_s = [], []
    for dwell_s in (60.0, 600.0):
        stayed, trips = trips_of(world := brief(plan, dwell_s, two_wheeler_share=0.0))
        assert len(stayed) > 10
        got_out.append(trips["vehicle_id"].n_unique() / len(stayed))
        parked_s = (stayed["unparked_at"] - stayed["parked_at"]).dt.total_seconds()
        late_s.append(parked_s.median() - dwell_s)
        assert len(world.walkers) > 0
    assert got_out[0] == 0
    assert got_out[1] > 0.95
    assert np.abs(late_s).max() < 10


def test_nobody_stays_on_a_two_wheeler_or_is_there_twice(plan):
    """Riders walk away however short the stay; they are drawn on it while its lamps are on."""
    world = brief(plan, 60.0, two_wheeler_share=1.0)
    stayed, trips = trips_of(world)
    ridden = world.vehicles.filter(pl.col("type").is_in(["bicycle", "motorbike"]))
    stayed = stayed.filter(pl.col("object_id").is_in(ridden["object_id"].to_list()))
    assert len(stayed) > 10
    assert set(stayed["object_id"]) <= set(trips["vehicle_id"])
    walks = world.motions.join(world.walkers, on="object_id")
    for row in stayed.iter_rows(named=True):
        own = walks.filter(pl.col("vehicle_id") == row["object_id"])
        for time in ("parked_at", "unparked_at"):
            s = (row[time] - world.begins_at).total_seconds()
            near = (own["t0_s"] < s + AWAKE_S - 1e-5) & (own["t1_s"] > s - AWAKE_S + 1e-5)
            assert not near.any()


def test_a_stride_is_that_of_the_person_who_is_drawn(world):
    for row in world.walkers.head(20).iter_rows(named=True):
        walker = build_walker(row["look_seed"], world.plan.split, row["pushes"])
        assert row["stride_m"] == stride_of(walker.figure)


def test_some_people_push_something_and_some_only_pass_by(world):
    assert {"", "trolley"} <= set(world.walkers["pushes"])
    assert world.walkers["vehicle_id"].is_null().any()
    by_car = world.walkers.filter(pl.col("vehicle_id").is_not_null())
    assert 0.02 < (by_car["pushes"] == "trolley").mean() < 0.35


def test_ways_on_foot_end_at_a_door_and_go_round_stalls(plan):
    paths = Footpaths(plan, fixed_boxes(plan))
    way = np.array(paths.way((-1.0, -20.5), 0))
    assert np.hypot(*(way[-1] - paths.goals[0])) < 1.0
    steps = np.concatenate([np.linspace(a, b, 50) for a, b in pairwise(way)])
    for stall in plan.stalls:
        apart = np.abs(steps - stall.centre)
        assert not ((apart[:, 0] < 1.2) & (apart[:, 1] < 2.4)).any()

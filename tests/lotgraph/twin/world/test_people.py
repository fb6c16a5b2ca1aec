from itertools import pairwise

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.twin.bodies.walkers import build_walker, stride_of
from lotgraph.twin.plan.shapes import overlaps, rectangles
from lotgraph.twin.world.footpaths import Footpaths
from lotgraph.twin.world.model import WALKER
from lotgraph.twin.world.obstacles import fixed_boxes
from lotgraph.twin.world.people import SIZES

TIMES = st.floats(0, 2 * 3600 - 1e-3)


def shapes_of(world, poses, kind):
    rows = np.flatnonzero(poses.kind == kind)
    index = poses.object_id[rows] - 1
    if kind == WALKER:
        pushed = world.walkers.sort("object_id")["pushes"].to_list()
        sizes = np.array([SIZES[pushed[k - len(world.vehicles)]] for k in index]).reshape(-1, 2)
    else:
        about = world.vehicles.sort("object_id")
        sizes = np.column_stack([about["length_m"], about["width_m"]])[index]
    centres = np.column_stack([poses.x_m, poses.y_m])[rows]
    return rectangles(centres, sizes, poses.heading_rad[rows])


@settings(deadline=None, max_examples=200)
@given(t_s=TIMES)
def test_nobody_walks_into_a_vehicle_or_is_run_over(world, t_s):
    poses = world.poses(t_s)
    first, _ = overlaps(shapes_of(world, poses, 0), shapes_of(world, poses, 1), slack_m=0.0)
    assert len(first) == 0


def test_people_walk_at_a_walkers_pace(world):
    on_foot = world.motions.join(world.walkers.select("object_id"), on="object_id")
    assert 1.0 < on_foot["speed_mps"].max() < 1.7  # both ends of rows: test_simulate
    assert on_foot["speed_mps"].min() >= 0


def test_whoever_comes_by_vehicle_walks_away_from_it_and_back(world):
    """Of vehicles that came and left, somebody walks between: away near the stall, and back."""
    stayed = world.visits.filter(
        pl.col("parked_at").is_not_null() & pl.col("left_at").is_not_null()
    )
    walked = world.walkers.filter(pl.col("vehicle_id").is_in(stayed["object_id"].to_list()))
    assert walked["vehicle_id"].n_unique() > 0.8 * len(stayed)
    ways = world.motions.join(walked.select("object_id"), on="object_id").sort("t0_s")
    trips = ways.group_by("object_id").agg(
        trips=((pl.col("t0_s") - pl.col("t1_s").shift(1)) > 1).sum() + 1
    )
    assert (trips["trips"] == 2).mean() > 0.7


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

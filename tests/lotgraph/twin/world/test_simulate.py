import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.catalogue import BODIES
from lotgraph.twin.plan.shapes import overlaps, rectangles
from lotgraph.twin.world.arcs import end_of
from lotgraph.twin.world.columns import BEHAVIOURS
from lotgraph.twin.world.footpaths import WALK_MPS
from lotgraph.twin.world.intents import PASSERS_SHARE
from lotgraph.twin.world.model import Lights
from lotgraph.twin.world.simulate import simulate
from lotgraph.twin.world.speeds import TICKS_A_SECOND, UNIT_M
from lotgraph.twin.world.trips import LEAST_M

BEGINS_AT = datetime(2026, 3, 1, 7, tzinfo=UTC)
TIMES = st.floats(0, 2 * 3600 - 1e-3)
GAIN_MPS = UNIT_M * TICKS_A_SECOND  # a step of the search takes speed up by so much at most


def footprints(world, poses):
    about = world.vehicles.sort("object_id")
    rows = np.flatnonzero(poses.kind == 0)
    sizes = np.column_stack([about["length_m"], about["width_m"]])[poses.object_id[rows] - 1]
    centres = np.column_stack([poses.x_m, poses.y_m])[rows]
    return rectangles(centres, sizes, poses.heading_rad[rows])


@settings(deadline=None, max_examples=150)
@given(t_s=TIMES)
def test_no_two_vehicles_ever_share_ground(world, t_s):
    shapes = footprints(world, world.poses(t_s))
    first, second = overlaps(shapes, shapes, slack_m=0.0)
    assert (first == second).all()


def test_no_two_vehicles_share_ground_at_regular_moments(world):
    for t_s in np.arange(0.0, world.duration_s, 6.0):
        shapes = footprints(world, world.poses(t_s))
        first, _ = overlaps(shapes, shapes, slack_m=0.0)
        assert len(first) == len(shapes)


def test_nobody_jumps_turns_or_speeds_up_at_once(any_world):
    """Where one row of motion ends, the next begins: same place, heading and speed."""
    rows = any_world.motions.sort("object_id", "t0_s")
    here = {name: rows[name].to_numpy() for name in rows.columns}
    spent = here["t1_s"] - here["t0_s"]
    along = (here["speed_mps"] + here["acceleration_mps2"] * spent / 2) * spent
    pieces = np.column_stack(
        [here["x_m"], here["y_m"], here["heading_rad"], here["curvature_per_m"], along]
    )
    ends = np.array([end_of(piece) for piece in pieces])
    follows = (here["object_id"][1:] == here["object_id"][:-1]) & (
        np.abs(here["t0_s"][1:] - here["t1_s"][:-1]) < 1e-5
    )
    assert follows.mean() > 0.9
    gaps = np.hypot(here["x_m"][1:] - ends[:-1, 0], here["y_m"][1:] - ends[:-1, 1])
    turns = np.angle(np.exp(1j * (here["heading_rad"][1:] - ends[:-1, 2])))
    speeds = (here["speed_mps"] + here["acceleration_mps2"] * spent)[:-1] - here["speed_mps"][1:]
    assert gaps[follows].max() < 1e-3
    assert np.abs(turns[follows]).max() < 1e-3
    assert np.abs(speeds[follows]).max() < 1e-3


def test_nobody_is_at_two_places_at_once(any_world):
    rows = any_world.motions.sort("object_id", "t0_s")
    pause_s = rows.select(pl.col("t0_s").shift(-1).over("object_id") - pl.col("t1_s")).to_series()
    assert pause_s.min() > -1e-5


def test_a_vehicle_is_somewhere_without_a_gap_until_it_leaves(world):
    gaps = world.motions.sort("object_id", "t0_s").with_columns(
        gap=pl.col("t0_s").shift(-1).over("object_id") - pl.col("t1_s")
    )
    away = gaps.filter(pl.col("gap") > 1e-5).join(
        world.visits.group_by("object_id").len(), on="object_id"
    )
    assert (away["len"] > 1).all()  # it came again
    assert gaps["gap"].min() > -1e-5


def test_vehicles_steer_and_speed_up_as_vehicles_can(any_world):
    motions = any_world.motions.join(any_world.vehicles.select("object_id"), on="object_id")
    assert motions["curvature_per_m"].abs().max() <= 1 / LEAST_M + 1e-9
    assert motions["acceleration_mps2"].abs().max() <= 2.5
    lateral = motions["curvature_per_m"].abs() * motions["speed_mps"] ** 2
    assert lateral.max() <= 3.0


def ends_mps(motions):
    """Speeds, without their signs, at both ends of each row, and whether a way ends with it.

    A step that leads over the end of a way is held to no limit, so its last row may end faster by
    what a step can gain.
    """
    rows = motions.sort("object_id", "t0_s")
    spent = rows["t1_s"] - rows["t0_s"]
    ends = np.abs([rows["speed_mps"], rows["speed_mps"] + rows["acceleration_mps2"] * spent])
    pause_s = rows["t0_s"].shift(-1) - rows["t1_s"]
    goes_on = (rows["object_id"].diff().shift(-1) == 0) & (pause_s.abs() < 1e-5)
    return ends, ~goes_on.fill_null(value=False).to_numpy()


@pytest.mark.parametrize("who", ["vehicles", "walkers"])
def test_nobody_is_faster_than_a_lane_or_walking_allows(any_world, who):
    numbers = getattr(any_world, who).select("object_id")
    (begins, ends), is_last = ends_mps(any_world.motions.join(numbers, on="object_id"))
    lanes = max(lane.speed_mps for lane in any_world.plan.lanes)
    most = lanes if who == "vehicles" else WALK_MPS
    assert max(begins.max(), ends[~is_last].max()) <= most
    assert most < ends[is_last].max() <= most + GAIN_MPS


def test_a_stall_holds_one_vehicle_at_a_time(world):
    parked = world.visits.filter(pl.col("stall_id").is_not_null()).with_columns(
        since=pl.col("parked_at").fill_null(world.begins_at),
        until=pl.col("unparked_at").fill_null(world.begins_at + timedelta(days=9)),
    )
    overlap = (
        parked.sort("since")
        .with_columns(next=pl.col("since").shift(-1).over("stall_id"))
        .filter(pl.col("next") < pl.col("until"))
    )
    assert overlap.is_empty()
    assert parked["stall_id"].n_unique() > 10
    assert parked["stall_id"].is_duplicated().sum() > 10  # and another when the first has left


def test_visits_say_what_the_vehicles_do(world):
    """Parked vehicles stand in the stall the visit names, when it names them."""
    stalls = {stall.stall_id: stall.centre for stall in world.plan.stalls}
    seen = 0
    for visit in world.visits.filter(pl.col("stall_id").is_not_null()).iter_rows(named=True):
        begin = visit["parked_at"] or world.begins_at
        moment = (begin - world.begins_at).total_seconds() + 1.0
        poses = world.poses(moment)
        row = np.flatnonzero(poses.object_id == visit["object_id"])
        if moment >= world.duration_s:
            continue
        x, y = stalls[visit["stall_id"]]
        assert np.hypot(poses.x_m[row] - x, poses.y_m[row] - y).item() < 0.7
        assert poses.speed_mps[row].item() == 0
        seen += 1
    assert seen > 30


def test_the_same_seed_makes_the_same_tables_and_another_does_not(plan):
    one, same, other = (simulate(plan, BEGINS_AT, 900, seed) for seed in (2, 2, 4))
    for name in ("vehicles", "visits", "motions", "walkers"):
        assert getattr(one, name).equals(getattr(same, name))
    assert not one.motions.equals(other.motions)


def test_only_vehicles_of_the_plans_split_come(world):
    assert {BODIES[name].split for name in world.vehicles["body"]} == {"train"}


def test_a_beginning_without_a_time_zone_is_refused(plan):
    with pytest.raises(TwinError, match="expected a beginning with a time zone"):
        simulate(plan, datetime(2026, 3, 1), 60, 2)  # noqa: DTZ001


@pytest.mark.parametrize(("year", "seconds"), [(1, 60), (9999, 60), (2026, 1e308), (2026, np.inf)])
def test_times_that_no_calendar_has_are_refused(plan, year, seconds):
    with pytest.raises(TwinError, match="expected a beginning"):
        simulate(plan, datetime(year, 12, 31, 23, 59, tzinfo=UTC), seconds, 2)


def test_more_than_memory_holds_is_refused_with_what_would_fit(plan):
    busy = replace(plan, rates=replace(plan.rates, arrivals_per_hour=(100.0,) * 24))
    with pytest.raises(TwinError, match=r"site loop: expected at most 120,000 vehicles and") as met:
        simulate(busy, BEGINS_AT, 366 * 86400, 2)
    daily = 2400 * (1 + busy.rates.walkers_per_visit + PASSERS_SHARE)
    assert f"some {daily * 366:,.0f} come; take at most {120_000 / daily:.4g} days" in str(
        met.value
    )


PRINTED = """
import sys, hashlib, pathlib, importlib.util
spec = importlib.util.spec_from_file_location("conftest", sys.argv[1])
drawn = importlib.util.module_from_spec(spec); spec.loader.exec_module(drawn)
world = drawn.simulate(drawn.draw_plan(), drawn.BEGINS_AT.replace(hour=7), 900, 2)
print(hashlib.sha256(world.motions.write_csv().encode()).hexdigest())
"""


def test_another_process_makes_the_same_tables(plan):
    here = simulate(plan, BEGINS_AT, 900, 2).motions.write_csv()
    conftest = Path(__file__).with_name("conftest.py")
    command = [sys.executable, "-c", PRINTED, str(conftest)]
    there = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert there.stdout.strip() == hashlib.sha256(here.encode()).hexdigest()


def test_people_do_all_that_a_plan_may_state(world):
    """How often is asked of many more of them in `test_rates`; here are no kerbs, and no crowd."""
    did = set(world.visits.explode("behaviours")["behaviours"].drop_nulls())
    assert did == {*BEHAVIOURS} - {"along_kerb", "searching", "waiting", "full"}


def test_where_no_bus_gets_through_a_car_or_van_stops_in_its_stead(plan):
    lanes = tuple(replace(lane, width_m=3.2) for lane in plan.lanes)
    narrow = replace(plan, lanes=lanes, rates=replace(plan.rates, coach_share=0.3))
    world = simulate(narrow, BEGINS_AT, 4 * 3600, 5)
    visits = world.visits.join(world.vehicles, on="object_id")
    came = visits.filter(pl.col("behaviours").list.contains("coach"))
    assert came.height > 3
    assert set(came["type"]) <= {"car", "van"}


def test_trucks_stop_in_a_lane_to_deliver(plan):
    rates = replace(plan.rates, arrivals_per_hour=(30.0,) * 24, delivery_share=0.5)
    world = simulate(replace(plan, rates=rates), BEGINS_AT, 1800, 2)
    came = world.visits.join(world.vehicles, on=["site_id", "object_id"])
    delivered = came.filter(pl.col("behaviours").list.contains("delivery"))
    assert set(delivered["type"]) == {"truck", "van"}
    assert delivered["stall_id"].null_count() == len(delivered)


def test_behaviours_have_their_times(world):
    visits = world.visits
    assert (visits["behaviours"].list.len() == visits["behaved_at"].list.len()).all()
    rows = visits.explode("behaviours", "behaved_at", "behaved_until").drop_nulls("behaviours")
    assert set(rows["behaviours"]) <= set(BEHAVIOURS)
    assert (rows["behaved_at"] <= rows["behaved_until"]).all()
    stood = rows.filter(pl.col("behaviours").is_in(["drop_off", "double_parking"]))
    assert len(stood) > 2
    for row in stood.iter_rows(named=True):
        moment = (row["behaved_at"] - world.begins_at).total_seconds() + 1.0
        poses = world.poses(moment)
        at = np.flatnonzero(poses.object_id == row["object_id"])
        assert poses.speed_mps[at].item() == 0


def test_vehicles_enter_and_leave_where_and_when_their_visits_say(world):
    lanes = {lane.lane_id: lane.points for lane in world.plan.lanes}
    seen = 0
    for visit in world.visits.iter_rows(named=True):
        for moment, lane_id, end in (
            (visit["entered_at"], visit["entry_lane_id"], 0),
            (visit["left_at"], visit["exit_lane_id"], -1),
        ):
            if moment is None or "wrong_way" in visit["behaviours"]:
                continue
            poses = world.poses((moment - world.begins_at).total_seconds())
            at = np.flatnonzero(poses.object_id == visit["object_id"])
            x, y = lanes[lane_id][end]
            assert np.hypot(poses.x_m[at] - x, poses.y_m[at] - y).item() < 0.2
            seen += 1
    assert seen > 60


def test_wheels_turn_as_far_as_a_vehicle_drives(any_world):
    """Metres driven, which phases go by, count on forwards and back in reverse."""
    rows = any_world.motions.join(any_world.vehicles.select("object_id"), on="object_id")
    rows = rows.sort("object_id", "t0_s")
    spent = rows["t1_s"] - rows["t0_s"]
    along = (rows["speed_mps"] + rows["acceleration_mps2"] * spent / 2) * spent
    follows = (rows["object_id"].diff() == 0).fill_null(value=False).to_numpy()
    off = rows["driven_m"].diff().to_numpy()[1:] - along.to_numpy()[:-1]
    assert np.abs(off[follows[1:]]).max() < 1e-3


def test_lamps_go_with_what_is_done(world):
    lit = world.motions.join(world.vehicles.select("object_id"), on="object_id")
    backwards = lit.filter(pl.col("speed_mps") < -0.01)
    assert len(backwards) > 20
    assert ((backwards["lights"] & int(Lights.REVERSE)) > 0).all()
    slower = lit.filter(pl.col("speed_mps") * pl.col("acceleration_mps2") < -0.8)
    assert ((slower["lights"] & int(Lights.BRAKE)) > 0).all()
    resting = lit.filter((pl.col("t1_s") - pl.col("t0_s")) > 400)
    assert (resting["lights"] == 0).all()
    assert ((lit["lights"] & int(Lights.LEFT | Lights.RIGHT)) > 0).any()


def test_who_comes_again_is_the_same_vehicle_on_a_later_visit(plan):
    quiet = replace(
        plan.rates, arrivals_per_hour=(6.0,) * 24, returning_share=0.9, dwell_median_s=600.0
    )
    world = simulate(replace(plan, rates=quiet), BEGINS_AT, 10 * 3600, 2)
    again = world.visits.group_by("object_id").agg("entered_at", "left_at", count=pl.len())
    again = again.filter(pl.col("count") > 1)
    assert len(again) > 3
    for row in again.iter_rows(named=True):
        stays = sorted(
            (e or BEGINS_AT, x) for e, x in zip(row["entered_at"], row["left_at"], strict=True) if x
        )
        for (_, left), (entered, _) in pairwise(stays):
            assert entered - left > timedelta(hours=6)


def test_what_stands_when_a_world_begins_has_its_lamps_out(world):
    poses = world.poses(0.0)
    motions = world.motions.filter(pl.col("t0_s") == 0, pl.col("speed_mps") == 0)
    later = motions.filter(pl.col("t1_s") > 10)["object_id"]
    assert len(later) > 0
    assert not poses.lights[np.isin(poses.object_id, later.to_numpy())].any()
    assert (world.motions["t0_s"] >= 0).all()

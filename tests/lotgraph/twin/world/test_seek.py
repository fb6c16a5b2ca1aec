"""Who finds no stall searches, waits where others get by, takes what becomes free, or leaves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from lotgraph.twin.plan.shapes import overlaps, rectangles
from lotgraph.twin.world.seek import WAIT_S
from lotgraph.twin.world.simulate import simulate

BEGINS_AT = datetime(2026, 3, 1, 10, tzinfo=UTC)
SECONDS = 2 * 3600.0


@pytest.fixture(scope="module")
def crowd(plan):
    """Far more arrivals than 22 stalls hold."""
    rates = replace(
        plan.rates, arrivals_per_hour=(90.0,) * 24, dwell_median_s=900.0, dwell_sigma=0.4
    )
    few = tuple(stall for stall in plan.stalls if stall.stall_id[0] in "AC")
    return simulate(replace(plan, stalls=few, rates=rates), BEGINS_AT, SECONDS, 2)


@pytest.fixture(scope="module")
def did(crowd):
    rows = crowd.visits.explode("behaviours", "behaved_at", "behaved_until")
    return rows.drop_nulls("behaviours").with_columns(
        lasts_s=(pl.col("behaved_until") - pl.col("behaved_at")).dt.total_milliseconds() / 1000
    )


def speeds_of(crowd, visit):
    """How fast a vehicle is each second while it does something."""
    begin, end = (
        (visit[name] - crowd.begins_at) / timedelta(seconds=1)
        for name in ("behaved_at", "behaved_until")
    )
    found = []
    for t_s in np.arange(begin + 0.5, end - 0.5, 1.0):
        poses = crowd.poses(float(t_s))
        found.append(poses.speed_mps[poses.object_id == visit["object_id"]].item())
    return np.array(found)


def test_some_who_wait_get_a_stall_and_the_others_leave(crowd, did):
    waited = crowd.visits.filter(pl.col("behaviours").list.contains("waiting"))
    over = waited.filter(
        pl.col("stall_id").is_not_null() | pl.col("behaviours").list.contains("full")
    )
    assert len(over) > 20
    assert over["stall_id"].count() > 8
    for visit in over.iter_rows(named=True):
        assert (visit["stall_id"] is None) == ("full" in visit["behaviours"])
        assert visit["behaviours"][:2] in (["searching", "waiting"], ["full", "searching"])
    assert did.filter(behaviours="waiting")["lasts_s"].max() <= WAIT_S[1] + 1


def test_who_searches_drives_round_and_who_waits_stands_at_a_lanes_side(crowd, did):
    for visit in did.filter(behaviours="waiting").head(12).iter_rows(named=True):
        assert (speeds_of(crowd, visit) == 0).all()
    searched = did.filter(behaviours="searching").join(
        did.filter(behaviours="waiting"), on="visit_id", how="semi"
    )
    loop_m = 2 * (48 + 24)
    for visit in searched.head(12).iter_rows(named=True):
        assert np.abs(speeds_of(crowd, visit)).sum() > loop_m


def test_nobody_searches_while_a_stall_that_fits_is_free(crowd, did):
    """Of the 22 stalls, few are free when somebody comes in and finds none."""
    parked, counts = crowd.visits.filter(pl.col("stall_id").is_not_null()), []
    for (begin,) in did.filter(behaviours="searching").select("behaved_at").iter_rows():
        taken = parked.filter(
            pl.col("parked_at").fill_null(crowd.begins_at) < begin + timedelta(minutes=2),
            pl.col("unparked_at").is_null() | (pl.col("unparked_at") > begin),
        )
        counts.append(taken["stall_id"].n_unique())
    assert np.mean(counts) > 19


def test_no_two_vehicles_share_ground_on_a_site_that_overflows(crowd):
    about = crowd.vehicles.sort("object_id")
    for t_s in np.arange(0.0, SECONDS, 5.0):
        poses = crowd.poses(t_s)
        rows = np.flatnonzero(poses.kind == 0)
        sizes = np.column_stack([about["length_m"], about["width_m"]])[poses.object_id[rows] - 1]
        centres = np.column_stack([poses.x_m, poses.y_m])[rows]
        shapes = rectangles(centres, sizes, poses.heading_rad[rows])
        first, second = overlaps(shapes, shapes, slack_m=0.0)
        assert (first == second).all()


def test_who_takes_a_stall_drives_there_from_where_it_waited_without_a_jump(crowd):
    waited = crowd.visits.filter(
        pl.col("behaviours").list.contains("waiting"), pl.col("parked_at").is_not_null()
    )
    rows = crowd.motions.join(waited.select("object_id").unique(), on="object_id", how="semi")
    rows = rows.sort("object_id", "t0_s").with_columns(
        next_s=pl.col("t0_s").shift(-1).over("object_id"),
        ends=pl.col("t1_s"),
        off=(
            (pl.col("x_m").shift(-1) - pl.col("x_m")) ** 2
            + (pl.col("y_m").shift(-1) - pl.col("y_m")) ** 2
        )
        .sqrt()
        .over("object_id"),
    )
    follows = rows.filter((pl.col("next_s") - pl.col("ends")).abs() < 1e-5)
    most_m = 6.0 * (follows["t1_s"] - follows["t0_s"]) + 1e-3
    assert (follows["off"] <= most_m).all()
    stood = follows.filter(speed_mps=0.0, acceleration_mps2=0.0)
    assert stood["off"].max() < 1e-3

"""A head turns a little, smoothly, and comes home."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.sensor.moves import MOST_ZOOM, PITCH_RAD, YAW_RAD, camera_at, draw_moves

HOURS = 6
PLAN = Plan("lot", "train", 0, lanes=(), stalls=(), cameras=())


def test_without_looks_the_camera_stays_as_planned(camera):
    one = camera("plain")
    assert draw_moves(PLAN, "north", 3600, 4) == ()
    assert camera_at(one, (), 12.0) is one


def test_looks_come_as_often_as_stated():
    many = [
        len(draw_moves(PLAN, "north", 3600 * 20, seed, looks_per_hour=3.0)) for seed in range(30)
    ]
    assert 2 * 20 * 3 * 0.55 < np.mean(many) < 2 * 20 * 3


def test_a_longer_schedule_begins_as_a_shorter_one():
    short = draw_moves(PLAN, "north", 3600, 4, looks_per_hour=5.0)
    assert draw_moves(PLAN, "north", 3 * 3600, 4, looks_per_hour=5.0)[: len(short)] == short


@given(st.integers(0, 50), st.floats(0, HOURS * 3600))
def test_a_head_never_jumps_and_never_goes_far(seed, t_s):
    one = Camera("north", (0, 0, 5), 0.3, 0.2)
    moves = draw_moves(PLAN, "north", HOURS * 3600, seed, looks_per_hour=4.0)
    now, soon = (camera_at(one, moves, t) for t in (t_s, t_s + 0.01))
    assert abs(now.yaw_rad - 0.3) <= YAW_RAD
    assert abs(now.pitch_rad - 0.2) <= PITCH_RAD
    assert 1 / MOST_ZOOM <= now.focal_px / one.focal_px <= MOST_ZOOM
    assert abs(soon.yaw_rad - now.yaw_rad) < 0.003


def test_no_look_begins_before_the_last_is_home():
    for seed in range(20):
        moves = draw_moves(PLAN, "north", HOURS * 3600, seed, looks_per_hour=20.0)
        assert all(b.begins_s >= a.begins_s + a.turn_s for a, b in pairwise(moves))
        assert all(home.zoom == 1.0 for home in moves[1::2])
        assert len(moves) % 2 == 0


def test_between_looks_it_is_home_but_for_its_gears(camera):
    one = camera("plain")
    moves = draw_moves(PLAN, "north", 3600, 4, looks_per_hour=5.0)
    assert moves
    home = camera_at(one, moves, moves[1].begins_s + moves[1].turn_s)
    away = camera_at(one, moves, moves[0].begins_s + moves[0].turn_s)
    assert abs(home.yaw_rad - one.yaw_rad) < 0.003
    assert home.focal_px == one.focal_px
    assert away.focal_px != one.focal_px


@given(st.integers(0, 2**40))
def test_no_two_sites_turn_their_cameras_alike(seed):
    """Of one split or of two, even where both sites go by one name."""
    sites = [
        replace(PLAN, site_id=name, split=split)
        for name in ("lot", "yard")
        for split in ("train", "held_out")
    ]
    drawn = [draw_moves(one, "north", 2 * 3600, seed, looks_per_hour=6.0) for one in sites]
    assert any(drawn)
    for mine, theirs in combinations(drawn, 2):
        for of in (lambda one: one.begins_s, lambda one: one.zoom):
            assert not {of(one) for one in mine[::2]} & {of(one) for one in theirs[::2]}


PRINTED = """
from lotgraph.twin.plan import Plan
from lotgraph.twin.sensor.moves import draw_moves
plan = Plan("lot", "train", 0, (), (), ())
print(repr(draw_moves(plan, "north", 6 * 3600, 4, looks_per_hour=5.0)))
"""


def test_another_process_draws_the_same_moves():
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    there = subprocess.run(
        [sys.executable, "-c", PRINTED], check=True, capture_output=True, text=True, env=environment
    )
    here = draw_moves(PLAN, "north", HOURS * 3600, 4, looks_per_hour=5.0)
    assert there.stdout.strip() == repr(here)

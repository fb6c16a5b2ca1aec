"""What cameras see of stalls and lanes, and which of them see the same."""

import math
from dataclasses import replace

import pytest

from lotgraph.twin.plan import Camera, Lane, Plan, Stall, Structure
from lotgraph.twin.plan.overlap import views_of
from lotgraph.twin.plan.see import on_ground, sees

NORTH, SOUTH = math.pi / 2, -math.pi / 2
STALLS = tuple(Stall(f"a{n}", "aisle", (2.5 * n, 5.3), NORTH) for n in range(8))
LANES = (
    Lane("in", "entry", ((-40, 0), (-20, 0))),
    Lane("aisle", "aisle", ((-20, 0), (40, 0))),
    Lane("out", "exit", ((40, 0), (60, 0))),
)
TO_STALLS = Camera("to_stalls", (8.75, -12, 6), NORTH, 0.35)
AWAY = Camera("away", (8.75, -12, 6), SOUTH, 0.35)
TO_ENTRY = Camera("to_entry", (-24, -14, 6), NORTH, 0.4)


def site(*cameras, structures=()):
    extent_m = (-22.0, -20.0, 42.0, 20.0)
    return Plan("lot", "train", 0, LANES, STALLS, cameras, (), structures, extent_m=extent_m)


def test_a_camera_sees_the_stalls_before_it_and_none_behind_it():
    views = views_of(site(TO_STALLS, AWAY))
    assert views.stalls.shape == (2, 8)
    assert views.stalls[0].tolist() == [1.0] * 8
    assert views.stalls[1].tolist() == [0.0] * 8
    assert views.stall_share == 1.0


def test_a_wall_hides_stalls():
    wall = Structure("wall", (0.0, 2.0), (13.0, 0.2, 6.0))
    views = views_of(site(TO_STALLS, structures=(wall,)))
    assert views.stalls[0, 0] == 0.0
    assert views.stalls[0, -1] == 1.0
    assert 0 < views.stall_share < 1


def test_a_roof_above_and_a_kerb_below_hide_nothing():
    roof = Structure("roof", (9.0, 0.0), (60.0, 60.0, 0.3), base_m=7.0)
    kerb = Structure("kerb", (9.0, 2.0), (40.0, 0.2, 0.15))
    views = views_of(site(TO_STALLS, structures=(roof, kerb)))
    assert views.stall_share == 1.0


def test_ways_in_and_out_are_seen_where_they_meet_the_site():
    views = views_of(site(TO_STALLS, TO_ENTRY))
    assert views.ways.tolist() == [[0.0, 0.0], [1.0, 0.0]]
    assert views.way_share == 0.5


def test_lanes_are_seen_in_part():
    views = views_of(site(TO_STALLS))
    assert views.lanes[0, 1] == pytest.approx(2 * 13.0 * 320 / 500 / 60, abs=0.05)


def test_two_cameras_that_see_the_same_share_it_all_and_others_nothing():
    shared = views_of(site(TO_STALLS, TO_STALLS, TO_ENTRY)).shared
    assert shared[0, 1] == 1.0
    assert shared[0, 2] == 0.0


def test_stalls_too_far_away_to_make_out_a_car_are_not_seen():
    near, far = (replace(TO_STALLS, position_m=(8.75, y, 6), focal_px=400.0) for y in (-25, -45))
    views = views_of(site(near, far))
    assert views.stalls[0].min() == 1.0
    assert views.stalls[1].max() == 0.0


def test_a_lens_does_not_fold_what_lies_aside_into_its_picture():
    folding = replace(TO_STALLS, yaw_rad=math.radians(166), distortion=(-0.3, 0, 0, 0, 0))
    aside = on_ground([stall.centre for stall in STALLS])
    assert not sees(folding, (), aside).any()

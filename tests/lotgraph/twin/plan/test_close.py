"""What stands right before a lens is warned of: which thing, how far, how much it hides."""

import math
from dataclasses import replace

import pytest

from lotgraph.twin.plan import Camera, Lane, Plan, Structure
from lotgraph.twin.plan.close import close_up

NORTH = math.pi / 2
CAMERA = Camera("over", (20, -12, 4), yaw_rad=NORTH, pitch_rad=0.2)
PLAN = Plan(
    site_id="north",
    split="train",
    seed=0,
    lanes=(Lane("in", "entry", ((-30, 0), (0, 0))),),
    stalls=(),
    cameras=(CAMERA,),
)


def found(*structures, camera=CAMERA):
    return list(close_up(replace(PLAN, cameras=(camera,), structures=structures)))


@pytest.mark.parametrize(
    ("structure", "away_m", "share"),
    [
        (Structure("pillar", (20, -11.5), (0.3, 0.3, 6)), 0.35, 0.3 / 0.35),
        (Structure("pillar", (20, -11.2), (0.3, 0.3, 6)), 0.65, 0.3 / 0.65),
        (Structure("lamp", (20, -11.7), (1.2, 0.25, 6), NORTH), 0.23, 0.14 / 0.23),
        (Structure("lamp", (20, -11.5), (0.3, 0.3, 1.0), base_m=3.4), 0.35, 0.3 / 0.35),
        (Structure("sign", (20, -11.5), (0.1, 0.6, 5), NORTH), 0.48, 0.6 / 0.48),
        (Structure("tree", (20, -11.4), (6, 6, 9)), 0.375, 0.45 / 0.375),
        (Structure("wall", (20, -11.4), (9, 0.2, 9)), 0.5, math.inf),
    ],
)
def test_a_thing_right_before_a_lens_is_told(structure, away_m, share):
    (close,) = found(structure)
    assert (close.camera_id, close.structure) == ("over", structure)
    assert close.away_m == pytest.approx(away_m, abs=0.06)
    wanted = min(1.0, share * CAMERA.focal_px / CAMERA.width_px)
    assert close.share == pytest.approx(wanted, abs=0.04)


@pytest.mark.parametrize(
    "structure",
    [
        Structure("pillar", (20, -12.5), (0.3, 0.3, 6)),  # behind it
        Structure("pillar", (20, -10.5), (0.3, 0.3, 6)),  # too far to fill the view
        Structure("pillar", (20, -11.5), (0.3, 0.3, 3)),  # below it
        Structure("lamp", (20, -11.2), (1.2, 0.25, 6)),  # hides little
        Structure("fence", (20, -11.5), (9, 0.1, 6)),  # is seen through
        Structure("tree", (20, -11.4), (6, 6, 6)),  # its trunk ends below
        Structure("roof", (20, -12), (9, 9, 0.3), base_m=4.5),  # before the upper edge alone
    ],
)
def test_what_is_beside_a_lens_or_hides_little_is_not(structure):
    assert found(structure) == []


def test_it_is_said_in_a_sentence():
    (close,) = found(Structure("pillar", (20, -11.5), (0.3, 0.3, 6)))
    assert close.said == (
        "camera over: the pillar at (20, -11.5) is 0.4 m before its lens and hides about 65% of "
        "the picture's width; move one, unless that is meant"
    )


def test_a_lens_shows_the_sides_of_a_view_as_it_bends_them():
    straight = replace(CAMERA, focal_px=300.0)
    bent = replace(straight, distortion=(0.5, 0, 0, 0, 0))
    post = Structure("pillar", (20.2, -11.2), (0.3, 0.3, 9))
    (one,), (other,) = (found(post, camera=camera) for camera in (straight, bent))
    assert one.share == pytest.approx((0.54 - 0.08) * 300 / 640, abs=0.02)
    assert other.share == pytest.approx((0.62 - 0.08) * 300 / 640, abs=0.02)
    assert one.share < other.share


def test_each_camera_and_each_thing_is_told_by_itself():
    cameras = (CAMERA, replace(CAMERA, camera_id="other", position_m=(40, -12, 4)))
    posts = [Structure("pillar", (x, -11.5), (0.3, 0.3, 6)) for x in (20, 40)]
    told = close_up(replace(PLAN, cameras=cameras, structures=tuple(posts)))
    assert [(one.camera_id, one.structure) for one in told] == [
        ("over", posts[0]),
        ("other", posts[1]),
    ]

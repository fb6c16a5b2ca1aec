"""A plan that makes sense passes; each thing that cannot be is told in a sentence."""

import math
from dataclasses import replace

import pytest

from lotgraph.twin.names import SENSORS
from lotgraph.twin.plan import Camera, Gate, Lane, Plan, Rates, Stall, Structure
from lotgraph.twin.plan.check import check

NORTH = math.pi / 2
ENTRY = Lane("in", "entry", ((-30, 0), (0, 0)), is_one_way=True)
AISLE = Lane("aisle", "aisle", ((0, 0), (40, 0)))
EXIT = Lane("out", "exit", ((40, 0), (70, 0)), is_one_way=True)
STALLS = tuple(Stall(f"a{n}", "aisle", (10 + 2.5 * n, 5.3), NORTH) for n in range(4))
CAMERA = Camera("over", (20, -12, 6), yaw_rad=NORTH, pitch_rad=0.4)
GOOD = Plan(
    site_id="north",
    split="train",
    seed=0,
    lanes=(ENTRY, AISLE, EXIT),
    stalls=STALLS,
    cameras=(CAMERA,),
    gates=(Gate("barrier", "in", 25.0),),
    structures=(Structure("tree", (16, 11), (6, 6, 8)),),
    extent_m=(-30, -30, 70, 30),
)


def with_stall(**changes):
    return replace(GOOD, stalls=(*STALLS[:3], replace(STALLS[3], **changes)))


def with_camera(**changes):
    return replace(GOOD, cameras=(replace(CAMERA, **changes),))


def with_lane(*lanes):
    return replace(GOOD, lanes=(*GOOD.lanes, *lanes))


def with_structure(*args, **fields):
    return replace(GOOD, structures=(Structure(*args, **fields),))


def with_rates(**changes):
    return replace(GOOD, rates=replace(Rates(), **changes))


def said(plan):
    return [f"{'.'.join(map(str, one.keys))}: {one.said}" for one in check(plan)]


def test_a_plan_that_makes_sense_passes():
    assert said(GOOD) == []


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (with_stall(centre=(16, 5.3)), "stalls.3: stall a3 overlaps stall a2; move one or make"),
        (with_stall(centre=(17.5, 4.9)), "stalls.3: stall a3 overlaps lane aisle; move one"),
        (with_stall(centre=(17.5, 8)), "stalls.3: stall a3 lies 2.8 m from its lane aisle; exp"),
        (
            replace(GOOD, extent_m=(-30, -30, 18, 30)),
            "stalls.3: stall a3 reaches beyond extent_m, where nothing is paved or paint",
        ),
        (with_stall(lane_id="isle"), "stalls.3.lane_id: expected a lane of the plan (in, aisle"),
        (with_stall(stall_id="a0"), "stalls.3.stall_id: expected a name that no other of the sta"),
        (with_stall(width_m=-2.5), "stalls.3.width_m: expected a number from 0.5 to 20; got -2.5"),
        (with_stall(heading_rad=math.nan), "stalls.3.heading_rad: expected an angle from"),
        (with_stall(centre=(math.inf, 5)), "stalls.3.centre.0: expected a number from"),
        (with_camera(position_m=(20, -12, -1)), "cameras.0.position_m: camera over is undergroun"),
        (with_camera(yaw_rad=-NORTH), "cameras.0: camera over looks at nothing of the site; exp"),
        (with_camera(camera_id="Gate 1"), "cameras.0.camera_id: expected a name that a folder"),
        (with_camera(camera_id=".."), "cameras.0.camera_id: expected a name that a folder"),
        (with_camera(focal_px=0.0), "cameras.0.focal_px: expected a number from 50 to 5000; got 0"),
        (with_camera(pitch_rad=2.0), "cameras.0.pitch_rad: expected an angle from -90 to 90 degr"),
        (
            with_camera(distortion=(-2.5, 0, 0, 0, 0)),
            "cameras.0.distortion: camera over: expected a lens whose picture reaches its corners",
        ),
        (replace(GOOD, cameras=()), "cameras: expected one camera or more; got none"),
        (replace(GOOD, cameras=(CAMERA,) * 2), "cameras.1.camera_id: expected a name that no oth"),
        (replace(GOOD, site_id="North"), "site_id: expected a name that a folder may have: lower"),
        (replace(GOOD, site_id="unplaced"), "site_id: expected another name; this one is kept"),
        (replace(GOOD, seed=1), "split: expected held_out, which seed 1 is of; got 'train'; even"),
        (replace(GOOD, timezone="Berlin"), "timezone: expected an IANA time zone such as Europe"),
        (replace(GOOD, latitude_deg=91.0), "latitude_deg: expected a number from -90 to 90; got"),
        (
            replace(GOOD, extent_m=(-30e3, -30, 70e3, 30)),
            "extent_m: expected at most 2000 m along either side of a site; got 100000 m; is it in",
        ),
        (
            with_lane(Lane("far", "exit", ((40, 0), (40, 1975)))),
            "lanes.3.points: expected at most 2000 m along either side of a site; with this lane "
            "and extent_m it is 2005 m; is it in metres?",
        ),
        (replace(GOOD, extent_m=(5, 0, 5, 9)), "extent_m: expected x0 < x1 and y0 < y1; got (5,"),
        (
            replace(GOOD, gates=(Gate("barrier", "in", 31.0),)),
            "gates.0.at_m: gate barrier is off its lane; expected 0 to 30 m along in; got 31",
        ),
        (
            replace(GOOD, gates=(Gate("barrier", "aisle", 3.0),)),
            "gates.0.lane_id: gate barrier stands on an aisle; expected an entry or exit; got 'ai",
        ),
        (
            with_lane(Lane("spur", "aisle", ((20, 20), (20, 9)))),
            "lanes.3: lane spur cannot be reached from an entry; join an end of one lane to",
        ),
        (
            with_lane(Lane("trap", "aisle", ((5, 0), (5, 20)), is_one_way=True)),
            "lanes.3: lane trap leads to no exit; join an end of one lane to the other",
        ),
        (
            with_lane(Lane("dot", "aisle", ((5, 0), (5, 0)))),
            "lanes.3.points: expected two points or more, each 0.1 m or more from the last",
        ),
        (
            with_lane(Lane("in_2", "entry", ((5, -20), (5, 0)))),
            "lanes.3.points: entry in_2 ends on the site at (5, -20); expected an end on or",
        ),
        (replace(GOOD, lanes=(AISLE, EXIT), gates=()), "lanes: expected a lane of kind entry; got"),
        (
            with_structure("pillar", (12.5, 5.0), (0.4, 0.4, 3)),
            "structures.0: the pillar at (12.5, 5) stands on stall a1; move one",
        ),
        (
            with_structure("wall", (30, 0), (0.2, 9, 3)),
            "structures.0: the wall at (30, 0) stands on lane aisle; move one",
        ),
        (
            with_structure("building", (20, -13), (9, 9, 9)),
            "cameras.0.position_m: camera over is inside the building at (20, -13); move one",
        ),
        (
            with_structure("wall", (20, -10), (80, 0.3, 9)),
            "cameras.0: camera over looks at nothing of the site; expected a lane or a stall in",
        ),
        (with_rates(wrong_way_share=1.5), "rates.wrong_way_share: expected a number from 0 to 1"),
        (
            with_rates(drop_off_share=0.9, double_parking_share=0.9),
            "rates: expected at most 1 for the sum of drop_off_share, double_parking_share, d",
        ),
        (replace(GOOD, seed=-12), "seed: expected a number of 0 or more; got -12"),
        (
            with_camera(clock_drift_ppm=-2e6),
            "cameras.0.clock_drift_ppm: expected a number from -10000 to 10000; got -2e+06",
        ),
        (
            with_rates(dwell_median_s=2 * 86400.0),
            "rates.dwell_median_s: expected a number from 45 to 86400; got 172800",
        ),
        (with_rates(back_in_share=-0.1), "rates.back_in_share: expected a number from 0 to 1; go"),
        (
            with_rates(arrivals_per_hour=(-1.0,) * 24),
            "rates.arrivals_per_hour.0: expected a number of 0 or more; got -1",
        ),
        (
            with_rates(arrivals_per_hour=(*(1.0,) * 23, 153.0)),
            "rates.arrivals_per_hour: expected at most 152 an hour on 4 stalls, 8 for each and 120",
        ),
        (
            replace(GOOD, structures=(Structure("lamp", (16, 11), (0.2, 0.2, 5.0)),) * 61),
            "structures.60: expected at most 60 lamps on a site; got 61; leave some out",
        ),
        (
            with_rates(arrivals_per_hour=(1.0,) * 23),
            "rates.arrivals_per_hour: expected 24 numbers, one an hour; got 23",
        ),
    ],
)
def test_what_cannot_be_is_told(plan, expected):
    found = said(plan)
    assert any(one.startswith(expected) for one in found), found


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (replace(GOOD, ground="velvet"), "ground: expected one of asphalt"),
        (
            with_structure("wall", (16, 11), (6, 0.2, 2), texture="velvet"),
            "structures.0.texture: expected one of asphalt",
        ),
        (with_camera(sensor="canon5d"), "cameras.0.sensor: expected a sensor of the split train"),
        (with_camera(sensor=SENSORS["held_out"][0]), "expected a sensor of the split train"),
        (with_camera(width_px=641), "cameras.0.width_px: expected an even number, as codecs do"),
    ],
)
def test_what_nobody_could_render_is_told(plan, expected):
    (line,) = said(plan)
    assert expected in line


def test_every_mistake_is_told_at_once():
    plan = replace(with_stall(centre=(16, 5.3)), gates=(Gate("barrier", "in", 31.0),))
    assert len(said(plan)) == 2


def test_a_roof_is_in_nobodys_way():
    roof = Structure("roof", (20, 0), (60, 40, 0.3), base_m=8.0)
    assert said(replace(GOOD, structures=(roof,))) == []


def test_only_the_trunk_of_a_tree_is_in_the_way():
    assert said(with_structure("tree", (12.5, 9.0), (8, 8, 9))) == []
    assert "stands on stall a1" in said(with_structure("tree", (12.5, 5.0), (8, 8, 9)))[0]

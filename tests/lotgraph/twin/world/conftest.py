"""A small lot drawn by hand: a loop of aisles with 44 stalls, a way in, a way out, two gates."""

import math
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from lotgraph.twin.plan.generate import FAMILIES, generate
from lotgraph.twin.plan.model import Gate, Lane, Plan, Rates, Stall, Structure
from lotgraph.twin.plan.shapes import rectangles
from lotgraph.twin.world.model import WALKER
from lotgraph.twin.world.people import SIZES
from lotgraph.twin.world.simulate import simulate

BEGINS_AT = datetime(2026, 3, 1, 23, tzinfo=UTC)  # midnight on the site


def _row(lane, prefix, y, heading):
    return [
        Stall(f"{prefix}{i:02d}", lane, (2.5 * i - 14, y), math.radians(heading)) for i in range(11)
    ]


def draw_plan(**rates):
    lanes = (
        Lane("in", "entry", ((-60, -12), (-40, -12), (-24, -12)), 4.0, is_one_way=True),
        Lane("south", "aisle", ((-24, -12), (24, -12)), 6.0),
        Lane("east", "aisle", ((24, -12), (24, 12)), 6.0, is_one_way=True),
        Lane("north", "aisle", ((24, 12), (-24, 12)), 6.0),
        Lane("west", "aisle", ((-24, 12), (-24, -12)), 6.0, is_one_way=True),
        Lane("out", "exit", ((-24, 12), (-60, 12)), 4.0, is_one_way=True),
    )
    stalls = (
        *_row("south", "A", -17.5, -90),
        *_row("south", "B", -6.5, 90),
        *_row("north", "C", 6.5, -90),
        *_row("north", "D", 17.5, 90),
    )
    return Plan(
        site_id="loop",
        split="train",
        seed=2,
        lanes=lanes,
        stalls=stalls,
        cameras=(),
        gates=(Gate("gate_in", "in", 22.0), Gate("gate_out", "out", 16.0)),
        structures=(
            Structure("building", (0.0, 26.0), (24.0, 8.0, 6.0)),
            Structure("pillar", (-17.5, 0.0), (0.5, 0.5, 3.0)),
        ),
        rates=replace(Rates(), **rates),
        extent_m=(-60.0, -30.0, 40.0, 32.0),
    )


@pytest.fixture(scope="session")
def plan():
    return draw_plan()


@pytest.fixture(scope="session")
def world(plan):
    """A morning, with everything people should not do done often."""
    busy = replace(
        plan,
        rates=replace(
            plan.rates,
            dwell_median_s=900.0,
            drop_off_share=0.1,
            double_parking_share=0.05,
            wrong_way_share=0.08,
            tailgating_share=0.1,
            circling_share=0.1,
            two_wheeler_share=0.15,
            delivery_share=0.04,
            coach_share=0.03,
        ),
    )
    return simulate(busy, BEGINS_AT.replace(hour=7), 2 * 3600, 2)


@cache  # several files ask it of each family in turn
def generated(family):
    """A quarter of an hour of a busy generated site, of either split."""
    seed = 3 + sorted(FAMILIES).index(family)
    plan = generate(seed, family)
    rates = replace(plan.rates, arrivals_per_hour=(80.0,) * 24, dwell_median_s=400.0)
    begins_at = datetime(2026, 6, 2, 9, tzinfo=UTC)
    return simulate(replace(plan, rates=rates), begins_at, 900.0, seed)


@pytest.fixture(params=sorted(FAMILIES))
def busy(request):
    return generated(request.param)


@pytest.fixture(params=["drawn by hand", *sorted(FAMILIES)])
def any_world(request):
    if request.param in FAMILIES:
        return generated(request.param)
    return request.getfixturevalue("world")


def footprints(world, poses, kind):
    """Corners (n, 4, 2) of all vehicles, or of all people."""
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

"""Boxes that are drawn without pixels lie where those of a rendering of the same world lie."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from lotgraph.formats.columns import EDGES
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.stage.weather import Weather
from lotgraph.twin.truth.boxes import boxes
from lotgraph.twin.world.detect import Detector, boxes_in, detect
from lotgraph.twin.world.simulate import simulate

PERFECT = Detector(1.0, 0.01, least_visible=0.0, jitter_share=0.0, false_alarms_per_frame=0.0)
LASTS_S = 900.0
HIGH_PX = 12  # a pixel more or less is nothing to it


@pytest.fixture(scope="module", params=[3, 8])
def both(request, order):
    """Boxes of a generated site, of either split, side by side: rendered ones and drawn ones."""
    plan = generate(request.param)
    rates = replace(plan.rates, arrivals_per_hour=(60.0,) * 24, two_wheeler_share=0.2)
    plan = replace(plan, rates=rates)
    world = simulate(plan, order.begins_at, LASTS_S, 3)
    studio = Studio(Order(plan, 3, order.begins_at, LASTS_S, Weather()), world)
    pairs = []
    for camera, t_s in zip(plan.cameras, (300.0, 850.4), strict=False):
        seen, poses = studio.see(camera, t_s)
        drawn, whose = detect(world, camera.camera_id, t_s, t_s + 0.1, detector=PERFECT)
        numbered = drawn.with_columns(whose["object_id"]).select("object_id", *EDGES)
        rendered = boxes(camera, seen, poses, studio.wardrobe.shown)
        found = boxes_in(world, camera, poses)
        shares = pl.DataFrame({"object_id": found.object_id, "share": found.visible_share})
        pairs.append(
            rendered.join(numbered, "object_id", suffix="_drawn").join(shares, "object_id")
        )
    both = pl.concat(pairs)
    return both.filter(~pl.col("is_cut_off"), pl.col("y1_px") - pl.col("y0_px") >= HIGH_PX)


def overlaps(one, other):
    low, high = np.maximum(one[:, :2], other[:, :2]), np.minimum(one[:, 2:], other[:, 2:])
    common = np.prod((high - low).clip(0), axis=1)
    areas = [np.prod(some[:, 2:] - some[:, :2], axis=1) for some in (one, other)]
    return common / (areas[0] + areas[1] - common)


def edges_of(table):
    """Of rendered boxes, then of drawn ones, (n, 4) each."""
    rendered = table.select(EDGES).to_numpy().astype(float)
    return rendered, table.select(f"{name}_drawn" for name in EDGES).to_numpy()


def test_drawn_boxes_of_vehicles_wholly_in_view_are_those_of_their_pixels(both):
    cars = both.filter(kind="vehicle")
    rendered, drawn = edges_of(cars)
    assert len(cars) > 10
    assert np.median(overlaps(rendered, drawn)) >= 0.95
    thick = np.flatnonzero(~cars["type"].is_in(["motorbike", "bicycle"]).to_numpy())
    off = np.abs(rendered - drawn)[thick]
    assert off.max() < 2
    assert np.quantile(off, 0.95) < 0.8
    areas = [np.prod(some[:, 2:] - some[:, :2], axis=1) for some in (rendered, drawn)]
    assert np.median(areas[1] / areas[0]) == pytest.approx(1, abs=0.02)


def test_shares_that_show_are_about_those_of_the_pixels(both):
    off = both["share"] - both["visible_share"]
    assert abs(off.mean()) < 0.1
    assert off.abs().median() < 0.12

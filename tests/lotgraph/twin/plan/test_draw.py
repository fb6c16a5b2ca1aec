"""A plan's picture shows what is in the plan."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from lotgraph.twin.plan.draw import draw, legend_of
from lotgraph.twin.plan.generate import FAMILIES, generate


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_can_be_drawn(family):
    assert pixels(draw(generate(1, family))).std() > 5


def test_the_same_plan_gives_the_same_bytes():
    assert draw(generate(2)) == draw(generate(2))


@pytest.mark.parametrize("section", ["stalls", "cameras", "structures", "gates"])
def test_what_is_left_out_of_a_plan_is_missing_in_its_picture(section):
    plan = next(plan for seed in range(99) if (plan := generate(seed, "surface")).gates)
    less = pixels(draw(replace(plan, **{section: ()})))
    assert (less != pixels(draw(plan))).any(axis=2).sum() > 100


def test_the_legend_names_what_is_in_the_plan_and_no_more():
    plan = generate(34, "garage")
    named = {one.get_label() for one in legend_of(plan)}
    assert named >= {"lane", "gate"} | {one.kind for one in plan.structures}
    bare = legend_of(replace(plan, gates=(), structures=()))
    assert len(bare) == 3
    assert "gate" not in {one.get_label() for one in bare}


@pytest.mark.parametrize("seed", [16, 75, 93])
def test_the_title_of_a_wide_site_is_not_cut_off(seed):
    assert (pixels(draw(generate(seed)))[0] == 255).all()


def test_the_title_of_a_very_wide_site_is_not_cut_off():
    plan = generate(75)
    x0, y0, x1, y1 = plan.extent_m
    drawn = pixels(draw(replace(plan, extent_m=(x0 - 200, y0, x1 + 200, y1))))
    assert (drawn[0] == 255).all()

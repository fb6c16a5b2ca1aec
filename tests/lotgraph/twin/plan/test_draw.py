"""A plan's picture shows what is in the plan."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from lotgraph.twin.plan.draw import draw
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

"""Few points tell how far a body reaches, whichever side one looks at it from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.catalogue import BODIES
from lotgraph.twin.bodies.tips import COUNT, STEPS, vehicle_tips, walker_tips
from lotgraph.twin.bodies.walkers import build_walker

SIDES = np.random.default_rng(5).normal(size=(2000, 3))
SIDES /= np.linalg.norm(SIDES, axis=1, keepdims=True)


def reach(points):
    """How far points reach to each side."""
    return (SIDES @ points.T).max(axis=1)


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_vehicles_tips_reach_as_far_as_it_does_to_all_sides(name):
    split = BODIES[name].split
    for seed, is_ridden in ((3, False), (58, True), (1357, False)):
        mesh = build_vehicle(name, seed, split, is_ridden=is_ridden)
        short = reach(mesh.vertices) - reach(vehicle_tips(name, seed, split, is_ridden=is_ridden))
        assert short.max() < 0.06
        assert short.min() > -0.02
        assert np.quantile(short, 0.9) < 0.015


@given(st.integers(0, 2**40), st.sampled_from(["", "trolley", "pram"]), st.integers(0, 23))
def test_a_walkers_tips_step_as_they_do(look_seed, pushes, step):
    tips = walker_tips(look_seed, "train", pushes)
    walker = build_walker(look_seed, "train", pushes)
    assert tips.shape == (1 + STEPS, COUNT, 3)
    phase = step / 24
    for mesh, points in (
        (walker.mesh(0.0, 0.0), tips[0]),
        (walker.mesh(phase), tips[1 + int(phase * STEPS)]),
    ):
        short = reach(mesh.vertices) - reach(points)
        assert np.abs(short).mean() < 0.06
        assert np.abs(short).max() < 0.3
        assert mesh.vertices[:, 2].max() - points[:, 2].max() < 0.06

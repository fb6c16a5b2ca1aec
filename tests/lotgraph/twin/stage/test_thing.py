"""A mesh whose wheels are turned is made ready from the one it was turned from."""

import numpy as np

from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.mesh import turn_wheels
from lotgraph.twin.stage.thing import cast


def test_only_wheels_differ_and_what_is_baked_is_nearly_what_it_would_be():
    mesh = build_vehicle("hatch_mini", 3, "train")
    turned = turn_wheels(mesh, 0.4, 0.5)
    whole, quick = cast(turned), cast(turned, cast(mesh))
    assert np.array_equal(whole.low, quick.low)
    assert np.array_equal(whole.high, quick.high)
    *_, free, _, _ = range(8)
    for number, (one, other) in enumerate(zip(whole.columns, quick.columns, strict=True)):
        if number == free:
            assert np.abs(one - other).mean() < 0.03
        else:
            assert np.array_equal(one, other)


def test_a_stage_makes_turned_wheels_from_the_mesh_they_are_of(kit, stage, noon):
    mesh = build_vehicle("hatch_mini", 3, "train")
    poses = kit.poses_of((1, 0.0, -4.0, 0.5))
    seen = [stage.frame("plain", noon, poses, {1: turn_wheels(mesh, s, 0.3)}) for s in (0.5, -0.5)]
    changed = (seen[0].radiance != seen[1].radiance).any(axis=-1)
    assert 0 < changed.mean() < 0.1

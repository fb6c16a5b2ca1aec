"""Rain falls before cameras that hang in the open."""

from dataclasses import replace

import pytest

from lotgraph.twin.deliver.shelter import is_sheltered
from lotgraph.twin.plan import Camera, Plan, Structure

CAMERA = Camera("gate", (1.0, 2.0, 2.6), 0.0, 0.3)
ROOF = Structure("roof", (3.0, 2.0), (8.0, 4.0, 0.2), base_m=2.8)


@pytest.mark.parametrize(
    ("structure", "is_dry"),
    [
        (ROOF, True),
        (replace(ROOF, centre=(9.0, 2.0)), False),
        (replace(ROOF, centre=(5.0, 2.0), heading_rad=1.5), False),
        (replace(ROOF, base_m=0.0), False),
        (replace(ROOF, kind="building"), False),
    ],
)
def test_only_a_roof_over_a_camera_keeps_it_dry(structure, is_dry):
    plan = Plan("north", "train", 2, (), (), (CAMERA,), structures=(structure,))
    assert is_sheltered(CAMERA, plan) == is_dry

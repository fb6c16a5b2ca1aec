import numpy as np
import pytest

from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.catalogue import BODIES
from lotgraph.twin.bodies.extent import extent_of

LOOSE_M = 0.06  # what an extent may be larger than what it holds


@pytest.mark.parametrize("name", sorted(BODIES))
def test_an_extent_holds_what_is_drawn_and_little_more(name):
    body = BODIES[name]
    for seed in (3, 58, 1357):
        extent = extent_of(name, seed, body.split)
        for is_ridden, height in ((False, extent.height_m), (True, extent.ridden_m)):
            x, y, z = build_vehicle(name, seed, body.split, is_ridden=is_ridden).vertices.T
            drawn = np.array([2 * np.abs(x).max(), 2 * np.abs(y).max(), z.max()])
            room = np.array([extent.length_m, extent.width_m, height]) - drawn
            assert (room >= 0).all()
            is_loose = room > LOOSE_M
            assert not is_loose.any() or (is_loose.tolist() == [False, True, False])
            assert not is_loose[1] or body.type == "two_wheeler"  # its rider's elbows


def test_mirrors_racks_and_riders_are_more_than_a_cars_papers_say():
    seeds = range(12)
    cars = [extent_of("hatch_compact", seed, "train") for seed in seeds]
    assert all(one.width_m > BODIES["hatch_compact"].width_m + 0.3 for one in cars)
    assert len({one.height_m for one in cars}) > 1
    assert all(one.ridden_m == one.height_m for one in cars)
    rides = [extent_of("bicycle_city", seed, "train") for seed in seeds]
    assert all(one.ridden_m > BODIES["bicycle_city"].height_m + 0.7 for one in rides)

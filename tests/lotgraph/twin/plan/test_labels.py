"""Names of cameras in a plan's picture stand beside them, and none over another."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from lotgraph.twin.plan import Camera
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.plan.labels import label_of, label_places

CAMERA = Camera("cam01", (0.0, 0.0, 4.0), 0.0, 0.3)


def at(*places):
    cameras = [replace(CAMERA, position_m=(*place, 4.0)) for place in places]
    return label_places(cameras, metres_per_inch=10.0)


def test_labels_of_cameras_stand_above_them_where_nothing_is():
    assert at((0.0, 0.0), (20.0, 5.0)) == [(0.0, 1.0), (20.0, 6.0)]


def test_labels_of_cameras_on_one_pole_lie_apart():
    assert at((0.0, 0.0), (1.0, 0.0)) == [(0.0, 1.0), (1.0, -2.5)]
    feet = [foot for _, foot in at(*[(0.1 * n, 0.0) for n in range(6)])]
    feet.sort()
    assert all(later - earlier >= 1.5 for earlier, later in pairwise(feet))


def test_a_label_hides_no_other_camera():
    assert at((0.0, 0.0), (0.5, 1.6))[0] == (0.0, -2.5)


@pytest.mark.parametrize("seed", [5, 75, 93])
def test_no_two_labels_of_a_generated_site_lie_over_one_another(seed):
    cameras = generate(seed).cameras
    places = label_places(cameras, metres_per_inch=10.0)
    for (one, (x, y)), (other, (u, v)) in combinations(zip(cameras, places, strict=True), 2):
        wide = 0.31 * (len(label_of(one)) + len(label_of(other)))
        assert abs(x - u) >= wide or abs(y - v) >= 1.5

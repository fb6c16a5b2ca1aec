"""Boxes count where somebody wants them, by where they stand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.detector.regions import Region, read_regions
from lotgraph.errors import DetectorError

HALF = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))


def holds(region, *boxes):
    return region.holds(np.array(boxes, np.float32), 100, 50).tolist()


def test_a_box_counts_by_the_middle_of_its_lower_edge():
    right = Region(keep=(HALF,))
    assert holds(right, (0, 0, 98, 50), (10, 0, 98, 50), (60, 0, 70, 50)) == [False, True, True]
    assert holds(Region(leave_out=(HALF,)), (0, 0, 98, 50), (60, 0, 70, 50)) == [True, False]
    assert holds(Region(), (0, 0, 9, 9)) == [True]


@given(st.floats(0, 99), st.floats(1, 50), st.integers(3, 9))
def test_inside_is_as_the_angles_to_all_corners_say(x, y, count):
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False) + 0.3
    corners = np.stack([0.5 + 0.4 * np.cos(angles), 0.5 + 0.4 * np.sin(angles)], axis=1)
    point = np.array([x / 100, (y - 0.5) / 50])
    spokes = corners - point
    after = np.roll(spokes, -1, axis=0)
    turned = np.arctan2(
        spokes[:, 0] * after[:, 1] - spokes[:, 1] * after[:, 0], (spokes * after).sum(axis=1)
    ).sum()
    region = Region(keep=(tuple(map(tuple, corners.tolist())),))
    assert holds(region, (x, 0, x, y)) == [abs(turned) > 3]


@pytest.fixture
def file(tmp_path):
    def written(text):
        (tmp_path / "regions.toml").write_text(text)
        return tmp_path / "regions.toml"

    return written


def test_each_camera_has_its_own_and_the_others_the_common_one(file):
    (gate, other), strange = read_regions(
        file("keep = [[[0, 0], [1, 0], [1, 1]]]\n[gate]\nleave_out = [[[0, 0], [1, 0], [1, 1]]]"),
        [["gate"], ["exit"]],
    )
    assert gate == Region(leave_out=(((0, 0), (1, 0), (1, 1)),))
    assert other == Region(keep=(((0, 0), (1, 0), (1, 1)),))
    assert strange == []


def test_sections_of_other_cameras_are_left_aside(file):
    keep = "keep = [[[0, 0], [1, 0], [1, 1]]]\n"
    whole = Region(keep=(((0, 0), (1, 0), (1, 1)),))
    assert read_regions(file(keep + "[exit]\n"), [["gate"]]) == ([whole], ["exit"])
    both = file(f"[exit]\n[gate]\n{keep}")
    assert read_regions(both, [["20261104T07", "gate", "north"]]) == ([whole], ["exit"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nkeeep = []", "regions.toml:2: keeep: expected keep or leave_out"),
        ("keep = 3", "regions.toml:1: keep: expected a list of polygons; got 3"),
        ("keep = [[[0, 0], [1, 1]]]", "expected polygons such as"),
        ("keep = [[[0, 0], [1, 1], [300, 200]]]", "in shares of the picture"),
        ('keep = [[["a", 0], [1, 1], [0, 1]]]', "expected polygons such as"),
        ("keep = [[[0, 0], [nan, 1], [1, 0]]]", "expected polygons such as"),
        ("[gaet]\nkeep = []", "regions.toml:1: no footage is called gaet; there is gate"),
        ("keep =", "not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(file, text, said):
    with pytest.raises(DetectorError, match=said.replace("[", r"\[")):
        read_regions(file(text), [["gate"]])

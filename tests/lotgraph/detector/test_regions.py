"""Boxes count where somebody wants them, by where they stand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.detector.model import Wishes
from lotgraph.detector.network.attempt import tried
from lotgraph.detector.network.run import NetworkDetector
from lotgraph.detector.network.start import start
from lotgraph.detector.regions import Region, Regional, read_regions
from lotgraph.detector.suppression import Suppression
from lotgraph.detector.tile import Tiled
from lotgraph.errors import DetectorError

FRAMES = np.zeros((2, 64, 64, 3), np.uint8)
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


def crowd(suppressed):
    """Answers of 58 boxes of 4 px in columns of six; those to the left are the surest."""
    place = np.arange(58)
    corner = np.stack([place // 6 * 6.0, place % 6 * 10.0], axis=1)
    score = 0.95 - place / 100
    if suppressed:
        rows = np.column_stack([corner, corner + 4, score, place * 0])
        return {"output0": rows[None].astype(np.float32)}
    cells = np.zeros((1, 5, 84), np.float32)
    cells[0, :2] = 32
    cells[0, :2, :58], cells[0, 2:4], cells[0, 4, :58] = corner.T + 2, 4, score
    return {"output0": cells}


@pytest.mark.parametrize("side", [None, 48])
@pytest.mark.parametrize("suppression", Suppression)
@pytest.mark.parametrize("suppressed", [True, False])
def test_what_stands_outside_crowds_nothing_out(network, suppressed, suppression, side):
    file = network(crowd(suppressed), metadata={"names": "{0: 'car'}"})
    layout, _ = tried(file)
    session = start(file, threads=1)

    def opened(most, region=None):
        wishes = Wishes(suppression=suppression, most=most)
        detector = NetworkDetector(file, layout, session, "0" * 64, wishes)
        tiled = Tiled(detector, side, wishes) if side else detector
        return Regional(tiled, region) if region else tiled

    every = opened(10_000).detect(FRAMES)

    @given(st.integers(1, 20), st.floats(0, 1), st.booleans())
    def best_inside_are_kept(most, edge, is_kept):
        right = ((edge, -1.0), (2.0, -1.0), (2.0, 2.0), (edge, 2.0))
        region = Region(keep=(right,)) if is_kept else Region(leave_out=(right,))
        inside = every.only(region.holds(every.box, 64, 64))
        first = np.searchsorted(inside.frame, inside.frame)
        expected = inside.only(np.arange(len(inside)) - first < most)
        found = opened(most, region).detect(FRAMES)
        np.testing.assert_array_equal(found.frame, expected.frame)
        np.testing.assert_array_equal(found.box, expected.box)
        np.testing.assert_array_equal(found.score, expected.score)

    best_inside_are_kept()
    last = Region(keep=(((0.8, 0.0), (1.0, 0.0), (1.0, 1.0), (0.8, 1.0)),))
    assert np.bincount(opened(2, last).detect(FRAMES).frame).tolist() == [2, 2]
    assert (opened(2).detect(FRAMES).box[:, 2] < 0.8 * 64).all()


shares = st.tuples(st.floats(0, 1), st.floats(0, 1))
polygons = st.lists(shares, min_size=3, max_size=7)
places = st.lists(st.tuples(st.floats(0, 99), st.floats(1, 50)), min_size=1, max_size=9)


def is_near(polygon, x, y):
    """Whether a point is so near an edge, in shares of the frame, that rounding may decide."""
    corners, point = np.array(polygon), np.array([x, y])
    ways = np.roll(corners, -1, axis=0) - corners
    along = ((point - corners) * ways).sum(axis=1) / np.maximum((ways**2).sum(axis=1), 1e-300)
    nearest = corners + np.clip(along, 0, 1)[:, None] * ways
    return np.hypot(*(nearest - point).T).min() < 1e-4


@given(polygons, polygons, places, st.tuples(*[st.floats(-2, 2)] * 2), st.booleans())
def test_regions_and_boxes_go_along_in_a_picture_mirrored_or_moved(keep, leave, at, by, flips):
    """All but who stands on an edge: of two regions that share it, one holds that."""
    x, y = np.array(at).T
    near = [any(is_near(one, *spot) for one in (keep, leave))
            for spot in zip(x / 100, (y - 0.5) / 50, strict=True)]  # fmt: skip
    side, (dx, dy) = -1 if flips else 1, by

    def moved(polygon):
        return tuple((side * u + dx, v + dy) for u, v in polygon)

    box = np.column_stack([x - 3, y - 9, x + 3, y])
    other = np.column_stack([side * x - 3, y - 9, side * x + 3, y])
    other += np.array([100 * dx, 50 * dy] * 2)
    one = Region((tuple(keep),), (tuple(leave),)).holds(box, 100, 50)
    two = Region((moved(keep),), (moved(leave),)).holds(other, 100, 50)
    assert one[~np.array(near)].tolist() == two[~np.array(near)].tolist()


@given(polygons, places, st.integers(0, 99))
def test_the_order_of_boxes_does_not_matter(keep, at, seed):
    x, y = np.array(at).T
    box, mixed = np.column_stack([x, y - 1, x, y]), np.random.default_rng(seed).permutation(len(x))
    region = Region((tuple(keep),))
    assert region.holds(box[mixed], 100, 50).tolist() == region.holds(box, 100, 50)[mixed].tolist()


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

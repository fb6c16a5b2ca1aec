"""Frames are looked at in parts, and what a tile's edge cuts is one thing in the end."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.detector.model import Found, Wishes, joined, nothing
from lotgraph.detector.suppression import Suppression
from lotgraph.detector.tile import Tiled, merged, tiles_of

WISHES = Wishes()


class Seer:
    """Sees every light rectangle that is at least `least` of the picture wide."""

    kinds = ("thing",)
    version = "seer"
    most = 1000

    def __init__(self, least=0.0):
        self.least = least

    def propose(self, frames):
        return self.detect(frames)

    def detect(self, frames):
        found = []
        for number, frame in enumerate(frames):
            for level in np.unique(frame[frame > 0]):
                y, x = np.nonzero(frame[..., 0] == level)
                box = [x.min(), y.min(), x.max() + 1, y.max() + 1]
                if (box[2] - box[0]) >= self.least * frame.shape[1]:
                    found.append(
                        Found(
                            np.array([number]),
                            np.array([box], np.float32),
                            np.array([level / 255], np.float32),
                            np.array([0]),
                        )
                    )
        return joined(found) if found else nothing()


def scene(*boxes, size=(200, 120)):
    frame = np.zeros((1, size[1], size[0], 3), np.uint8)
    for level, (x0, y0, x1, y1) in enumerate(boxes, 100):
        frame[0, y0:y1, x0:x1] = level
    return frame


@given(st.integers(1, 500), st.integers(1, 500), st.integers(8, 300))
def test_tiles_cover_every_pixel_and_share_a_quarter(width, height, side):
    tiles = tiles_of(width, height, side)
    covered = np.zeros((height, width), bool)
    for x0, y0, x1, y1 in tiles:
        covered[y0:y1, x0:x1] = True
        assert (x1 - x0, y1 - y0) == (min(side, width), min(side, height))
    assert covered.all()
    starts = sorted({x0 for x0, *_ in tiles})
    assert (np.diff(starts) <= max(1, 0.75 * side) + 1).all()


@pytest.mark.parametrize("suppression", Suppression)
@pytest.mark.parametrize("side", [40, 64, 100, 500])
def test_things_small_and_large_are_found_once_each_where_they_are(side, suppression):
    boxes = [(5, 5, 15, 12), (60, 30, 66, 36), (90, 10, 190, 100), (30, 60, 58, 110)]
    found = Tiled(Seer(), side, Wishes(suppression=suppression)).detect(scene(*boxes))
    assert sorted(map(tuple, found.box.tolist())) == sorted(boxes)


def test_what_is_too_small_in_the_whole_is_found_in_a_tile():
    small = (100, 50, 110, 60)
    assert len(Seer(0.1).detect(scene(small))) == 0
    assert Tiled(Seer(0.1), 64, WISHES).detect(scene(small)).box.tolist() == [list(small)]


def test_pieces_of_what_the_whole_does_not_show_are_joined():
    class Blind(Seer):
        def detect(self, frames):
            return nothing() if frames.shape[2] == 200 else super().detect(frames)

    long = (20, 50, 150, 70)
    assert Tiled(Blind(), 100, WISHES).detect(scene(long)).box.tolist() == [list(long)]


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ((0, 50, 8, 60), (0, 30, 30, 90)),
        ((192, 50, 200, 60), (170, 30, 200, 90)),
        ((100, 0, 108, 10), (80, 0, 120, 30)),
        ((100, 110, 108, 120), (80, 90, 120, 120)),
    ],
)
def test_what_stands_at_the_edge_of_the_frame_is_not_cut(small, large):
    """A piece that a tile cuts would be taken for a part of the large thing behind it."""
    found = Tiled(Seer(0.1), 64, WISHES).detect(scene(large, small))
    assert sorted(map(tuple, found.box.tolist())) == sorted([small, large])


def test_neighbours_are_not_joined():
    boxes = [(20, 10, 60, 30), (20, 40, 60, 60), (70, 10, 110, 30)]
    found = Tiled(Seer(), 64, WISHES).detect(scene(*boxes))
    assert sorted(map(tuple, found.box.tolist())) == sorted(boxes)


def test_the_version_says_how_frames_are_divided():
    merges = [(64, WISHES), (65, WISHES), (64, Wishes(across_kinds=True)), (64, Wishes(most=9))]
    versions = {Tiled(Seer(), *one).version for one in merges}
    assert len(versions) == len(merges)
    assert all(version.startswith("seer tiles:6") for version in versions)


class Unsure(Seer):
    """Takes for the first kind in the whole, which is 200 wide, what is the second in a tile."""

    kinds = ("car", "van")

    def detect(self, frames):
        return replace(found := super().detect(frames), kind=found.kind + (frames.shape[2] != 200))


@pytest.mark.parametrize("across_kinds", [True, False])
def test_kinds_are_one_thing_in_tiles_if_they_are_without(across_kinds):
    boxes = [(100, 50, 110, 60), (30, 30, 130, 45)]  # in one tile, and cut by edges of some
    found = Tiled(Unsure(), 64, Wishes(across_kinds=across_kinds)).detect(scene(*boxes))
    whole = sorted(tuple(box) for box, kind in zip(found.box.tolist(), found.kind) if kind == 0)  # noqa: B905
    assert whole == sorted(boxes)
    assert found.kind.max() == (0 if across_kinds else 1)


def test_a_frame_in_tiles_has_as_many_boxes_as_are_asked_for_the_best_ones():
    boxes = [(x, 10, x + 6, 20) for x in range(5, 195, 10)]
    frames = np.concatenate([scene(*boxes), scene(*boxes[:3])])
    found = Tiled(Seer(), 64, Wishes(most=4)).detect(frames)
    assert found.frame.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert sorted(map(tuple, found.box[:4].tolist())) == boxes[-4:]
    assert len(Tiled(Seer(), 64, WISHES).detect(frames)) == len(boxes) + 3


@st.composite
def pieces(draw):
    """Boxes of different scores, some of them cut, in whole px of a picture of 64."""
    count, random = draw(st.integers(0, 20)), np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    corner = random.integers(0, 40, (count, 2))
    box = np.hstack([corner, corner + random.integers(1, 20, (count, 2))]).astype(np.float32)
    score = (random.permutation(count) / 32 + 1 / 64).astype(np.float32)
    frame, kind = random.integers(0, 2, count), random.integers(0, 2, count)
    return Found(frame, box, score, kind), random.random(count) < 0.5


def boxes_of(found):
    return [row.tolist() for row in (found.frame, found.box, found.score, found.kind)]


@given(
    pieces(), st.tuples(*[st.booleans()] * 3), st.tuples(*[st.integers(-99, 99)] * 2),
    st.integers(0, 99), st.sampled_from([Suppression.HARD, Suppression.SOFT]),
)  # fmt: skip
def test_looks_are_merged_the_same_in_any_order_mirrored_and_moved(some, flips, by, seed, way):
    (found, is_cut), wishes = some, Wishes(across_kinds=flips[2], suppression=way, overlap=0.31)

    def seen(one):
        box = one.box.copy()
        for axis in (0, 1):
            if flips[axis]:
                box[:, [axis, 2 + axis]] = 64 - box[:, [2 + axis, axis]]
        return replace(one, box=box + np.float32([*by, *by]))

    mixed = np.random.default_rng(seed).permutation(len(found))
    other = merged(seen(found).only(mixed), is_cut[mixed], wishes)
    assert boxes_of(other) == boxes_of(seen(merged(found, is_cut, wishes)).in_order())


@given(st.integers(1, 500), st.integers(1, 500), st.integers(8, 300))
def test_tiles_of_a_mirrored_frame_are_mirrored_to_a_pixel(width, height, side):
    tiles = np.array(tiles_of(width, height, side))
    mirrored = np.column_stack(
        [width - tiles[:, 2], height - tiles[:, 3], width - tiles[:, 0], height - tiles[:, 1]]
    )[::-1]
    assert (abs(mirrored - tiles) <= 1).all()
    assert tiles_of(height, width, side) == sorted(
        ((y0, x0, y1, x1) for x0, y0, x1, y1 in tiles.tolist()), key=lambda one: (one[1], one[0])
    )

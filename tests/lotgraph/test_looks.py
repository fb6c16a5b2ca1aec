"""A look is of a box's own pixels, and of nothing beside it."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.formats.columns import EDGES, filled
from lotgraph.looks import NUMBERS, look, looks_in
from lotgraph.video import Batch

CHANCE = np.random.default_rng(0)
PICTURE = CHANCE.integers(0, 256, (60, 80, 3)).astype(np.uint8)


def table(frames, boxes):
    edges = dict(zip(EDGES, np.array(boxes, float).T, strict=True))
    return filled(pl.DataFrame({"frame": frames, **edges, "score": 0.5}))


def test_the_same_thing_elsewhere_and_larger_looks_the_same():
    thing = np.kron(CHANCE.integers(0, 256, (6, 6, 3)), np.ones((4, 4, 1))).astype(np.uint8)
    small, large = np.zeros((100, 100, 3), np.uint8), np.full((200, 200, 3), 90, np.uint8)
    small[10:34, 20:44] = thing
    large[50:98, 100:148] = np.kron(thing, np.ones((2, 2, 1))).astype(np.uint8)
    one = look(small, np.array([20.0, 10, 44, 34]))
    other = look(large, np.array([100.0, 50, 148, 98]))
    assert one @ other / np.linalg.norm(one) / np.linalg.norm(other) > 0.99


@given(st.integers(0, 9))
def test_what_lies_beside_a_box_does_not_matter(seed):
    other = np.random.default_rng(seed).integers(0, 256, PICTURE.shape).astype(np.uint8)
    other[10:40, 20:60] = PICTURE[10:40, 20:60]
    box = np.array([20.0, 10, 60, 40])
    assert (look(PICTURE, box) == look(other, box)).all()


def test_plain_grey_is_like_itself_and_black_is_not_like_it():
    def plain(level):
        noise = np.random.default_rng(level).normal(0, 3, (60, 80, 3))
        seen = look((level + noise).clip(0, 255).astype(np.uint8), np.array([5.0, 5, 60, 50]))
        return seen / np.linalg.norm(seen)

    for level in range(40, 220, 6):
        assert 1 - plain(level) @ plain(level + 1) < 0.01
    assert 1 - plain(118) @ plain(122) < 0.02 < 1 - plain(20) @ plain(118)


def test_what_cannot_be_seen_says_nothing():
    for box in ((5, 5, 8, 40), (90, 5, 140, 40), (np.nan, 5, 50, 40), (-30, -30, 2, 2)):
        assert (look(PICTURE, np.array(box, float)) == 0).all()
    assert look(PICTURE, np.array([60.0, 20, 140, 70])).any()


def test_each_box_is_looked_at_in_its_own_frame():
    pixels = np.stack([PICTURE, PICTURE[::-1], PICTURE[:, ::-1]])
    batches = [
        Batch(np.arange(2), np.arange(2.0), pixels[:2]),
        Batch(np.array([2]), np.array([2.0]), pixels[2:]),
    ]
    box = (20, 10, 60, 40)
    looks = looks_in(iter(batches), range(1, 100), table([3, 1, 7], [box] * 3))
    assert looks.shape == (3, NUMBERS)
    assert (looks[0] == look(pixels[2], np.array(box, float))).all()
    assert (looks[1] == look(pixels[0], np.array(box, float))).all()
    assert (looks[2] == 0).all()

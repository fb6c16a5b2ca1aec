"""A detector rests while nothing moves, and only then."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.detector.model import Found
from lotgraph.detector.rest import Rest, watch_resting
from lotgraph.video import Batch


class Counter:
    """Finds one box in each frame, as high as how many frames it has seen."""

    kinds, version = ("thing",), "counter"

    def __init__(self):
        self.seen = 0

    def detect(self, frames):
        tops = np.arange(self.seen + 1, self.seen + 1 + len(frames))
        self.seen += len(frames)
        box = np.stack([tops * 0, tops * 0, tops * 0 + 1, tops], axis=1).astype(np.float32)
        return Found(np.arange(len(frames)), box, np.ones(len(frames), np.float32), tops * 0)


def footage(frames=20, *, moving=(), light=0, seed=1):
    """Noise about a wall; from each frame in `moving` on a square is elsewhere."""
    random = np.random.default_rng(seed)
    wall = random.integers(60, 190, (90, 160, 3))
    pixels = []
    for frame in range(frames):
        picture = wall + random.normal(0, 3, wall.shape) + light * frame
        place = 20 + 12 * sum(frame >= start for start in moving)
        picture[40:52, place : place + 12] = 10 + light * frame
        pixels.append(picture.clip(0, 255).astype(np.uint8))
    return np.stack(pixels)


def looks(pixels, times_s=None):
    times_s = np.arange(len(pixels)) / 25 if times_s is None else times_s
    return np.flatnonzero(Rest().needs(pixels, times_s)).tolist()


def test_noise_and_light_are_no_movement():
    assert looks(footage()) == [0]
    assert looks(footage(light=1)) == [0]


def test_each_movement_gets_a_look():
    assert looks(footage(moving=(5, 6, 13))) == [0, 5, 6, 13]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(1, 19), max_size=4), st.integers(0, 99),
    st.sampled_from([np.s_[:, ::-1], np.s_[:, :, ::-1], np.s_[:, ::-1, ::-1]]), st.integers(0, 17),
)  # fmt: skip
def test_a_picture_mirrored_or_moved_by_whole_cells_gets_the_same_looks(moving, seed, side, cells):
    """The footage is 160 px wide, so two cells are 5 px; what leaves at one side comes back."""
    pixels = footage(moving=moving, seed=seed)
    plain = looks(pixels)
    assert looks(np.ascontiguousarray(pixels[side])) == plain
    assert looks(np.roll(pixels, (5 * cells, 10 * cells), axis=(1, 2))) == plain


def test_what_slips_by_is_seen_after_two_seconds():
    assert looks(footage(), np.arange(20) / 4) == [0, 8, 16]


@pytest.mark.parametrize("cuts", [[20], [1] * 20, [3, 9, 8]])
def test_frames_without_a_look_have_the_boxes_of_the_last_one_whatever_the_batches(cuts):
    pixels, start, tops, looked = footage(moving=(5, 6, 13)), 0, [], 0
    batches = []
    for size in cuts:
        index = np.arange(start, start + size)
        batches.append(Batch(index, index / 25, pixels[index]))
        start += size
    for batch, found, count in watch_resting(Counter(), batches):
        assert found.frame.tolist() == list(range(len(batch)))
        tops += found.box[:, 3].tolist()
        looked += count
    assert tops == [1] * 5 + [2] + [3] * 7 + [4] * 7
    assert looked == 4


def test_a_frame_of_another_size_gets_a_look():
    grey = np.full((1, 60, 100, 3), 90, np.uint8)
    batches = [
        Batch(np.array([k]), np.array([k / 25]), grey[:, :tall])
        for k, tall in enumerate((60, 60, 59, 59, 30))
    ]
    counts = [count for _, _, count in watch_resting(Counter(), batches)]
    assert counts == [1, 0, 1, 0, 1]

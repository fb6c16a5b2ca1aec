"""Edges are smoothed where they are, and anew where something near them changed."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.twin.stage.smooth import kernels

HEIGHT, WIDTH = 44, 60
PLACE = np.arange(HEIGHT * WIDTH, dtype=np.int32)


def drawn(chance):
    """Slanted pieces of several surfaces."""
    y, x = np.indices((HEIGHT, WIDTH))
    keys = np.zeros((HEIGHT, WIDTH), np.int32)
    for number in range(1, 6):
        slope, at = chance.uniform(-0.15, 0.15), chance.uniform(0, HEIGHT)
        keys[y > at + slope * x] = number
    levels = chance.uniform(0.01, 5, 6).astype(np.float32)
    return keys, np.repeat(levels[keys][..., None], 3, axis=-1)


def smoothed(keys, radiance, blocks, out):
    luma = np.empty((HEIGHT, WIDTH), np.float32)
    kernels.weigh(radiance.reshape(-1, 3), PLACE, PLACE, luma.reshape(-1))
    kernels.smooth(radiance, luma, keys, np.zeros_like(keys), blocks, out)
    return out


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31))
def test_what_changed_is_smoothed_as_if_all_were(seed):
    chance = np.random.default_rng(seed)
    keys, radiance = drawn(chance)
    everywhere = kernels.stale(PLACE, PLACE, HEIGHT, WIDTH)
    assert everywhere.all()
    before = smoothed(keys, radiance, everywhere, np.empty_like(radiance))
    for x in range(16, 32):  # a bar cuts the stairs short, near and far
        other, light = keys.copy(), radiance.copy()
        other[:, x], light[:, x] = 9, chance.uniform(0, 5)
        blocks = kernels.stale(np.flatnonzero(other == 9), PLACE, HEIGHT, WIDTH)
        after = smoothed(other, light, everywhere, np.empty_like(radiance))
        assert (smoothed(other, light, blocks, before.copy()) == after).all()
        assert not blocks.all()


def test_a_slanted_edge_gets_steps_between_and_a_flat_one_none():
    y, x = np.indices((HEIGHT, WIDTH))
    everywhere = kernels.stale(PLACE, PLACE, HEIGHT, WIDTH)
    for slope, least in ((0.2, 40), (0.0, 0)):
        keys = (y > 20 + slope * x).astype(np.int32)
        radiance = np.repeat((keys + 1.0).astype(np.float32)[..., None], 3, axis=-1)
        out = smoothed(keys, radiance, everywhere, np.empty_like(radiance))
        between = ((out > 1.05) & (out < 1.95)).all(axis=-1)
        assert between.sum() >= least
        assert np.abs(y - 20 - slope * x)[between].max(initial=0) < 2

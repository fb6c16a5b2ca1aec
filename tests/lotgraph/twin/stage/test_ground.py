"""What lies on a ground: noise that repeats and fades, and stains where the grid says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.twin.plan.generate import generate
from lotgraph.twin.seeds import split_of
from lotgraph.twin.stage.texture.blots import COLUMNS, blots
from lotgraph.twin.stage.texture.ground.kernels import stain
from lotgraph.twin.stage.texture.kernels import _water
from lotgraph.twin.stage.texture.noise.kernels import fractal
from lotgraph.twin.stage.texture.tiles import COARSEST, LEVELS, SIDE, tiles

PLACES = st.floats(-60, 60, width=32)
FACTORS = slice(8, 11)


def test_each_copy_of_the_tile_is_the_mean_of_the_one_before():
    ends = np.cumsum([0, *((SIDE >> level) ** 2 for level in range(LEVELS))])
    assert len(tiles("train")) == ends[-1]
    before = tiles("train")[: ends[1]].reshape(SIDE, SIDE)
    for level in range(1, LEVELS):
        side = SIDE >> level
        mean = before.reshape(side, 2, side, 2).mean(axis=(1, 3))
        before = tiles("train")[ends[level] : ends[level + 1]].reshape(side, side)
        assert before == pytest.approx(mean, abs=1e-6)


@given(PLACES, PLACES, st.floats(0.0625, 20, width=32), st.integers(0, 2**31))
def test_noise_fades_with_distance_and_is_bounded(x, y, wave, seed):
    near = [fractal(x + d, y, wave, 0.001 * wave, seed, tiles("train")) for d in (0, 0.3, 0.7)]
    assert np.abs(near).max() < 1.3
    assert fractal(x, y, wave, 2 * wave, seed, tiles("train")) == 0


@given(PLACES, PLACES, st.floats(0.5, 20, width=32), st.integers(0, 2**31))
def test_noise_has_no_seams(x, y, wave, seed):
    step = wave / COARSEST / 50
    one, other = (fractal(x + d, y, wave, 0.001, seed, tiles("train")) for d in (0, step))
    assert abs(one - other) < 0.1
    sizes = [2.0 * wave / COARSEST * (1 + d) for d in (-1e-3, 1e-3)]
    one, other = (fractal(x, y, wave, size, seed, tiles("train")) for size in sizes)
    assert abs(one - other) < 0.02


@pytest.fixture(scope="module", params=[0, 3, 6])
def aged(request):
    plan = generate(request.param)
    return plan, blots(plan)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_the_grid_finds_every_stain_that_reaches_a_place(aged, right, up):
    plan, found = aged
    x0, y0, x1, y1 = plan.extent_m
    x, y = x0 + right * (x1 - x0), y0 + up * (y1 - y0)
    everything = np.arange(len(found.rows), dtype=np.int32)
    whole = np.array([-1e4, -1e4, 2e4, 1, 1], np.float32)
    starts = np.array([0, len(everything)], np.int32)
    one, other = np.ones(8, np.float32), np.ones(8, np.float32)
    stain(x, y, 0.03, 5, tiles("train"), found.rows, found.starts, found.members, found.frame, one)
    stain(x, y, 0.03, 5, tiles("train"), found.rows, starts, everything, whole, other)
    assert one.tobytes() == other.tobytes()


def test_stains_of_one_split_are_never_those_of_the_other():
    rows = {seed: blots(generate(seed)).rows for seed in range(6)}
    shades = {
        split: {float(row[9]) for seed, table in rows.items() if split_of(seed) == split
                for row in table if row[11] > 0}
        for split in ("train", "held_out")
    }  # fmt: skip
    assert all(len(some) > 5 for some in shades.values())
    assert not shades["train"] & shades["held_out"]


def test_a_site_ages_the_same_each_time(aged):
    plan, found = aged
    again = blots(plan)
    assert again.rows.shape[1] == COLUMNS
    assert again.rows.tobytes() == found.rows.tobytes()
    assert (found.rows[:, FACTORS] > 0).all()


def test_puddles_run_out_thinner_and_thinner_into_damp_ground():
    x = np.arange(0.0, 60.0, 0.05, dtype=np.float32)
    film, bright = np.empty(len(x)), np.empty(len(x))
    for k, at in enumerate(x):
        out = np.ones(8, np.float32)
        film[k] = _water(
            at, np.float32(3.0), np.float32(0.05), np.float32(0.7), 11, tiles("train"), out
        )
        bright[k] = out[0]
    assert film.max() > 0.9
    assert film.min() < 0.2
    assert np.percentile(np.abs(np.diff(film)), 99) < 0.15, "a mirror ends within a hand's width"
    thin = film < 0.3
    assert np.ptp(bright[thin]) > 0.03, "ground beside a puddle is as dry as any"
    assert bright[film > 0.8].max() < bright[thin].mean()

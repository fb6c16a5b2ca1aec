"""Stills are judged in all, and apart by whether something rare was sought at their site."""

import numpy as np
import polars as pl
import pytest

from lotgraph.detector.model import Found
from lotgraph.training.columns import KINDS
from lotgraph.training.judge import VEHICLE, Answers, halves, verdict

SITES, STILLS = 6, 4  # of each site


def answers(sought, seed=0):
    """Stills with four cars each, of which more are found at later sites, and a false box."""
    chance = np.random.default_rng(seed)
    site = np.repeat(np.arange(SITES), STILLS)
    labels, found = [], []
    for still, where in enumerate(site):
        for car in range(4):
            x = 100.0 * car + 10
            high = 10.0 if car == 3 else 40.0  # the last is too small to have to be found
            labels.append((still, "car", x, 10.0, x + 60, 10 + high, 1.0))
            if chance.random() < 0.4 + 0.1 * where:
                found.append((still, x + chance.uniform(0, 12), 10.0, x + 60, 10 + high))
        found.append((still, 500.0, 200.0, 560.0, 240.0))
    names = ("still", "kind", "x0_px", "y0_px", "x1_px", "y1_px", "visible_share")
    rows = np.array(found)
    return Answers(
        pl.DataFrame({"still": np.arange(len(site)), "site": site, "is_sought": sought[site]}),
        pl.DataFrame(labels, schema=names, orient="row"),
        Found(
            rows[:, 0].astype(np.int64), rows[:, 1:].astype(np.float32),
            chance.random(len(rows)).astype(np.float32), np.zeros(len(rows), np.int64),
        ),
        KINDS,
    )  # fmt: skip


def test_each_half_has_its_own_figures_and_where_they_may_lie():
    sought = np.arange(SITES) % 3 == 0
    made = halves(answers(sought))
    assert list(made) == ["as sites are", "sought"]
    for name, sites in (("as sites are", 4), ("sought", 2)):
        half = made[name]
        own = sought[np.repeat(np.arange(SITES), STILLS)] == (name == "sought")
        told = verdict(answers(sought), VEHICLE, VEHICLE, own)
        assert (half.sites, half.stills, half.labels) == (sites, 4 * sites, 12 * sites)
        assert half.labels == told.labels
        for within, figure in ((half.ap50, told.ap50), (half.ap, told.ap)):
            assert within.value == pytest.approx(figure, abs=1e-9)
            assert within.low < within.value < within.high


def test_a_half_without_stills_is_left_out():
    assert list(halves(answers(np.zeros(SITES, bool)))) == ["as sites are"]

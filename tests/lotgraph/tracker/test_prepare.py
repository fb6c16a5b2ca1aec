"""Boxes are put in an order, and have scores that can be compared."""

import numpy as np
import polars as pl
import pytest

from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import table_of


def scores(told):
    """What a box in each frame is taken to score."""
    box = np.tile([0.0, 0.0, 9.0, 9.0], (len(told), 1))
    return prepare(table_of(range(len(told)), box, told), 25.0).score.tolist()


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ([0.5, 0.9, 0.2], [0.5, 0.9, 0.2]),
        ([0.5, None, 0.2, float("nan")], [0.5, 0.5, 0.2, 0.2]),
        ([0.5, -np.inf, 0.2, -np.inf], [0.5, 0.5, 0.2, 0.2]),
        ([0.5, np.inf, 0.9, np.inf, -np.inf], [0.5, 0.5, 0.9, 0.9, 0.5]),
        ([np.inf, -np.inf, None, 0.4, np.inf], [0.0, 0.0, 0.0, 0.4, 0.4]),
    ],
)
def test_a_score_that_is_no_number_is_like_the_lowest_or_the_highest_so_far(told, taken):
    assert scores(told) == taken


@pytest.mark.filterwarnings("error")
def test_infinite_scores_lose_no_track(walk):
    table, whose = walk(1)
    odd = pl.Series(whose) < 0
    endless = pl.when(odd).then(-np.inf).when(pl.col("frame") > 9).then(np.inf).otherwise("score")
    told = track(prepare(table.with_columns(score=endless), 25.0))
    assert len(np.unique(told.object_id)) == 5


def test_a_box_that_is_there_twice_counts_once_with_its_best_score():
    """Also where the same box of another kind scores between both."""
    kinds, told = ["car", "truck", "car", "car"], [0.9, 0.8, 0.7, 0.9]
    table = table_of([0] * 4, np.tile([0.0, 0.0, 9.0, 9.0], (4, 1)), told)
    boxes = prepare(table.with_columns(kind=pl.Series(kinds)), 25.0)
    assert boxes.score.tolist() == [0.9, 0.8]
    assert boxes.kind.tolist() == [0, 1]

"""Frames with more boxes than anybody needs cost time and memory that can be told beforehand."""

import numpy as np

from lotgraph.tracker.follow.kernels import MOST_CHOICES, best, gather
from lotgraph.tracker.model import KIND, MOTION, STATE, SURE
from lotgraph.tracker.state.kernels import begin, cost_of
from lotgraph.tracker.track import HOW
from tests.lotgraph.tracker.conftest import table_of


def heap(count, seed=0):
    """Boxes that nearly lie on each other, and tracks that began at others like them."""
    chance = np.random.default_rng(seed)
    z = np.column_stack([chance.normal(0, 2, (count, 2)), chance.normal(4, 0.02, (count, 2))])
    z = z[np.argsort(z[:, 0])]
    tracks = np.zeros((count, STATE))
    for one, place in zip(tracks, z + chance.normal(0, 0.1, z.shape) * [1, 1, 0, 0], strict=True):
        begin(one, place, 0.0, MOTION)
    return z, tracks, np.arange(count), np.zeros(count, np.int64)


def blank(z):
    """Looks of boxes that nobody looked at."""
    return np.zeros((len(z), 0))


def test_of_a_heap_each_track_keeps_the_boxes_that_fit_it_best():
    z, tracks, alive, kind = heap(150)
    rows, columns, costs = gather(
        z, kind, blank(z), tracks, blank(z), alive, 150, np.zeros(2), MOTION, HOW, np.zeros(150)
    )
    assert np.bincount(rows).tolist() == [MOST_CHOICES] * 150
    for k in range(0, 150, 10):
        far = [0.5 * sum(cost_of(tracks[k], box, MOTION)) - HOW[1] for box in z]
        assert sorted(costs[rows == k]) == sorted(far)[:MOST_CHOICES]
        assert np.allclose(np.array(far)[columns[rows == k]], costs[rows == k])
    assert (tracks[:, [SURE, KIND]] == 0).all()


def test_of_a_heap_nobody_has_two_boxes_and_nobody_goes_without():
    z, tracks, alive, kind = heap(400)
    taken = best(
        z, kind, blank(z), tracks, blank(z), alive, 400, np.zeros(2), MOTION, HOW, np.zeros(400)
    )
    found = taken[taken >= 0]
    assert len(np.unique(found)) == len(found) > 390


def test_a_thousand_things_a_frame_are_a_thousand_tracks(tracked):
    chance, frames = np.random.default_rng(1), 12
    at = np.stack(np.meshgrid(np.arange(40) * 40.0, np.arange(25) * 40.0), axis=-1).reshape(-1, 2)
    speed = chance.normal(0, 1, at.shape)
    rows = [at + speed * frame + chance.normal(0, 0.3, at.shape) for frame in range(frames)]
    low = np.concatenate(rows)
    table = table_of(np.repeat(np.arange(frames), 1000), np.hstack([low, low + 20.0]), 0.9)
    assert tracked(table)["object_id"].n_unique() == 1000


def test_ten_thousand_boxes_in_one_frame_are_read_through(tracked):
    low = np.random.default_rng(2).random((10_000, 2)) * 1000
    once = table_of(np.zeros(10_000, int), np.hstack([low, low + 20.0]), 0.9)
    assert len(tracked(once)) == 0

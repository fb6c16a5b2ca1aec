"""Random and awkward sequences, and what the reference implementations say of them."""

import contextlib
import io

import numpy as np
import pytest

from lotgraph.measure.model import Case, Tracks


def _tracks(rows, order):
    frame, object_id, box = zip(*rows, strict=True) if rows else ((), (), ())
    return Tracks(
        np.array(frame, np.int64)[order],
        np.array(object_id, np.int64)[order],
        np.array(box, np.float64).reshape(-1, 4)[order],
    )


def _case(seed, frames=30, objects=6, grid=0.0, noise=3.0, size=20.0, twice=0.1):  # noqa: PLR0913, PLR0917
    """Things that drift, found with misses, ghosts, doubles and switched names."""
    chance = np.random.default_rng(seed)
    start, drift = chance.random((objects, 2)) * 100, chance.normal(0, 2, (objects, 2))
    names, new = np.arange(objects), objects
    truth, predicted = [], []
    for frame in range(frames):
        for k in range(objects):
            corner = start[k] + drift[k] * frame
            box = np.r_[corner, corner + size]
            if chance.random() < 0.85:
                truth.append((frame, k, box))
            if chance.random() < 0.03:
                names[k], new = new, new + 1
            if chance.random() < 0.8:
                predicted.append((frame, names[k], box + chance.normal(0, noise, 4)))
            if chance.random() < twice:
                predicted.append((frame, 1000 + k, box))
            if chance.random() < 0.05:
                corner = chance.random(2) * 100
                predicted.append((frame, 5000 + k, np.r_[corner, corner + size]))
        if chance.random() < 0.05:
            one, other = chance.integers(objects, size=2)
            names[one], names[other] = names[other], names[one]
    if grid:
        truth = [(frame, k, np.round(box / grid) * grid) for frame, k, box in truth]
        predicted = [(frame, k, np.round(box / grid) * grid) for frame, k, box in predicted]
    orders = chance.permutation(len(truth)), chance.permutation(len(predicted))
    return Case(str(seed), frames, _tracks(truth, orders[0]), _tracks(predicted, orders[1]))


KINDS = {
    "drifting": {},
    "on a grid, so that many tie": {"grid": 10.0},
    "on a coarse grid": {"grid": 20.0, "objects": 9},
    "crowded": {"size": 60.0, "objects": 12, "frames": 15},
    "doubled on a grid": {"grid": 20.0, "size": 60.0, "noise": 15.0, "twice": 0.5, "objects": 10},
    "one frame": {"frames": 1},
    "hundreds in a frame": {"objects": 180, "frames": 3},
    "hundreds on a grid": {"objects": 180, "frames": 3, "grid": 10.0, "twice": 0.3},
}


@pytest.fixture(params=KINDS, ids=str)
def cases(request):
    """Sequences of a kind."""
    return [_case(seed, **KINDS[request.param]) for seed in range(12)]


@pytest.fixture
def case_of():
    """Make a sequence: `case_of(seed, **how)`."""
    return _case


@pytest.fixture
def silenced():
    """Swallow what the reference implementations print."""
    return lambda: contextlib.redirect_stdout(io.StringIO())

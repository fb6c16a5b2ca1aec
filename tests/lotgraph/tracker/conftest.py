"""Made-up footage: things that walk along lines, as a detector sees them."""

import numpy as np
import polars as pl
import pytest

from lotgraph.formats.columns import EDGES, filled
from lotgraph.tracker.alike import unit
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.tell import tell
from lotgraph.tracker.track import track


def table_of(frame, box, score, **more):
    edges = {name: box[:, k] for k, name in enumerate(EDGES)}
    return filled(pl.DataFrame({"frame": frame, **edges, "score": score, **more}))


def side_by_side(*ways, fps=5.0, score=(0.9, 0.9)):
    """Boxes 30 px wide of one for each way: its places (frames,) along x."""
    frame, who = (grid.ravel() for grid in np.mgrid[: len(ways[0]), : len(ways)])
    low = np.column_stack([np.array(ways)[who, frame], np.zeros(len(frame))])
    boxes = prepare(table_of(frame, np.hstack([low, low + 30]), np.array(score)[who]), fps)
    return boxes, who[boxes.row]


STANDS = 2  # of three that meet, who does not


def meeting(seed, hidden=25, noise=0.1):
    """Two whose ways nobody can guess, hidden for some frames near each other; a third stands by.

    Boxes, whose they are, and looks: each one's own direction with noise.
    """
    chance = np.random.default_rng(seed)
    own = unit(chance.normal(size=(3, 8)))
    way = np.cumsum(chance.normal(0, 6.0, (120, 3, 2)), axis=0) * (1.0, 0.3)
    way += np.array([[-25.0, 0.0], [25.0, 0.0], [400.0, 200.0]]) + 500 - way[60]
    rows = []
    for frame in range(120):
        for who in range(3):
            if who == STANDS or not 0 <= frame - 48 < hidden:
                low = way[60 if who == STANDS else frame, who] + chance.normal(0, 0.5, 2)
                look = own[who] + noise * chance.normal(size=8)
                rows.append((frame, who, *low, *(low + np.array([30.0, 60.0])), *look))
    table = np.array(rows)
    boxes = table_of(table[:, 0].astype(int), table[:, 2:6], np.full(len(rows), 0.9))
    return boxes, table[:, 1].astype(int), table[:, 6:]


@pytest.fixture(scope="session")
def walk():
    """Things on lines: detections and, row for row, whose they are (-1: a false alarm)."""

    def made(seed=0, *, things=5, alarms=1.0, frames=60):
        jitter, recall, speed = 0.02, 0.95, 3.0
        chance = np.random.default_rng(seed)
        start = np.column_stack([np.linspace(100, 900, things), 100 + 90.0 * np.arange(things)])
        drift = np.column_stack([chance.uniform(-speed, speed, things), np.zeros(things)])
        rows = []
        for frame in range(1, frames + 1):
            for who in np.flatnonzero(chance.random(things) < recall):
                low = start[who] + drift[who] * frame + chance.normal(0, jitter, 2) * 50
                size = np.array([40.0, 80.0]) * np.exp(chance.normal(0, jitter, 2))
                rows.append((frame, who, 0.5 + 0.5 * chance.random(), *low, *(low + size)))
            for _ in range(chance.poisson(alarms)):
                low, size = chance.random(2) * 900, 30 + 40 * chance.random(2)
                rows.append((frame, -1, 0.6 * chance.random(), *low, *(low + size)))
        rows = np.array(rows)
        return table_of(rows[:, 0].astype(int), rows[:, 3:], rows[:, 2]), rows[:, 1].astype(int)

    return made


@pytest.fixture(scope="session")
def tracked():
    """Tracks of a table of detections, as a table."""

    def made(table, fps=25.0):
        boxes = prepare(table, fps)
        return tell(track(boxes), boxes.row, table)

    return made

"""Vehicles parked side by side, as a detector sees them that misses one in ten now and then."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from lotgraph.formats.columns import EDGES, filled

RATES = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0)
FRAMES, MISSED = 400, 0.1
WIDE, HIGH, APART, NOISE = 80.0, 60.0, 120.0, 1.5  # px


def parked(cars: int, seeds: list[int]) -> Iterator[tuple[str, pl.DataFrame, pl.DataFrame, float]]:
    """Name, truth, detections and frame rate of a film at each rate."""
    for fps in RATES:
        for seed in seeds:
            chance = np.random.default_rng([seed, 11])
            frame, car = (one.ravel() for one in np.indices((FRAMES, cars)))
            low = np.column_stack([100.0 + APART * car, np.full(len(car), 200.0)])
            box = np.hstack([low, low + np.array([WIDE, HIGH])])
            truth = _table(frame, box).with_columns(object_id=pl.Series(car + 1))
            noisy = box + chance.normal(0, NOISE, box.shape)
            found = chance.random(len(car)) > MISSED
            score = pl.Series(chance.uniform(0.75, 0.95, len(car)))
            told = _table(frame, noisy).with_columns(score=score).filter(found)
            yield f"{cars} at {fps:g}/s {seed}", filled(truth), filled(told), fps


def _table(frame: np.ndarray, box: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame({"frame": frame + 1, **dict(zip(EDGES, box.T, strict=True))})

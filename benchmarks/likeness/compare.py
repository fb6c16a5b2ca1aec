"""Reads real clips as the twin's scenes are read, and says what the detector makes of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.table import Table

from benchmarks.likeness.count import sized
from benchmarks.likeness.detect import overlaps, paired, vehicles
from benchmarks.likeness.measure import curves, statistics
from benchmarks.likeness.render import FRAMES
from lotgraph.detector.model import Detector
from lotgraph.video import batches

MOST_CLIPS = 24
RATE_HZ = 5.0
STAYS = 0.4  # overlap of a vehicle with itself one frame later


@dataclass(frozen=True)
class Footage:
    """A real clip: measures of pieces of it, and what the detector finds there."""

    name: str
    statistics: list[dict[str, float]]
    curves: list[dict[str, NDArray[np.float64]]]
    pictures: list[NDArray[np.uint8]]
    detections: pl.DataFrame
    vehicles_a_frame: float
    again: float  # of what is seen in a frame and two frames later, seen between too
    bits_a_pixel: float


def read(uri: str, detector: Detector) -> Footage:
    """A clip, in pieces as long as the twin's scenes."""
    clips, count = [], 0
    for batch in batches(uri, rate_hz=RATE_HZ, frames=FRAMES):
        count = max(count, int(batch.index[-1]) + 1)
        if len(batch.pixels) == FRAMES:
            clips.append(batch.pixels)
    clips = clips[:: max(1, len(clips) // MOST_CLIPS)]
    found = [[vehicles(detector, picture) for picture in clip[-3:]] for clip in clips]
    last = [frames[-1] for frames in found]
    columns = {
        "height_px": np.concatenate([boxes[:, 3] - boxes[:, 1] for boxes, _ in last]),
        "sure": np.concatenate([sure for _, sure in last]),
    }
    hits, asked = np.sum([kept(*(boxes for boxes, _ in frames)) for frames in found], axis=0)
    return Footage(
        Path(uri).stem,
        [statistics(clip) for clip in clips],
        [curves(clip) for clip in clips],
        [clip[-1] for clip in clips],
        pl.DataFrame(columns),
        len(columns["sure"]) / max(1, len(clips)),
        hits / max(1, asked),
        8 * Path(uri).stat().st_size / count / clips[0][0, ..., 0].size,
    )


def kept(
    one: NDArray[np.float64], middle: NDArray[np.float64], other: NDArray[np.float64]
) -> tuple[int, int]:
    """How many vehicles of both the first and the last frame are in the middle one; of how many."""
    shares = overlaps(one, other)
    stays, _ = paired(shares, STAYS)
    between, _ = paired(overlaps(one[stays], middle), STAYS)
    return int(between.sum()), int(stays.sum())


def steadiness(twin: pl.DataFrame, footage: Sequence[Footage]) -> Table:
    """How sure the detector is of what it finds, by size, in the twin and in real clips."""
    table = Table("of detections", "number", "mean confidence", title="The detector's own view")
    for name, rows in (("twin", twin), *((one.name, one.detections) for one in footage)):
        for (size,), group in sorted(sized(rows).group_by("size"), key=lambda one: str(one[0])):
            sure = np.asarray(group["sure"], float)
            table.add_row(f"{name}, {size}", str(len(sure)), f"{sure.mean():.2f}")
    for one in footage:
        table.add_row(
            f"{one.name}, vehicles a frame; seen again between two frames",
            f"{one.vehicles_a_frame:.1f}",
            f"{one.again:.2f}",
        )
    return table

"""Finds how fast frames came, where something beside a sequence says so."""

import configparser
import math
from pathlib import Path

from lotgraph.errors import TrackError

USUAL_FPS = 25.0
KITTI_FPS = 10.0  # of all its recordings
_UP = 3  # folders above a file in which a sequence describes itself


def told_rate(file: Path) -> float | None:
    """The frame rate of a MOTChallenge sequence's `seqinfo.ini`, beside its file or above it.

    Raises:
        TrackError: if that file cannot be understood.
    """
    for folder in list(file.absolute().parents)[:_UP]:
        place = folder / "seqinfo.ini"
        if place.is_file():
            return _rate_of(place)
    return None


def _rate_of(place: Path) -> float | None:
    told = configparser.ConfigParser(interpolation=None)
    try:
        told.read_string(place.read_text(encoding="utf-8"))
        rate = told.get("Sequence", "frameRate", fallback=None)
        if rate is None:
            return None
        value = float(rate)
    except (configparser.Error, ValueError, OSError) as error:
        raise TrackError(
            f"{place}: expected `frameRate`, a number, below [Sequence]: {error}; mend it, or name "
            "--fps"
        ) from error
    if not (math.isfinite(value) and value > 0):
        raise TrackError(f"{place}: expected a frameRate above 0, got {rate}; or name --fps")
    return value

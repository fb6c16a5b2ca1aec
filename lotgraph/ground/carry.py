"""Carries tracks of a fixed camera's picture to the ground: the same tracks, in metres."""

from dataclasses import replace

import numpy as np
import polars as pl

from lotgraph.cameras.model import CameraModel
from lotgraph.cameras.sizes import stands, usual_sizes
from lotgraph.cameras.stand import stand
from lotgraph.ground.columns import GROUND as TOLD
from lotgraph.ground.lay import GROUND, SPREAD, columns_of
from lotgraph.ground.model import Floats, Ints
from lotgraph.ground.spread import LONG_M
from lotgraph.ground.tell import in_columns, told_of
from lotgraph.ground.track import GOES_MPS, Ways, whole

LASTS_S = 1.0  # a detector errs alike for about so long
FACES_RAD = 0.1  # how well, at best
PLACE = ("x_m", "y_m", "heading_rad")


def carry(tracks: pl.DataFrame, camera: CameraModel, *, fps: float) -> pl.DataFrame:
    """Tracks over the ground, by frame and object, from those of a fixed camera's picture.

    Rows are boxes of tracks; those that were not seen count for nothing. Time is `time_s`, where
    that is there, else frames are. Each seen box is stood on the ground, each track smoothed over
    all of its moments, and both once more with the headings that the ways tell. Objects keep their
    numbers; who stands nowhere within 200 m, or not on the ground, is left out.

    Raises:
        TrackError: if times or frames a second make no sense.
    """
    seen = tracks.filter("is_seen", stands("kind")).sort("frame", "object_id")
    if not len(seen):
        return TOLD.to_frame()
    told, ways, rows = _carried(seen, camera, fps, None)
    if len(told):
        told, ways, rows = _carried(seen, camera, fps, _facing(seen, ways, rows))
    return in_columns(told)


def _carried(
    seen: pl.DataFrame, camera: CameraModel, fps: float, headings: Floats | None
) -> tuple[pl.DataFrame, Ways, Ints]:
    """What is told of tracks, their ways, and which rows were seen to stand somewhere."""
    place = stand(seen, camera, headings)
    rows = np.flatnonzero(np.isfinite(place).all(axis=1))
    kept = placed(seen, place)
    sightings = columns_of(kept, GROUND, fps)
    once = sightings.spread
    sightings = replace(sightings, spread=once * max(LASTS_S / sightings.step_s, 1.0))
    names, track = np.unique(kept["object_id"].to_numpy(), return_inverse=True)
    ways = whole(sightings, track, np.zeros((len(sightings.times_s), 3)))
    at = np.maximum.accumulate(np.where(ways.row >= 0, np.arange(len(ways.row)), 0))
    lasting = once[ways.row[at]]
    for k, (one, other) in enumerate(((0, 0), (0, 1), (1, 1), (4, 4))):
        ways.cov[:, one, other] += lasting[:, k]
    told = told_of(kept, sightings, ways, GROUND, is_online=False)
    return told.with_columns(object_id=pl.Series(names[told["object_id"]])), ways, rows


def placed(boxes: pl.DataFrame, place: Floats) -> pl.DataFrame:
    """Boxes with where they stand, as `lotgraph.cameras.stand` tells it, and the usual sizes.

    Those that stand nowhere are left out.
    """
    told = {name: pl.Series(place[:, k]) for k, name in enumerate((*PLACE, *SPREAD))}
    whole = boxes.with_columns(z_m=pl.lit(0.0), **told, **_sizes(boxes["kind"]))
    return whole.filter(pl.Series(np.isfinite(place).all(axis=1)))


def _sizes(kinds: pl.Series) -> dict[str, pl.Series]:
    sizes = np.exp(usual_sizes(kinds)[:, :3])
    names = ("length_m", "width_m", "height_m")
    return {name: pl.Series(sizes[:, k]) for k, name in enumerate(names)}


def _facing(seen: pl.DataFrame, ways: Ways, rows: Ints) -> Floats:
    """What each box's heading is by the way its track goes (n, 2), or went when it last did.

    Who has not gone yet faces as when it first goes; of people nothing is said.
    """
    headings = np.tile([0.0, np.inf], (len(seen), 1))
    speed = np.hypot(ways.state[:, 2], ways.state[:, 3])
    spread = np.sqrt((ways.cov[:, 2, 2] + ways.cov[:, 3, 3]) / 2) / np.maximum(speed, GOES_MPS)
    drives = np.exp(usual_sizes(seen["kind"])[rows, 0]) >= LONG_M
    goes = (speed > GOES_MPS) & drives[ways.row]
    at = np.arange(len(speed))
    starts = np.flatnonzero(np.diff(ways.track, prepend=-1))
    first = np.repeat(starts, np.diff(np.append(starts, len(at))))
    before = np.maximum.accumulate(np.where(goes, at, -1))
    after = np.minimum.accumulate(np.where(goes, at, len(at))[::-1])[::-1]
    best = np.where(before >= first, before, np.minimum(after, len(at) - 1))
    is_told = (ways.row >= 0) & goes[best] & (ways.track[best] == ways.track)
    where = rows[ways.row[is_told]]
    headings[where, 0] = np.arctan2(ways.state[best, 3], ways.state[best, 2])[is_told]
    headings[where, 1] = np.hypot(FACES_RAD, spread[best][is_told])
    return headings

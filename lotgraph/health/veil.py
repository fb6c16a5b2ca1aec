"""Tell a veil on one lens from weather, and say of which cameras much lies behind either.

Fog takes contrast as dirt and dew do. But it comes to all cameras of a site.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from lotgraph.health.suspect import Evidence, contrast_left, low_contrast

_BEFORE_FRAMES, _SETTLING_FRAMES = 10, 2
_WATCHED_S = 30.0  # fog that rolls in takes longer than a splash
_STEP_TIMES = 1.35  # a quarter of the contrast goes
_ABOUT_S = 60.0  # cameras of a site need not record at the same second
# In one fog cameras that look at what is near keep most of their contrast, and others a quarter.
_FEWEST_WITNESSES = 3
_CLEAR = 0.9  # of the usual contrast: the least of any witness
_WORTH_SAYING = 0.2  # of a camera's frames
_CAMERA = {"site_id": pl.String, "camera_id": pl.String}


def is_of_lens(evidence: Evidence, first: int, last: int, others: Sequence[Evidence]) -> bool:
    """Whether the weather does not explain a veil over frames `first` to `last`, both included.

    It does not if the veil was seen to come within seconds, nor if all other cameras of the site,
    at least three, see clearly meanwhile.
    """
    begins_s, ends_s = evidence.times_s[first] - _ABOUT_S, evidence.times_s[last] + _ABOUT_S
    left = []
    for other in others:
        seen = contrast_left(other)[(other.times_s >= begins_s) & (other.times_s <= ends_s)]
        if np.isfinite(seen).any():
            left.append(float(np.nanmedian(seen)))
    is_alone = len(left) >= _FEWEST_WITNESSES and min(left) >= _CLEAR
    return is_alone or _came_at_once(evidence, first)


def _came_at_once(evidence: Evidence, first: int) -> bool:
    """What was hidden before has no contrast to lose, so a cover that goes unveils no veil."""
    before = slice(max(0, first - _BEFORE_FRAMES), max(0, first - _SETTLING_FRAMES))
    was_watched = evidence.times_s[first] - evidence.times_s[before.start] <= _WATCHED_S
    left = contrast_left(evidence)
    known = left[before][np.isfinite(left[before])]
    if not known.size or not was_watched:
        return False
    after = np.nanmedian(left[first : first + _BEFORE_FRAMES])
    return bool(np.median(known) >= _STEP_TIMES * after)


def veil_said(rows: pl.DataFrame) -> pl.DataFrame:
    """A sentence, `veil`, for each camera in rows of frame_quality of which much was veiled."""
    cameras = rows.sort("captured_at", "frame").partition_by(*_CAMERA, as_dict=True)
    shares = [
        (*camera, float((low_contrast(Evidence(of_one)) >= 1.0).mean()))
        for camera, of_one in cameras.items()
    ]
    known = pl.DataFrame(shares, schema={**_CAMERA, "share": pl.Float64}, orient="row")
    percent = (pl.col("share") * 100).round(0).cast(pl.Int64).cast(pl.String)
    said = pl.format("{} % of it lies behind a veil: fog, or a lens that soiled slowly.", percent)
    return known.filter(pl.col("share") >= _WORTH_SAYING).select(*_CAMERA, veil=said)

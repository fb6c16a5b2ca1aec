"""Finds captures that tell the same story twice: the same bytes, or the same moments."""

import numpy as np
import polars as pl

from lotgraph.captures.reasons import REASONS

# Names carry whole seconds, so neighbours that touch may seem to overlap by one.
_ROUNDING_S = 1.0
_FRAMES = 2  # an encoder may repeat a frame or two across a cut


def find_clashes(captures: pl.DataFrame) -> pl.DataFrame:
    """Return `uri`, `reason` and `explanation` of the captures that give way to another.

    Of equal bytes the first in time, then in path order, stays; the others are `duplicate`. Of
    captures of one camera that cover the same moments the longest stays (least is lost), of equal
    length the first in time, then in path order; the others are `overlaps`. They may overlap by
    one second of rounding and two frames, but not by half of the shorter.
    """
    ordered = captures.sort("started_at", "uri")
    first = pl.col("uri").first().over("sha256", order_by=["started_at", "uri"])
    copies = ordered.with_columns(first=first).filter(pl.col("uri") != pl.col("first"))
    single = ordered.filter(pl.col("uri") == first)
    overlapping = [_overlapping(part) for part in single.partition_by("site_id", "camera_id")]
    repeated = _sentences(copies, "duplicate", "Its bytes are those of ")
    shared = [_sentences(part, "overlaps", "It covers moments of ") for part in overlapping]
    return pl.concat([repeated, *shared])


def _overlapping(captures: pl.DataFrame) -> pl.DataFrame:
    """Captures of one camera that give way, with the `first` they give way to. O(n·kept)."""
    ordered = captures.sort("duration_s", "started_at", "uri", descending=[True, False, False])
    starts = ordered["started_at"].dt.epoch("us").to_numpy() / 1e6
    lengths = ordered["duration_s"].to_numpy()
    frame_s = np.divide(lengths, ordered["frames"].to_numpy())
    kept: list[int] = []
    gone: dict[int, int] = {}
    for row in range(ordered.height):
        ends = np.minimum(starts[row] + lengths[row], starts[kept] + lengths[kept])
        shared = ends - np.maximum(starts[row], starts[kept])
        allowed = np.minimum(_ROUNDING_S + _FRAMES * frame_s[row], lengths[row] / 2)
        clashing = np.flatnonzero(shared > allowed)
        if clashing.size:
            gone[row] = kept[int(clashing[0])]
        else:
            kept.append(row)
    uris = ordered["uri"]
    return ordered[list(gone)].with_columns(first=uris[list(gone.values())])


def _sentences(rows: pl.DataFrame, reason: str, opening: str) -> pl.DataFrame:
    sentence = pl.concat_str(
        pl.lit(opening), "first", pl.lit(f", which is used. {REASONS[reason]}")
    )
    return rows.with_columns(reason=pl.lit(reason), explanation=sentence).select(
        "uri", "reason", "explanation"
    )

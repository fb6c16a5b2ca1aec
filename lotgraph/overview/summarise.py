"""Sums up every camera of every site from the tables of all windows."""

from collections.abc import Iterable

import polars as pl

from lotgraph.overview.columns import SITE_OVERVIEW

_CAMERA = ["site_id", "camera_id"]


def summarise(
    captures: pl.LazyFrame,
    quarantine: pl.LazyFrame,
    faults: pl.LazyFrame,
    usability: pl.LazyFrame,
    known: Iterable[tuple[str, str]] = (),
) -> pl.DataFrame:
    """One row per camera that appears in any of the tables, in the order of site and camera.

    Cameras of `known`, pairs of site and camera, have a row even if nothing of theirs ever landed.
    Of equally common reasons or faults the first in the alphabet is named. Only the columns used
    are read; memory grows with the number of captures (their hashes are compared), not with rows
    of the other tables.
    """
    parts = [
        _captured(captures),
        _repeated(captures),
        _counted(quarantine, "reason", "refused", "commonest_reason"),
        _counted(faults, "kind", "faults", "commonest_fault"),
        usability.group_by(_CAMERA).agg(windows=pl.len(), usable_windows=pl.col("is_usable").sum()),
    ]
    frames = [_named(part).collect() for part in parts]
    expected = pl.DataFrame(list(known), dict.fromkeys(_CAMERA, pl.String), orient="row")
    cameras = pl.concat([expected, *(frame.select(_CAMERA) for frame in frames)]).unique()
    for frame in frames:
        cameras = cameras.join(frame, on=_CAMERA, how="left")
    counts = [c.name for c in SITE_OVERVIEW.columns if c.low is not None]
    return SITE_OVERVIEW.conform(cameras.with_columns(pl.col(counts).fill_null(0)))


def _named(part: pl.LazyFrame) -> pl.LazyFrame:
    return part.with_columns(pl.col("camera_id").fill_null(""))


def _captured(captures: pl.LazyFrame) -> pl.LazyFrame:
    return captures.group_by(_CAMERA).agg(
        captures=pl.len(),
        footage_s=pl.col("duration_s").sort().sum(),  # sorted: sums do not depend on read order
        first_at=pl.col("started_at").min(),
        last_at=pl.col("ended_at").max(),
    )


def _repeated(captures: pl.LazyFrame) -> pl.LazyFrame:
    seen_again = pl.col("sha256").is_duplicated()
    return captures.select(*_CAMERA, repeated=seen_again).group_by(_CAMERA).agg(pl.all().sum())


def _counted(rows: pl.LazyFrame, what: str, count: str, commonest: str) -> pl.LazyFrame:
    by_kind = rows.group_by(*_CAMERA, what).agg(n=pl.len())
    ordered = by_kind.sort("n", what, descending=[True, False])
    return ordered.group_by(_CAMERA, maintain_order=True).agg(
        pl.col("n").sum().alias(count), pl.col(what).first().alias(commonest)
    )

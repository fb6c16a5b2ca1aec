"""Draws what boxes of a camera were like, day by day."""

from datetime import datetime

import polars as pl

from lotgraph.drift.columns import FRAMES, KINDS, SCORES, SIZES
from lotgraph.pictures.curves import curves

_MOST_KINDS = 3  # of the lines of a panel


def by_day(tallies: pl.DataFrame, late: tuple[datetime, datetime], camera: str) -> bytes:
    """A picture of the days of a camera; `late` is the stretch that is judged.

    Args:
        tallies: rows of detection_tallies of that camera, at least one of frames.
        late: first and last moment of the days that are judged.
        camera: what the camera is called.
    """
    rows = tallies.with_columns(day=pl.col("hour_at").dt.truncate("1d"))
    frames = rows.filter(what=FRAMES).group_by("day").agg(frames=pl.col("count").sum()).sort("day")
    boxes = rows.filter(what=KINDS).group_by("day").agg(boxes=pl.col("count").sum())
    days = frames.join(boxes, on="day", how="left", maintain_order="left")
    panels = {
        "boxes a frame": {"boxes": days["boxes"].fill_null(0) / days["frames"]},
        "share": _shares(rows, days),
        "score": {"median": _medians(rows, days, SCORES)},
        "height, px": {"median": _medians(rows, days, SIZES)},
    }
    title = f"{camera}: boxes day by day"
    return curves(days["day"], panels, [("judged", *late)], title)


def _shares(rows: pl.DataFrame, days: pl.DataFrame) -> dict[str, pl.Series]:
    of_kind = rows.filter(what=KINDS).group_by("day", "kind").agg(pl.col("count").sum())
    kinds = of_kind.group_by("kind").agg(pl.col("count").sum())
    most = kinds.sort("count", "kind", descending=[True, False])["kind"].head(_MOST_KINDS)
    return {
        kind: days.join(of_kind.filter(kind=kind), on="day", how="left", maintain_order="left")
        .select(pl.col("count").fill_null(0) / pl.col("boxes"))
        .to_series()
        for kind in most
    }


def _medians(rows: pl.DataFrame, days: pl.DataFrame, what: str) -> pl.Series:
    repeated = pl.col("value").repeat_by("count").explode()
    middle = rows.filter(what=what).group_by("day").agg(middle=repeated.median())
    return days.join(middle, on="day", how="left", maintain_order="left")["middle"]

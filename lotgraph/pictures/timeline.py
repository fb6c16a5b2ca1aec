"""Draws when each camera was captured: files as bars, gaps as gaps, faults and refusals marked."""

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from lotgraph.pictures.axis import mark_time
from lotgraph.pictures.style import (
    FAINT,
    FAULTY,
    GOOD,
    INK,
    MISSING,
    NAME_CHARACTERS,
    REFUSED,
    TITLE_CHARACTERS,
    card,
    fitted,
    png,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CAMERAS = 60
ROW_IN = 0.34
NARROWEST = 0.007  # share of the width; what is shorter could not be seen


def captures_timeline(
    captures: pl.DataFrame,
    faults: pl.DataFrame,
    refused: pl.DataFrame,
    span: tuple[datetime, datetime],
    title: str = "",
) -> bytes:
    """Draw a window or a day of cameras as one PNG picture.

    One line for each camera that appears in any table. What lies outside `span` is cut off at
    it. Refused files are counted beside the line, and marked where their time lies in the span.

    Args:
        captures: columns `camera`, `started_at`, `ended_at` (UTC).
        faults: the same columns.
        refused: columns `camera`, `landed_at` (UTC): when they were captured or else landed, as
            far as that can be told.
        span: first moment shown, and first moment after.
        title: what the picture is about.
    """
    tables = (captures, faults, refused)
    names = pl.concat([table["camera"].cast(pl.String()) for table in tables]).unique().sort()
    cameras = names.head(MOST_CAMERAS).to_list()
    more = len(names) - len(cameras)
    with card(1.25 + ROW_IN * max(1, len(cameras))) as figure:
        axes = figure.add_subplot()
        axes.set_title(fitted(title, TITLE_CHARACTERS), loc="left", fontsize=11, pad=24)
        axes.set_ylim(max(1, len(cameras)) - 0.5, -0.5)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        axes.set_yticks(range(len(cameras)), [fitted(c, NAME_CHARACTERS) for c in cameras])
        mark_time(axes, *span, width=(span[1] - span[0]).total_seconds())
        for row, camera in enumerate(cameras):
            mine = [table.filter(pl.col("camera") == camera) for table in tables]
            _line(axes, row, mine, span)
        if not cameras or more:
            note = f"and {more} more cameras" if more else "Nothing landed for this time."
            axes.text(0, -0.5 if cameras else 0, note, color=FAINT, va="bottom")
        _legend(axes, has_faults=not faults.is_empty(), has_refused=not refused.is_empty())
        return png(figure)


def _line(
    axes: "Axes", row: int, tables: list[pl.DataFrame], span: tuple[datetime, datetime]
) -> None:
    captures, faults = (_bars(table, span) for table in tables[:2])
    width_s = (span[1] - span[0]).total_seconds()
    axes.broken_barh([(0, width_s)], (row - 0.26, 0.52), facecolor=MISSING)
    axes.broken_barh(captures.rows(), (row - 0.26, 0.52), facecolor=GOOD)
    axes.broken_barh(
        faults.rows(),
        (row - 0.02, 0.28),
        facecolor=FAULTY,
        edgecolor=INK,
        linewidth=0.6,
    )
    landed = tables[2].select(_second("landed_at", span[0])).to_series()
    inside = landed.filter(landed.is_between(0, width_s))
    axes.plot(
        inside,
        [row] * len(inside),
        linestyle="",
        marker="X",
        markersize=7,
        color=REFUSED,
        markeredgecolor="white",
        clip_on=False,
    )
    counts = ((len(captures), "file"), (len(faults), "fault"))
    said = [_count(number, thing) for number, thing in counts if number or thing == "file"]
    said += [f"{len(landed)} refused"] if len(landed) else []
    text = " · ".join(said)
    axes.annotate(text, (1.02, row), xycoords=("axes fraction", "data"), va="center")


def _bars(table: pl.DataFrame, span: tuple[datetime, datetime]) -> pl.DataFrame:
    """Start and length in seconds from the span's start of the rows, as far as they lie in it.

    Short ones are drawn a little longer, so that they can be seen.
    """
    width_s = (span[1] - span[0]).total_seconds()
    begin, end = (_second(column, span[0]) for column in ("started_at", "ended_at"))
    length = end.clip(0, width_s) - begin.clip(0, width_s)
    seen = pl.max_horizontal(length, pl.lit(NARROWEST * width_s)).alias("length_s")
    return table.filter((begin < width_s) & (end > 0)).select(
        pl.min_horizontal(begin.clip(0, width_s), width_s - seen).alias("begin_s"), seen
    )


def _second(column: str, start: datetime) -> pl.Expr:
    return (pl.col(column) - start).dt.total_microseconds() / 1e6


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _legend(axes: "Axes", *, has_faults: bool, has_refused: bool) -> None:
    """Name the marks that are there."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks: list[Patch | Line2D] = [Patch(color=GOOD, label="captured")]
    if has_faults:
        marks.append(Patch(facecolor=FAULTY, edgecolor=INK, label="fault"))
    marks.append(Patch(color=MISSING, label="nothing captured"))
    if has_refused:
        mark = Line2D([], [], linestyle="", marker="X", color=REFUSED, label="refused file")
        marks.append(mark)
    axes.legend(
        handles=marks,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=4,
        frameon=False,
        borderaxespad=0.2,
        handlelength=1,
        handleheight=1,
    )

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
NARROWEST = 0.007  # share of the width; a shorter fault could not be seen


def captures_timeline(
    captures: pl.DataFrame,
    faults: pl.DataFrame,
    refused: pl.DataFrame,
    span: tuple[datetime, datetime],
    title: str = "",
) -> bytes:
    """Draw a window or a day of cameras as one PNG picture.

    One line for each camera that appears in any table. What lies outside `span` is cut off at
    it. Refused files have no trusted time, so they are marked where they landed, at the nearest
    end of the span if that is outside, and counted beside the line.

    Args:
        captures: columns `camera`, `started_at`, `ended_at` (UTC).
        faults: the same columns.
        refused: columns `camera`, `landed_at` (UTC).
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
        _legend(axes)
        return png(figure)


def _line(
    axes: "Axes", row: int, tables: list[pl.DataFrame], span: tuple[datetime, datetime]
) -> None:
    captures, faults = (_bars(table, span) for table in tables[:2])
    width_s = (span[1] - span[0]).total_seconds()
    axes.broken_barh([(0, width_s)], (row - 0.26, 0.52), facecolor=MISSING)
    axes.broken_barh(captures.rows(), (row - 0.26, 0.52), facecolor=GOOD)
    seen = pl.max_horizontal("length_s", pl.lit(NARROWEST * width_s))
    axes.broken_barh(
        faults.with_columns(seen).rows(),
        (row - 0.02, 0.28),
        facecolor=FAULTY,
        edgecolor=INK,
        linewidth=0.6,
    )
    landed = tables[2].select(_second("landed_at", span[0]).clip(0, width_s)).to_series()
    axes.plot(
        landed,
        [row] * len(landed),
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
    axes.annotate(text, (1.01, row), xycoords=("axes fraction", "data"), va="center")


def _bars(table: pl.DataFrame, span: tuple[datetime, datetime]) -> pl.DataFrame:
    """Start and length in seconds from the span's start of the rows, as far as they lie in it."""
    width_s = (span[1] - span[0]).total_seconds()
    begin, end = (_second(column, span[0]) for column in ("started_at", "ended_at"))
    return table.filter((begin < width_s) & (end > 0)).select(
        begin.clip(0, width_s).alias("begin_s"),
        (end.clip(0, width_s) - begin.clip(0, width_s)).alias("length_s"),
    )


def _second(column: str, start: datetime) -> pl.Expr:
    return (pl.col(column) - start).dt.total_microseconds() / 1e6


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _legend(axes: "Axes") -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks = [
        Patch(color=GOOD, label="captured"),
        Patch(facecolor=FAULTY, edgecolor=INK, label="fault"),
        Patch(color=MISSING, label="nothing captured"),
        Line2D([], [], linestyle="", marker="X", color=REFUSED, label="refused file"),
    ]
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

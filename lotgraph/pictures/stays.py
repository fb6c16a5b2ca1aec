"""Draws who was there from when to when: a bar for each, standing or moving."""

from datetime import datetime

import polars as pl

from lotgraph.pictures.axis import mark_time
from lotgraph.pictures.style import FAINT, FAULTY, GOOD, TITLE_CHARACTERS, card, fitted, png

MOST_BARS = 120
BAR_IN = 0.055
LEAST_IN = 0.5
_NARROWEST = 0.004  # share of the width; what is shorter could not be seen


def stays(rows: pl.DataFrame, span: tuple[datetime, datetime], title: str = "") -> bytes:
    """One PNG picture of at most MOST_BARS bars, the longest; in the order in which they begin.

    Only the stretch of the span in which anybody is there is drawn.

    Args:
        rows: columns `started_at`, `ended_at` (UTC) and `is_standing`.
        span: first moment shown, and first after, where nobody is there.
        title: what the picture is about.
    """
    from matplotlib.patches import Patch

    length = pl.col("ended_at") - pl.col("started_at")
    longest = rows.with_columns(length=length).sort("length", "started_at", descending=True)
    bars = longest.head(MOST_BARS).sort("started_at", "ended_at")
    more = rows.height - bars.height
    first: datetime = min(bars["started_at"].to_list(), default=span[0])
    last: datetime = max(bars["ended_at"].to_list(), default=span[1])
    width_s = max((last - first).total_seconds(), 1.0)
    with card(0.9 + max(LEAST_IN, BAR_IN * bars.height)) as figure:
        axes = figure.add_subplot()
        axes.set_title(fitted(title, TITLE_CHARACTERS), loc="left", fontsize=9, pad=14)
        axes.set_ylim(max(1, bars.height) - 0.5, -0.5)
        axes.spines[:].set_visible(False)
        axes.set_yticks([])
        mark_time(axes, first, last, width=width_s)
        begin = (bars["started_at"] - first).dt.total_microseconds() / 1e6
        long = ((bars["ended_at"] - bars["started_at"]).dt.total_microseconds() / 1e6).clip(
            _NARROWEST * width_s
        )
        colours = [GOOD if standing else FAULTY for standing in bars["is_standing"]]
        axes.barh(range(bars.height), long, left=begin, height=0.8, color=colours)
        if more:
            axes.text(0, bars.height, f"and {more} shorter ones", color=FAINT, va="top")
        marks = [Patch(color=GOOD, label="stands"), Patch(color=FAULTY, label="moves")]
        axes.legend(
            handles=marks,
            loc="lower right",
            bbox_to_anchor=(1, 1),
            ncols=2,
            frameon=False,
            borderaxespad=0.2,
            handlelength=1,
        )
        return png(figure)

"""Draws who was there from when to when: a bar for each, standing or moving."""

from datetime import datetime

import polars as pl

from lotgraph.pictures.bars import bars, colours, height_in
from lotgraph.pictures.style import FAINT, FAULTY, GOOD, card, png

MOST_BARS = 120
BAR_IN = 0.055


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
    shown = longest.head(MOST_BARS).sort("started_at", "ended_at").with_row_index("at")
    more = rows.height - shown.height
    first: datetime = min(shown["started_at"].to_list(), default=span[0])
    last: datetime = max(shown["ended_at"].to_list(), default=span[1])
    with card(height_in(shown.height, BAR_IN)) as figure:
        axes = bars(figure, shown, colours(shown["is_standing"]), (first, last), title)
        if more:
            axes.text(0, shown.height, f"and {more} shorter ones", color=FAINT, va="top")
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

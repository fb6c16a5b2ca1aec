"""Draws who was there before and after a moment: what is one thing lies in one line."""

from datetime import datetime

import polars as pl

from lotgraph.pictures.bars import bars, colours, height_in
from lotgraph.pictures.style import FAINT, card, png

MOST_LINES = 60
LINE_IN = 0.08


def edge(lines: pl.DataFrame, moment: datetime, title: str) -> bytes:
    """One PNG picture of at most MOST_LINES lines, those with a link first.

    Args:
        lines: columns `line`, `started_at`, `ended_at` (UTC), `is_standing` and `is_linked`; two
            rows have the same line where they are linked.
        moment: where the one window ends and the other begins.
        title: what the picture is about.
    """
    shown = lines.sort("is_linked", "started_at", "line", descending=[True, False, False])
    order = shown["line"].unique(maintain_order=True).head(MOST_LINES)
    rows = shown.join(pl.DataFrame({"line": order, "at": range(len(order))}), on="line")
    first: datetime = min([*rows["started_at"], moment])
    last: datetime = max([*rows["ended_at"], moment])
    own = zip(colours(rows["is_standing"]), rows["is_linked"], strict=True)
    tint = [colour if is_linked else FAINT for colour, is_linked in own]
    with card(height_in(len(order), LINE_IN)) as figure:
        axes = bars(figure, rows, tint, (first, last), title)
        axes.axvline((moment - first).total_seconds(), color=FAINT, linewidth=1)
        return png(figure)

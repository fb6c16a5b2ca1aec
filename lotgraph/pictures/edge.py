"""Draws who was there before and after a moment: what is one thing lies in one line."""

from datetime import datetime

import polars as pl

from lotgraph.pictures.axis import mark_time
from lotgraph.pictures.style import FAINT, FAULTY, GOOD, TITLE_CHARACTERS, card, fitted, png

MOST_LINES = 60
LINE_IN = 0.08
LEAST_IN = 0.5


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
    bars = shown.join(pl.DataFrame({"line": order, "at": range(len(order))}), on="line")
    first: datetime = min([*bars["started_at"], moment])
    last: datetime = max([*bars["ended_at"], moment])
    width_s = max((last - first).total_seconds(), 1.0)
    with card(0.9 + max(LEAST_IN, LINE_IN * len(order))) as figure:
        axes = figure.add_subplot()
        axes.set_title(fitted(title, TITLE_CHARACTERS), loc="left", fontsize=9, pad=14)
        axes.set_ylim(max(1, len(order)) - 0.5, -0.5)
        axes.spines[:].set_visible(False)
        axes.set_yticks([])
        mark_time(axes, first, last, width=width_s)
        begin = (bars["started_at"] - first).dt.total_microseconds() / 1e6
        long = (bars["ended_at"] - bars["started_at"]).dt.total_microseconds() / 1e6
        colours = [
            (GOOD if standing else FAULTY) if linked else FAINT
            for standing, linked in bars.select("is_standing", "is_linked").rows()
        ]
        axes.barh(bars["at"], long.clip(0.004 * width_s), left=begin, height=0.8, color=colours)
        axes.axvline((moment - first).total_seconds(), color=FAINT, linewidth=1)
        return png(figure)

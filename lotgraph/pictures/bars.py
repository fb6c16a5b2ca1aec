"""Draws who was there from when to when: a bar for each."""

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from lotgraph.pictures.axis import mark_time
from lotgraph.pictures.style import FAULTY, GOOD, TITLE_CHARACTERS, fitted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARGIN_IN, LEAST_IN = 0.9, 0.5  # of a picture, beside its bars, and least for these
_NARROWEST = 0.004  # share of the width; what is shorter could not be seen


def colours(is_standing: pl.Series) -> list[str]:
    """Of bars of what stands, and of what moves."""
    return [GOOD if standing else FAULTY for standing in is_standing]


def height_in(lines: int, line_in: float) -> float:
    """Height of a picture with so many lines of bars."""
    return MARGIN_IN + max(LEAST_IN, line_in * lines)


def bars(
    figure: "Figure",
    rows: pl.DataFrame,
    tint: list[str],
    span: tuple[datetime, datetime],
    title: str,
) -> "Axes":
    """Axes with a bar for each row, from the top down.

    Args:
        figure: what is drawn on.
        rows: columns `at` (line from 0 on), `started_at` and `ended_at` (UTC).
        tint: colour of each bar.
        span: first moment shown, and last.
        title: what the picture is about.
    """
    first, last = span
    width_s = max((last - first).total_seconds(), 1.0)
    lines = rows["at"].n_unique()
    axes = figure.add_subplot()
    axes.set_title(fitted(title, TITLE_CHARACTERS), loc="left", fontsize=9, pad=14)
    axes.set_ylim(max(1, lines) - 0.5, -0.5)
    axes.spines[:].set_visible(False)
    axes.set_yticks([])
    mark_time(axes, first, last, width=width_s)
    begin = (rows["started_at"] - first).dt.total_microseconds() / 1e6
    long = (rows["ended_at"] - rows["started_at"]).dt.total_microseconds() / 1e6
    seen = long.clip(_NARROWEST * width_s)
    axes.barh(rows["at"], seen, left=begin, height=0.8, color=tint)
    return axes

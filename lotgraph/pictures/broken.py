"""Draws how many rows break a promise: over the values it is about, over time, or by row."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.pictures.axis import mark_time
from lotgraph.pictures.style import FAULTY, GOOD, INK, TITLE_CHARACTERS, card, fitted, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS = 40
HEIGHT_IN = 2.4
_FARTHEST = 1e150  # of values further out no axis can be drawn
_Bounds = tuple[float | None, float | None]


def broken_rows(
    rows: pl.DataFrame,
    failing: NDArray[np.int64],
    columns: Sequence[str],
    bounds: _Bounds = (None, None),
    title: str = "",
) -> bytes:
    """Draw the rows that keep a promise above those that break it, as one PNG picture.

    They lie along the numbers in the column that the promise looks at, or along the seconds
    between two columns of times, with the bounds. Where rows break it without such a value (it is
    missing, or is a word) they lie along the first column of times, else along the table's rows.

    Args:
        rows: the table.
        failing: numbers of the rows that break the promise.
        columns: the columns it looks at.
        bounds: least and greatest value it allows.
        title: the promise in words.
    """
    is_broken = np.zeros(rows.height, bool)
    is_broken[failing] = True
    values, label, shown, is_time = _along(rows, is_broken, columns, bounds)
    there = np.isfinite(values)
    span = np.clip(values[there], -_FARTHEST, _FARTHEST)
    edges = np.histogram_bin_edges(span, BINS)
    with card(HEIGHT_IN) as figure:
        above, below = figure.subplots(2, 1, sharex=True)
        above.set_title(fitted(title, TITLE_CHARACTERS), loc="left", fontsize=9)
        for axes, those, colour, word in (
            (above, ~is_broken, GOOD, "kept"),
            (below, is_broken, FAULTY, "broken"),
        ):
            inside = np.clip(values[there & those], -_FARTHEST, _FARTHEST)
            axes.hist(inside, edges, color=colour)
            axes.set_ylabel(f"{word}: {int(those.sum())}")
            axes.spines[["top", "right"]].set_visible(False)
            axes.yaxis.get_major_locator().set_params(integer=True, nbins=3)
            for bound in shown:
                if bound is not None and edges[0] <= bound <= edges[-1]:
                    axes.axvline(bound, color=INK, linewidth=0.8, linestyle="--")
        if is_time:
            _mark(below, edges)
        else:
            below.set_xlabel(label)
        return png(figure)


def _along(
    rows: pl.DataFrame, is_broken: NDArray[np.bool_], columns: Sequence[str], bounds: _Bounds
) -> tuple[NDArray[np.float64], str, _Bounds, bool]:
    """Where each row lies, what that is, the bounds there, and whether it is a time."""
    kinds = [rows.schema[column] for column in columns]
    if len(columns) == 1 and kinds[0].is_numeric():
        values = _numbers(rows[columns[0]])
        if np.isfinite(values[is_broken]).any():
            return values, columns[0], bounds, False
    if [kind.base_type() for kind in kinds] == [pl.Datetime, pl.Datetime]:
        later, earlier = columns
        apart = _numbers(rows.select((pl.col(later) - pl.col(earlier)).dt.total_microseconds()))
        return apart / 1e6, f"{later} less {earlier}, s", (0, None), False
    for column, kind in rows.schema.items():
        if kind == pl.Datetime and rows[column].null_count() == 0:
            return _numbers(rows[column].dt.epoch("us")) / 1e6, column, (None, None), True
    return np.arange(rows.height, dtype=float), "row of the table", (None, None), False


def _numbers(column: pl.Series | pl.DataFrame) -> NDArray[np.float64]:
    series = column.to_series() if isinstance(column, pl.DataFrame) else column
    return series.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _mark(axes: "Axes", edges: NDArray[np.float64]) -> None:
    first, last = float(edges[0]), max(float(edges[-1]), float(edges[0]) + 1)
    moments = [datetime.fromtimestamp(at, UTC) for at in (first, last)]
    mark_time(axes, moments[0], moments[1], width=last - first, offset=first)

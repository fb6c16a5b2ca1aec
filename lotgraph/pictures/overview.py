"""Draws the overview of a site: cameras down, windows across, what was captured in colour."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from lotgraph.pictures.axis import mark_time
from lotgraph.pictures.states import CAPTURED, FAULTY, MISSING, NAMES
from lotgraph.pictures.style import (
    FAINT,
    GOOD,
    INK,
    NAME_CHARACTERS,
    NARROW_IN,
    PAPER,
    TITLE_CHARACTERS,
    card,
    fitted,
    png,
)
from lotgraph.pictures.style import FAULTY as FAULTY_COLOUR
from lotgraph.pictures.style import MISSING as MISSING_COLOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {MISSING: MISSING_COLOUR, CAPTURED: GOOD, FAULTY: FAULTY_COLOUR}
MOST_CAMERAS = 80  # at a quarter of an inch each, twenty inches of picture
ROW_IN = 0.25
LEFT = 0.01  # share of the width at which words above the cells begin; names leave them no room
SYMBOL_COLUMNS = 60  # in narrower cells a symbol would hide the colour


def site_overview(
    states: pl.DataFrame,
    window: timedelta,
    title: str = "",
    last_at: Mapping[str, datetime | None] | None = None,
) -> bytes:
    """Draw the states of cameras as one PNG picture.

    A fault is marked by a symbol as well as a colour, where cells are wide enough. Beyond 80
    cameras the worst are shown, and the title says so. Without cameras the picture says so.

    Args:
        states: what `window_states` returns: one row for each camera and window.
        window: length of a window.
        title: what the picture is about.
        last_at: end of the last capture of cameras, or None for never; a line that is missing
            throughout says so in words.
    """
    shown = _worst(states)
    cameras = shown["camera"].unique(maintain_order=True).to_list()
    total = states["camera"].n_unique()
    with card(1.25 + ROW_IN * max(2, len(cameras)), NARROW_IN) as figure:
        axes = figure.add_subplot()
        note = f" — the {len(cameras)} worst of {total} cameras" if total > len(cameras) else ""
        _title(axes, f"{title}{note}")
        if shown.is_empty():
            axes.set_axis_off()
            axes.text(0, 1, "No camera is known, and nothing was captured.", va="top", color=FAINT)
            return png(figure)
        starts = shown["window_at"].unique().sort()
        grid = shown["state"].to_numpy().reshape(len(cameras), len(starts))
        _fill(axes, grid)
        for row in np.flatnonzero((grid == MISSING).all(axis=1)).tolist():
            if last_at and cameras[row] in last_at:
                _say_silent(axes, row, last_at[cameras[row]])
        axes.set_yticks(range(len(cameras)), [fitted(c, NAME_CHARACTERS) for c in cameras])
        mark_time(axes, starts[0], starts[-1] + window, width=len(starts), offset=-0.5)
        _legend(axes, grid)
        return png(figure)


def _worst(states: pl.DataFrame) -> pl.DataFrame:
    """The rows of the cameras with most windows not captured, in order of name."""
    bad = pl.col("state") != CAPTURED
    order = (
        states.group_by("camera").agg(bad.sum()).sort("state", "camera", descending=[True, False])
    )
    kept = order["camera"].head(MOST_CAMERAS).to_list()
    return states.filter(pl.col("camera").is_in(kept)).sort("camera", "window_at")


def _fill(axes: "Axes", grid: np.ndarray) -> None:
    from matplotlib.colors import ListedColormap

    colours = ListedColormap([COLOURS[state] for state in sorted(COLOURS)])
    axes.imshow(grid, cmap=colours, vmin=0, vmax=max(COLOURS), aspect="auto", interpolation="none")
    rows, columns = grid.shape
    wide = columns <= SYMBOL_COLUMNS
    axes.hlines(np.arange(1, rows) - 0.5, -0.5, columns - 0.5, color=PAPER, linewidth=2)
    if wide:
        axes.vlines(np.arange(1, columns) - 0.5, -0.5, rows - 0.5, color=PAPER, linewidth=2)
        at, across = np.nonzero(grid == FAULTY)
        axes.plot(across, at, linestyle="", marker="^", markersize=6, color=INK)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _say_silent(axes: "Axes", row: int, last_at: datetime | None) -> None:
    since = f"nothing captured since {last_at:%d %b %Y %H:%M}" if last_at else ""
    axes.text(
        *(-0.3, row, since or "nothing was ever captured"),
        va="center",
        bbox={"color": MISSING_COLOUR, "pad": 1},  # hides the lines between windows
    )


def _title(axes: "Axes", title: str) -> None:
    axes.annotate(
        fitted(title, TITLE_CHARACTERS),
        (LEFT, 1),
        xycoords=(axes.figure.transFigure, axes.transAxes),
        xytext=(0, 22),
        textcoords="offset points",
        fontsize=9,
    )


def _legend(axes: "Axes", grid: np.ndarray) -> None:
    from matplotlib.patches import Patch
    from matplotlib.transforms import blended_transform_factory

    counts = {state: int((grid == state).sum()) for state in NAMES}
    patches = [Patch(color=COLOURS[s], label=f"{name}: {counts[s]}") for s, name in NAMES.items()]
    axes.legend(
        handles=patches,
        loc="lower left",
        bbox_to_anchor=(LEFT, 1),
        bbox_transform=blended_transform_factory(axes.figure.transFigure, axes.transAxes),
        ncols=3,
        columnspacing=1.2,
        handletextpad=0.4,
        frameon=False,
        borderaxespad=0.2,
        handlelength=1,
        handleheight=1,
        title=None,
    )

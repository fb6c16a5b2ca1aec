"""Draws ways on the ground as from above: who stood, who went where, and what saw it."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from lotgraph.pictures.style import FAINT, FAULTY, GOOD, INK, RULE, WIDTH_IN, card, fitted, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_WAYS = 400
STANDS_M = 1.0  # that a way at most spans which is drawn as a spot
SIGHT = 0.06  # of the picture's span, how long the mark of a look is


def plan(
    ways: pl.DataFrame, cameras: Mapping[str, tuple[float, float, float]], title: str = ""
) -> bytes:
    """One PNG picture of at most MOST_WAYS ways, those of most moments; north is up.

    Args:
        ways: a row for each moment: `way`, `x_m` (east), `y_m` (north), in the order of time.
        cameras: by name, where each hangs, east and north, and where it looks from above, in rad.
        title: what the picture is about.
    """
    most = ways.group_by("way").len().sort("len", "way", descending=[True, False])
    shown = ways.join(most.head(MOST_WAYS), on="way", how="semi", maintain_order="left")
    with card(WIDTH_IN * 0.8) as figure:
        axes = figure.subplots()
        for (_,), own in shown.group_by("way", maintain_order=True):
            x, y = own["x_m"].to_numpy(), own["y_m"].to_numpy()
            if max(x.max() - x.min(), y.max() - y.min()) < STANDS_M:
                axes.plot(x.mean(), y.mean(), "s", color=GOOD, ms=3)
            else:
                axes.plot(x, y, color=FAULTY, lw=0.8)
        axes.set_aspect("equal", adjustable="datalim")
        axes.autoscale_view()
        for name, place in cameras.items():
            _mark(axes, fitted(name, 12), place)
        axes.plot([], [], "s", color=GOOD, ms=3, label="stood")
        axes.plot([], [], color=FAULTY, label="went")
        axes.legend(loc="best", frameon=False, handlelength=1)
        axes.grid(color=RULE, lw=0.4)
        axes.set_xlabel("metres to the east", color=FAINT)
        axes.set_ylabel("to the north", color=FAINT)
        axes.set_title(fitted(title, 56), loc="left")
        return png(figure)


def _mark(axes: "Axes", name: str, place: tuple[float, float, float]) -> None:
    x, y, look = place
    left, right = axes.get_xlim()
    far = SIGHT * (right - left)
    axes.plot(x, y, "o", color=INK, ms=4)
    axes.plot([x, x + far * math.cos(look)], [y, y + far * math.sin(look)], color=INK, lw=1.5)
    axes.annotate(name, (x, y), xytext=(4, 4), textcoords="offset points", color=INK)

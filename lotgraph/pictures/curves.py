"""Draws measures over time, one panel below the other, with stretches of time shaded."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.pictures.axis import mark_time
from lotgraph.pictures.style import (
    FAINT,
    FAULTY,
    GOOD,
    INK,
    REFUSED,
    TITLE_CHARACTERS,
    card,
    fitted,
    png,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANEL_IN = 1.0
COLOURS = (GOOD, REFUSED, FAINT)
GAP_STEPS = 3.0  # between samples further apart than so many usual steps nothing is known
_LINES = 3  # of words above each other before they start again at the top

Stretch = tuple[str, datetime, datetime]  # what it is, from when to when


def curves(
    times: pl.Series,
    panels: Mapping[str, Mapping[str, pl.Series]],
    stretches: Sequence[Stretch] = (),
    title: str = "",
) -> bytes:
    """Draw some measures as one PNG picture; no line leads across a time without samples.

    Values beyond the 99th percentile are cut off, so that one odd sample does not flatten the
    rest. A panel without any value is left out. Each kind of stretch is named once, where it
    first begins.

    Args:
        times: when the samples were taken (UTC), at least one, rising.
        panels: by the label of its axis, the measures of a panel by name, three at most; as many
            values as times, null where there is none, none below 0.
        stretches: what is shaded.
        title: what the picture is about.
    """
    start = times[0]
    shown = max(times[-1] - start, timedelta(seconds=1))
    at_s = (times - start).dt.total_microseconds().to_numpy() / 1e6
    width_s = shown.total_seconds()
    drawn = [
        (label, named) for label, named in panels.items() if any(map(_is_known, named.values()))
    ]
    with card(0.7 + PANEL_IN * max(1, len(drawn))) as figure:
        below = figure.subplots(max(1, len(drawn)), 1, sharex=True, squeeze=False)[:, 0]
        for axes, (label, named) in zip(below, drawn, strict=False):
            _panel(axes, at_s, named)
            axes.set_ylabel(label)
            for _, first, last in stretches:
                span = ((moment - start).total_seconds() for moment in (first, last))
                axes.axvspan(*span, color=FAULTY, alpha=0.25, linewidth=0)
        mark_time(below[-1], start, start + shown, width=width_s)
        _name(below[0], stretches, start, width_s)
        below[0].set_title(fitted(title, TITLE_CHARACTERS), loc="left", fontsize=9)
        return png(figure)


def _is_known(values: pl.Series) -> bool:
    return bool(np.isfinite(_numbers(values)).any())


def _numbers(values: pl.Series) -> NDArray[np.float64]:
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _panel(axes: "Axes", at_s: NDArray[np.float64], named: Mapping[str, pl.Series]) -> None:
    steps = np.diff(at_s)
    usual = float(np.median(steps)) if steps.size else 0.0
    gaps = np.flatnonzero(steps > GAP_STEPS * usual) + 1
    across = np.insert(at_s, gaps, np.nan)
    tops = [1e-3]
    for colour, (name, series) in zip(COLOURS, named.items(), strict=False):
        values = _numbers(series)
        broken = np.insert(values, gaps, np.nan)
        axes.plot(across, broken, linewidth=0.9, color=colour, label=name)
        is_blank = np.isnan(np.concatenate([[np.nan], broken, [np.nan]]))
        alone = is_blank[:-2] & is_blank[2:]  # a sample between two gaps is no line
        axes.plot(across[alone], broken[alone], linestyle="", marker=".", color=colour)
        finite = values[np.isfinite(values)]
        tops += [float(np.quantile(finite, 0.99))] if finite.size else []
    axes.set_ylim(0, 1.15 * max(tops))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, handlelength=1)


def _name(axes: "Axes", stretches: Sequence[Stretch], start: datetime, width_s: float) -> None:
    """Write each kind beside where it begins, inside the panel, on a line of its own."""
    firsts: dict[str, float] = {}
    for kind, first, _ in sorted(stretches, key=lambda stretch: stretch[1]):
        firsts.setdefault(kind, min(max((first - start).total_seconds(), 0.0), width_s))
    for number, (kind, at) in enumerate(firsts.items()):
        is_late = at > width_s / 2  # there is no room to the right of it
        axes.annotate(
            fitted(kind, TITLE_CHARACTERS),
            (at, 1 - 0.2 * (number % _LINES)),
            xycoords=("data", "axes fraction"),
            xytext=(-2 if is_late else 2, -1),
            textcoords="offset points",
            ha="right" if is_late else "left",
            va="top",
            color=INK,
        )

"""Draws curves of twin and real clips in one small plot, and pairs of frames that fit best."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.likeness.measure import GREYS, RINGS, STEPS, shrunk
from lotgraph.pictures.sheet import Cells, contact_sheet
from lotgraph.pictures.style import FAINT, FAULTY, GOOD, INK, REFUSED, RULE, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.likeness.compare import Footage
    from benchmarks.likeness.render import Judged

Curves = dict[str, NDArray[np.float64]]
PAIR = Cells((480, 300), 2)
MOST_PAIRS = 8
SIZE_IN, DPI = (9.0, 2.9), 110
COLOURS = (GOOD, INK, FAULTY, REFUSED, FAINT)  # of day and night, then of clips
# What is compared to find frames that fit, and how much of it counts as one step.
FITS = {
    "grey, mean": 25.0,
    "grey, spread": 12.0,
    "gradient, 95 %": 12.0,
    "colour, spread": 5.0,
    "spectrum, slope": 0.25,
}


def plot(twin: Mapping[str, Sequence[Curves]], footage: Sequence["Footage"]) -> bytes:
    """One PNG: gradients, spectrum and noise, the middle 80 % of each kind of scene as a band."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    axis_of = {
        "gradients": (STEPS, "gradient, grey levels", "share of pixels at least as steep"),
        "spectrum": (np.sqrt(RINGS[1:] * RINGS[:-1]), "frequency, cycles a pixel", "power"),
        "noise": ((GREYS[1:] + GREYS[:-1]) / 2, "brightness, grey levels", "noise, grey levels"),
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rc("font", family="DejaVu Sans", size=7)
        mpl.rc("text", color=INK)
        figure = Figure(SIZE_IN, dpi=DPI, layout="constrained")
        for axes, (name, (x, across, up)) in zip(
            figure.subplots(1, 3), axis_of.items(), strict=True
        ):
            drawn = {**twin, **{clip.name: clip.curves for clip in footage}}
            for (of, some), colour in zip(drawn.items(), COLOURS, strict=False):
                _curves(axes, x, [one[name] for one in some], of, colour)
            axes.set_xlabel(across)
            axes.set_ylabel(up)
            axes.spines[:].set_color(RULE)
            if name != "noise":
                axes.set_yscale("log")
                axes.set_xscale("log" if name == "spectrum" else "symlog")
            else:
                axes.set_ylim(0, None)
        axes.legend(frameon=False, title="median and middle 80 %")
        return png(figure)


def _curves(
    axes: "Axes", x: NDArray[np.float64], rows: list[NDArray[np.float64]], name: str, colour: str
) -> None:
    table = np.array(rows)
    known = np.isfinite(table).sum(axis=0) >= max(2, len(table) // 20)
    low, middle, high = np.nanpercentile(table[:, known], [10, 50, 90], axis=0)
    axes.plot(x[known], middle, color=colour, linewidth=1.2, label=name)
    axes.fill_between(x[known], low, high, color=colour, alpha=0.15, linewidth=0)


def pairs(scenes: Sequence["Judged"], footage: Sequence["Footage"]) -> bytes:
    """One WebP with frames of real clips, each beside the twin's frame nearest in its measures."""
    frames, labels = [], []
    table = np.array([_place(one.statistics) for one in scenes])
    taken: set[int] = set()
    each = max(1, MOST_PAIRS // max(1, len(footage)))
    for clip in footage:
        for number in np.linspace(0, len(clip.pictures) - 1, each).astype(int).tolist():
            away = np.linalg.norm(table - _place(clip.statistics[number]), axis=1)
            away[list(taken)] = np.inf
            best = int(away.argmin())
            taken.add(best)
            frames += [shrunk(clip.pictures[number]), shrunk(scenes[best].picture)]
            labels += [f"real: {clip.name}", f"twin: {scenes[best].name}, {away[best]:.1f} steps"]
    if not frames:
        return contact_sheet([], [], cells=PAIR)
    return contact_sheet(frames, labels, cells=PAIR)


def _place(found: dict[str, float]) -> NDArray[np.float64]:
    return np.array([found[name] / step for name, step in FITS.items()])

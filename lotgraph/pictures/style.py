"""One look for every picture: an opaque light card, readable on dark and light pages alike."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAPER = "#ffffff"
INK = "#1f2328"
FAINT = "#6e7781"
RULE = "#d0d7de"
# Blue and orange stay apart for every kind of colour blindness; what is missing has no colour.
GOOD = "#3b7dba"
FAULTY = "#e8833a"
REFUSED = "#8a3ffc"
MISSING = "#eceff2"

TITLE_CHARACTERS = 56
NAME_CHARACTERS = 20  # longer names would leave no room for the picture
DPI = 100
WIDTH_IN = 5.0  # the panel beside the list of partitions shows no more without scrolling


# Whole tables have their picture beside three columns, of which 425 px show in a page of 1366.
NARROW_IN = 4.15


@contextmanager
def card(height_in: float, width_in: float = WIDTH_IN) -> Iterator["Figure"]:
    """A blank figure in our colours, whatever the user's own plotting configuration says."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rc("font", family="DejaVu Sans", size=7)
        mpl.rc("text", color=INK, parse_math=False)  # names may hold dollar signs
        mpl.rc("axes", edgecolor=RULE, labelcolor=INK)
        mpl.rc("xtick", color=INK)
        mpl.rc("ytick", color=INK)
        yield Figure(figsize=(width_in, height_in), dpi=DPI, facecolor=PAPER, layout="constrained")


def fitted(text: str, characters: int) -> str:
    """One line of at most so many characters, the end kept, drawable by our font."""
    line = "".join(c if ord(c) in _glyphs() else "□" for c in " ".join(text.split()))
    return line if len(line) <= characters else "…" + line[-characters + 1 :]


def font_path() -> str:
    """A font that ships with a library we already have, so that every machine draws the same."""
    from matplotlib import get_data_path

    return f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf"


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(font_path()).get_charmap())


def png(figure: "Figure") -> bytes:
    """The figure as PNG bytes without the name and version of what drew it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    buffer = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()

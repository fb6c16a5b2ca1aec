"""Marks a time axis in words people read: hours within a day or two, days beyond."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_MARKS = 8  # so that labels of five characters do not touch
STEPS = tuple(timedelta(minutes=m) for m in (1, 5, 10, 15, 30, 60, 120, 180, 360, 720)) + tuple(
    timedelta(days=d) for d in (1, 2, 7, 14, 28)
)
DAY = timedelta(days=1)


def mark_time(
    axes: "Axes", start: datetime, end: datetime, *, width: float, offset: float = 0.0
) -> None:
    """Put marks on an x axis on which `start` lies at `offset` and `end` at `offset + width`."""
    span = end - start
    step = next((s for s in STEPS if span / s <= MOST_MARKS), STEPS[-1])
    first = start.replace(hour=0, minute=0, second=0, microsecond=0)
    first += -(-(start - first) // step) * step
    marks = [first + n * step for n in range((end - first) // step + 1)]
    places = [offset + (mark - start) / span * width for mark in marks]
    form = "%H:%M" if step < DAY else "%d %b"
    axes.set_xticks(places, [mark.strftime(form) for mark in marks])
    axes.set_xlim(offset, offset + width)
    axes.set_xlabel(f"{_span(start, end)}, UTC")


def _span(start: datetime, end: datetime) -> str:
    last = end - timedelta(microseconds=1)
    if start.date() == last.date():
        return start.strftime("%d %b %Y")
    return f"{start:%d %b %Y} to {last:%d %b %Y}"

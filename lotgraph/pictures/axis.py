"""Marks a time axis in words people read: seconds, hours within a day or two, days beyond."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_MARKS = 8  # so that labels of five characters do not touch
MOST_LONG_MARKS = 5  # nor those of eight, with seconds
STEPS = tuple(timedelta(minutes=m) for m in (1, 5, 10, 15, 30, 60, 120, 180, 360, 720)) + tuple(
    timedelta(days=d) for d in (1, 2, 7, 14, 28)
)
SHORT_STEPS = tuple(timedelta(seconds=s) for s in (1, 2, 5, 10, 15, 30))
FILES_YEAR = 1970  # times of a file alone are told from its own start; no clock that was set is so
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def mark_time(
    axes: "Axes", start: datetime, end: datetime, *, width: float, offset: float = 0.0
) -> None:
    """Put marks on an x axis on which `start` lies at `offset` and `end` at `offset + width`."""
    span = end - start
    step = _step(span)
    first = start.replace(hour=0, minute=0, second=0, microsecond=0)
    first += -(-(start - first) // step) * step
    marks = [first + n * step for n in range((end - first) // step + 1)]
    places = [offset + (mark - start) / span * width for mark in marks]
    form = "%H:%M:%S" if step < MINUTE else "%H:%M" if step < DAY else "%d %b"
    axes.set_xticks(places, [mark.strftime(form) for mark in marks])
    axes.set_xlim(offset, offset + width)
    is_of_file = start.year == FILES_YEAR
    axes.set_xlabel("from the file's start" if is_of_file else f"{_span(start, end)}, UTC")


def _step(span: timedelta) -> timedelta:
    short = (step for step in SHORT_STEPS if span / step <= MOST_LONG_MARKS)
    long = (step for step in STEPS if span / step <= MOST_MARKS)
    return next(short, None) or next(long, STEPS[-1])


def _span(start: datetime, end: datetime) -> str:
    last = end - timedelta(microseconds=1)
    if start.date() == last.date():
        return start.strftime("%d %b %Y")
    return f"{start:%d %b %Y} to {last:%d %b %Y}"

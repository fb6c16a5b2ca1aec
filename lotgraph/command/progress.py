"""Says on stderr how far long work is: a bar on a terminal, elsewhere a line now and then."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from lotgraph.command.show import note, printable

if TYPE_CHECKING:
    from lotgraph.video import Batch

T = TypeVar("T")
Tell = Callable[[float, str], None]

FIRST_S = 5.0  # shorter work needs no word in a log
EVERY_S = 10.0


class Progress:
    """How far one piece of work is: how many of its items, and where inside the one at hand.

    `unit` is what is counted, where `what` does not say so by itself.
    """

    def __init__(self, what: str, unit: str = "") -> None:
        self._what = what
        self._unit = unit
        self._done, self._total = 0, 1
        self._tell: Tell = _silent

    def each(self, items: Iterable[T], total: int | None = None) -> Iterator[T]:
        """Go through items, telling how many are done; of `total`, if they only come one by one."""
        if total is None:
            items = list(items)
            total = len(items)
        self._total = max(1, total)
        with telling(self._what) as self._tell:
            for self._done, item in enumerate(items):
                self._tell(self._done / self._total, self._count())
                yield item

    def within(self, uri: str, batches: "Iterable[Batch]") -> "Iterator[Batch]":
        """Go through the batches of the item at hand, telling how far into its footage they are."""
        length_s = _length_s(uri)
        name = PurePosixPath(uri).name
        for batch in batches:
            yield batch
            at_s = float(batch.times_s[-1])
            inside = min(1.0, at_s / length_s) if length_s else 0.0
            of = f" of {length_s:,.0f}" if length_s else ""
            words = f"{self._count()}, {name} at {at_s:,.0f}{of} s"
            self._tell((self._done + inside) / self._total, words.removeprefix("0 of 1, "))

    def _count(self) -> str:
        return f"{self._done:,} of {self._total:,} {self._unit}".rstrip()


def progress(
    items: Iterable[T], what: str, total: int | None = None, unit: str = ""
) -> Iterator[T]:
    """Go through items, telling how many are done; of `total`, if they only come one by one."""
    return Progress(what, unit).each(items, total)


def _silent(_share: float, _words: str) -> None:
    """Tell nobody: work that no one goes through item by item."""


@contextmanager
def telling(what: str) -> Iterator[Tell]:
    """Something that tells which share is done, and what that is in words, as often as is fit."""
    if not sys.stderr.isatty():
        yield _lines(what)
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share, words: bar.update(
            task, completed=share, description=printable(f"{what}: {words}")
        )


def _lines(what: str) -> Tell:
    due = monotonic() + FIRST_S

    def tell(share: float, words: str) -> None:
        nonlocal due
        if monotonic() >= due:
            due = monotonic() + EVERY_S
            note(f"{what}: {words} ({share:.0%})")

    return tell


def _length_s(uri: str) -> float | None:
    """How long a video says it is, without reading it; None for other captures or if unsaid."""
    from lotgraph.errors import CaptureError
    from lotgraph.video.container import opened
    from lotgraph.video.places import locate

    try:
        place = locate(uri)
        if place.kind != "video":
            return None
        with opened(place) as (container, _):
            microseconds = container.duration
    except CaptureError:  # whoever reads it says so
        return None
    return microseconds / 1e6 if microseconds and microseconds > 0 else None

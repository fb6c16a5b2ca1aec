"""Lets processes of their own work side by side; they end with whoever asked them to."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
LISTENS_S = 0.5  # a wait without an end may go on through a Ctrl-C

_do: Callable[[Any], Any]  # what this process does: the one thing it is sent before its items

T = TypeVar("T")
R = TypeVar("R")


def work(
    do: Callable[[T], R],
    items: list[T],
    processes: int,
    meanwhile: Callable[[], None] | None = None,
) -> Generator[R, None, None]:
    """Do something with each item, and yield what came of it as soon as it is done.

    Each process is sent `do` once, however much that holds, and takes one item after the other; it
    may keep things from one to the next. Whoever waits for them does `meanwhile` every half second.
    Whoever stops asking, by Ctrl-C or an error, ends the processes at once.

    Raises:
        concurrent.futures.process.BrokenProcessPool: a process was killed.
    """
    context = multiprocessing.get_context("spawn")
    watched, held = context.Pipe(duplex=False)
    count = min(processes, max(1, len(items)))
    workers = ProcessPoolExecutor(count, context, _begin, (watched, do))
    is_done = False
    try:
        with one_thread_each():
            waiting = {workers.submit(_take, item) for item in items}
        while waiting:
            done, waiting = wait(waiting, LISTENS_S, FIRST_COMPLETED)
            if meanwhile:
                meanwhile()
            yield from (one.result() for one in done)
        is_done = True
    finally:
        if not is_done:
            held.close()
        workers.shutdown(cancel_futures=True)
        held.close()
        watched.close()


def shared_counts(count: int) -> Any:
    """So many whole numbers, 0 at first, that all processes of `work` see, if `do` holds them.

    Nothing locks them, so that a process which is killed blocks nobody: let one alone write each.
    """
    return multiprocessing.get_context("spawn").RawArray("q", count)


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let processes that are started meanwhile use one thread, unless someone has said otherwise.

    They work side by side, one a core; threads of theirs would only wait for each other.
    """
    set_here = [name for name in THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(set_here, "1"))
    try:
        yield
    finally:
        for name in set_here:
            del os.environ[name]


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin(watched: Connection, do: Callable[[Any], Any]) -> None:
    global _do
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked gets it too, and ends this
    threading.Thread(target=_end_with_parent, args=(watched,), daemon=True).start()
    _do = do


def _take(item: Any) -> Any:
    return _do(item)


def _end_with_parent(watched: Connection) -> None:
    """End as soon as whoever asked is gone, before another begins to write the same files."""
    watched.poll(None)  # nothing is ever sent: it ends with the last who holds the other end
    os._exit(1)

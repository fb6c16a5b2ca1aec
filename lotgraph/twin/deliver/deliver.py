"""Renders an order in several processes; what was complete before is left as it is."""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lotgraph.errors import TwinError
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.deliver.render import Target, is_rendered, render
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.faults.model import rows
from lotgraph.twin.plan.write import written
from lotgraph.twin.truth import site
from lotgraph.twin.truth.columns import CAMERAS, FAULTS, LANES, STALLS
from lotgraph.twin.world.columns import MOTIONS, VEHICLES, VISITS, WALKERS
from lotgraph.twin.world.model import World
from lotgraph.twin.world.simulate import simulate

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
_order: tuple[Order, World, Target]  # of this process
# Made with its first piece, so that what is wrong with the site is told to whoever waits for that.
_studio: Studio | None = None


def prepare(order: Order, landing: Path, truth: Path) -> tuple[World, Target, list[Piece]]:
    """Make the traffic, write what stays true of the site, and say what is still to be rendered.

    Raises:
        TwinError: landing folder and truth lie in each other, or the truth is of another order.
    """
    landing, truth = landing.absolute(), truth.absolute()
    if landing == truth or landing in truth.parents or truth in landing.parents:
        raise TwinError(
            f"truth {truth} and landing folder {landing} lie in each other; choose two folders "
            "side by side, because nothing that reads captures may find the truth"
        )
    target = Target(landing, Lake(str(truth)))
    _refuse_another(order, target)
    world = simulate(order.plan, order.begins_at, order.duration_s, order.seed)
    _write_site(order, world, target)
    return world, target, [p for p in order.pieces if not is_rendered(p, order, target)]


def deliver(
    order: Order, world: World, target: Target, left: list[Piece], processes: int
) -> Iterator[str]:
    """Render pieces and yield each capture's path as it is complete.

    The bytes do not depend on the number of processes, nor on what was rendered before.

    Raises:
        TwinError: a piece cannot be rendered, or a process was killed.
    """
    workers = ProcessPoolExecutor(
        min(processes, max(1, len(left))),
        multiprocessing.get_context("spawn"),
        _begin,
        (order, world, target),
    )
    try:
        with one_thread_each():
            waiting = [workers.submit(_render, piece) for piece in left]
        for done in as_completed(waiting):
            yield done.result()
    except BrokenProcessPool as error:
        raise TwinError(
            "a process that rendered was killed, maybe for want of memory; start again with fewer "
            "--processes: what is complete is kept"
        ) from error
    finally:
        workers.shutdown(cancel_futures=True)


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let processes that are started meanwhile use one thread, unless someone has said otherwise.

    They render side by side, one a core; threads of theirs would only wait for each other.
    """
    set_here = [name for name in THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(set_here, "1"))
    try:
        yield
    finally:
        for name in set_here:
            del os.environ[name]


def _begin(order: Order, world: World, target: Target) -> None:
    global _order
    _order = (order, world, target)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End as soon as whoever ordered is gone, before another begins to write the same files."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _render(piece: Piece) -> str:
    global _studio
    order, world, target = _order
    _studio = _studio or Studio(order, world)
    return render(piece, _studio, target)


def _refuse_another(order: Order, target: Target) -> None:
    record = target.truth.record(CAMERAS.name, order.plan.site_id)
    if record is None or dict(record.origin.config) == order.config:
        return
    was: dict[str, Any] = dict(record.origin.config)
    other = ", ".join(sorted(key for key in order.config if was.get(key) != order.config[key]))
    raise TwinError(
        f"{target.truth.root}: the truth of another rendering of {order.plan.site_id} lies here "
        f"(its {other} differ); choose another folder, or delete this one and its captures"
    )


def _write_site(order: Order, world: World, target: Target) -> None:
    plan, truth = order.plan, target.truth
    origin = Origin(config=order.config)
    truth.files.write(f"{plan.site_id}.toml", written(plan).encode())
    for contract, table in (
        (VEHICLES, world.vehicles),
        (WALKERS, world.walkers),
        (VISITS, world.visits),
        (MOTIONS, world.motions),
        (STALLS, site.stalls(plan)),
        (LANES, site.lanes(plan)),
        (FAULTS, rows(order.faults, plan.site_id, order.begins_at)),
        (CAMERAS, site.cameras(plan)),  # last: by it the order is known again
    ):
        truth.write(contract, plan.site_id, table, origin)

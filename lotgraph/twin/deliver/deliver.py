"""Renders an order in several processes; what was complete before is left as it is."""

from collections.abc import Callable, Generator, Iterable, MutableSequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lotgraph.errors import TwinError
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.twin.deliver.folders import refuse_folders
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.deliver.render import (
    Target,
    draft_of,
    is_in_the_way,
    is_of,
    is_of_other_code,
    is_rendered,
    names_of,
    partition_of,
    render,
)
from lotgraph.twin.deliver.version import code_version
from lotgraph.twin.deliver.watched import WatchedStudio
from lotgraph.twin.faults.model import rows
from lotgraph.twin.plan.write import written
from lotgraph.twin.truth import site
from lotgraph.twin.truth.columns import CAMERAS, FAULTS, LANES, STALLS
from lotgraph.twin.world.columns import MOTIONS, VEHICLES, VISITS, WALKERS
from lotgraph.twin.world.model import World
from lotgraph.twin.world.simulate import simulate
from lotgraph.workers import shared_counts, work


@dataclass
class Renderer:
    """Renders pieces of an order by their numbers, in the process that it was sent to.

    `frames` counts those of each piece that are done, for whoever waits: the processes share it.
    """

    order: Order
    world: World
    target: Target
    pieces: list[Piece]
    frames: MutableSequence[int]

    def __call__(self, number: int) -> str | None:
        """Render a piece and return its capture's path, if it has one."""
        piece, frames = self.pieces[number], self.frames

        def watch(t_s: float) -> None:
            # To meter and to blur it looks at other moments, too.
            frames[number] = max(frames[number], round(t_s * piece.camera.fps) - piece.first)

        self.studio.watch = watch
        path = render(piece, self.studio, self.target)
        frames[number] = piece.last - piece.first
        return path

    @cached_property
    def studio(self) -> WatchedStudio:
        """Made with the first piece: what is wrong with the site is told to who waits for that."""
        return WatchedStudio(self.order, self.world)


def prepare(
    order: Order,
    landing: Path,
    truth: Path,
    each: Callable[[list[Piece]], Iterable[Piece]] = list,
) -> tuple[World, Target, list[Piece]]:
    """Make the traffic, write what stays true of the site, and say what is still to be rendered.

    All pieces are looked at twice, which takes a while for weeks: `each` goes through them, and may
    tell somebody how far that is. Where others might render the same site there, `held` is around
    this and `deliver`.

    Raises:
        TwinError: landing folder and truth lie in each other, are files or cannot be written, the
            truth is of another order or made by other code, or captures would replace files or
            each other.
    """
    landing, truth = refuse_folders(order, landing, truth)
    target = Target(landing, Lake(str(truth)))
    _refuse_another(order, target)
    _refuse_to_replace(order, target, each(order.pieces))
    world = simulate(order.plan, order.begins_at, order.duration_s, order.seed)
    _write_site(order, world, target)
    return world, target, [p for p in each(order.pieces) if not is_rendered(p, order, target)]


def deliver(  # noqa: PLR0913
    order: Order,
    world: World,
    target: Target,
    left: list[Piece],
    processes: int,
    *,
    told: Callable[[int], None] | None = None,
) -> Generator[str | None, None, None]:
    """Render pieces and yield each capture's path as it is complete; None, if nothing landed.

    The bytes do not depend on the number of processes, nor on what was rendered before. `told` is
    told every half second how many frames are done, of all of `left`. Whoever stops asking, by
    Ctrl-C or an error, ends the processes at once. Halves are cleared then, so nobody else may be
    rendering them: see `held`.

    Raises:
        TwinError: a piece cannot be rendered, or a process was killed.
    """
    frames = shared_counts(len(left))
    renderer = Renderer(order, world, target, left, frames)
    meanwhile = (lambda: told(sum(frames))) if told else None
    try:
        yield from work(renderer, [*range(len(left))], processes, meanwhile)
    except BaseException as error:  # also where somebody stops asking
        _clear(order, target, left)
        if isinstance(error, BrokenProcessPool):
            raise TwinError(
                "a process that rendered was killed, maybe for want of memory; start again with "
                "fewer --processes: what is complete is kept"
            ) from error
        raise


def _clear(order: Order, target: Target, pieces: list[Piece]) -> None:
    """Remove halves of captures: a process that was ended amid one, as another failed, left it."""
    for piece in pieces:
        with suppress(OSError):
            draft_of(piece, order, target).unlink(missing_ok=True)


def _refuse_another(order: Order, target: Target) -> None:
    plan, root = order.plan, target.truth.root
    record = target.truth.record(CAMERAS.name, plan.site_id)
    if record is None or is_of(order, record.origin):
        return
    was: dict[str, Any] = dict(record.origin.config)
    other = ", ".join(sorted(key for key in order.config if was.get(key) != order.config[key]))
    if not other:
        raise TwinError(
            f"{root}: this rendering of {plan.site_id} was begun by other code, which may make "
            "other pictures; delete its truth and captures and begin anew, or go back to that code"
        )
    raise TwinError(
        f"{root}: the truth of another rendering of {plan.site_id} lies here "
        f"(what differs: {other}); choose another folder, or delete this one and its captures"
    )


def _refuse_to_replace(order: Order, target: Target, pieces: Iterable[Piece]) -> None:
    ours: set[str] = set()
    for piece in pieces:
        names = names_of(piece, order)
        file = is_in_the_way(piece, order, target)
        if file and is_of_other_code(piece, order, target):
            raise TwinError(
                f"{file}: other code rendered it for this very order, and may have made other "
                f"pictures; delete the captures of {order.plan.site_id} and its truth in "
                f"{target.truth.root} and begin anew, or go back to that code"
            )
        if file:
            raise TwinError(
                f"{file}: lies where a capture is to land, and {target.truth.root} tells of none "
                "there; choose another landing folder, or move the file away"
            )
        names.append(partition_of(piece, order))  # their truth would be one, too
        if twice := [name for name in names if name in ours]:
            raise TwinError(
                f"{twice[0]}: two captures would have this name, because a fault sets a clock "
                "back or gives wrong names; change that fault's amount or its seed"
            )
        ours.update(names)


def _write_site(order: Order, world: World, target: Target) -> None:
    plan, truth = order.plan, target.truth
    origin = Origin(code_version=code_version(), config=order.config)
    truth.files.write(f"{plan.site_id}.toml", written(plan).encode())
    for contract, table in (
        (VEHICLES, world.vehicles),
        (WALKERS, world.walkers),
        (VISITS, world.visits),
        (MOTIONS, world.motions),
        (STALLS, site.stalls(plan)),
        (LANES, site.lanes(plan)),
        (FAULTS, rows(order.faults, plan.site_id, order.begins_at, order.duration_s)),
        (CAMERAS, site.cameras(plan)),  # last: by it the order is known again
    ):
        truth.write(contract, plan.site_id, table, origin)

"""`lotgraph twin render`: renders the cameras of a site, with exact truth."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from lotgraph.command.progress import progress, telling
from lotgraph.command.show import AsJson, counted, document, note, text
from lotgraph.command.twin.ordered import Begins, Site, moment_of, plan_of, refuse_address
from lotgraph.command.twin.seen import warn
from lotgraph.errors import TwinError

if TYPE_CHECKING:
    from lotgraph.twin.deliver.order import Order
    from lotgraph.twin.deliver.piece import Piece
    from lotgraph.twin.deliver.render import Target
    from lotgraph.twin.faults.model import Fault
    from lotgraph.twin.plan import Plan
    from lotgraph.twin.stage.weather import Weather
    from lotgraph.twin.world.model import World

NAME = "render"
EXAMPLE = (
    "Examples: [bold]lotgraph twin render --site 12 --minutes 2 --landing demo --truth truth[/bold]"
    " · [bold]lotgraph twin render --site site.toml --seed 7 --begins 2026-11-05T17:30 --weather "
    "rain --landing demo --truth truth[/bold]. Killed, it goes on where it was."
)
SECONDS = 60.0
DAY_MINUTES = 24 * 60.0
MOST_MINUTES = 31 * DAY_MINUTES
MOST_FAULTS = 1000.0
MOST_LOOKS = 60.0  # one a minute


def run(  # noqa: PLR0913  each is an option
    *,
    site: Site,
    landing: Annotated[Path, typer.Option(help="Landing folder that captures are written to.")],
    truth: Annotated[Path, typer.Option(help="Folder of the truth; not in the landing folder.")],
    seed: Annotated[int, typer.Option(help="Decides traffic and weather.", min=0)] = 0,
    minutes: Annotated[float, typer.Option(help="How long.", min=0.01, max=MOST_MINUTES)] = 1.0,
    begins: Begins = "2026-03-02T08:00",
    weather: Annotated[
        str | None,
        typer.Option(
            help="clear, broken, overcast, rain, wet, fog or snow; unset: by seed, site and date."
        ),
    ] = None,
    capture_minutes: Annotated[
        float, typer.Option(help="Of one file.", min=0.01, max=DAY_MINUTES)
    ] = 5.0,
    faults: Annotated[
        Path | None, typer.Option(help="TOML file of what goes wrong; see docs/twin.md.")
    ] = None,
    faults_per_day: Annotated[
        float,
        typer.Option(
            help="Of each kind, a camera and a day on which it is well; not with --faults.",
            min=0,
            max=MOST_FAULTS,
        ),
    ] = 0.0,
    looks_per_hour: Annotated[
        float,
        typer.Option(
            help="How often someone turns a camera aside for a while.", min=0, max=MOST_LOOKS
        ),
    ] = 0.0,
    processes: Annotated[
        int | None, typer.Option(help="Unset: one a core. Changes no byte.", min=1)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Render what the cameras of a site see: captures in the landing layout, and the truth beside.

    The same site, seed and options give the same bytes. Truth is a folder of Parquet tables: boxes
    with what is hidden, poses, visits, cameras, clocks and every fault. What cannot come true of a
    site's rates is warned of.
    """
    from lotgraph.twin.deliver.deliver import prepare
    from lotgraph.twin.deliver.folders import held
    from lotgraph.twin.deliver.order import Order
    from lotgraph.twin.deliver.render import frames_of, is_lost
    from lotgraph.twin.deliver.skies import skies
    from lotgraph.twin.deliver.stretch import Stretch
    from lotgraph.twin.world.unmet import unmet

    for folder, option in ((landing, "--landing"), (truth, "--truth")):
        refuse_address(folder, option)
    if faults and faults_per_day:
        raise TwinError("--faults lists all that goes wrong; leave --faults-per-day out")
    plan = plan_of(site)
    begins_at = moment_of(begins, plan)
    duration_s, capture_s = minutes * SECONDS, capture_minutes * SECONDS
    found = (
        (Stretch(0.0, duration_s, _weather(weather, seed, plan)),)
        if weather is not None
        else skies(plan, seed, begins_at, duration_s, capture_s)
    )
    order = Order(
        plan=plan,
        seed=seed,
        begins_at=begins_at,
        duration_s=duration_s,
        weather=found[0].weather,
        capture_s=capture_s,
        looks_per_hour=looks_per_hour,
        stretches=found if len(found) > 1 else (),
    )
    order = replace(order, faults=_faults(faults, order, faults_per_day))
    _tell_idle(order)
    warn(unmet(plan))
    with held(order, landing, truth):
        world, target, left = prepare(order, landing, truth, _each)
        done = _rendered(order, world, target, left, processes or os.cpu_count() or 1)
    frames = frames_of(order, target, _each(order.pieces))
    lost = sum(is_lost(piece, order) for piece in order.pieces)
    captures = len(order.pieces) - lost
    if as_json:
        document(_said(order, landing, truth, done) | {"captures": captures, "frames": frames})
    else:
        kept = counted(captures - len(done), "capture")
        text(
            f"{counted(len(done), 'capture')} rendered, {kept} there before: "
            f"{counted(frames, 'frame')} of {plan.site_id} in {landing}, truth in {truth}."
        )
        if lost:
            text(f"{counted(lost, 'capture')} did not land: all frames were lost.")
        for one in order.recorded:
            text(f"From {order.moment(one.begins_s):%Y-%m-%d %H:%M} UTC: {one.weather.kind}")
        for fault in order.faults:
            began = order.moment(fault.begins_s)
            lasts_s = min(fault.ends_s, order.duration_s) - fault.begins_s
            text(f"{fault.camera_id} {fault.kind}: {began:%Y-%m-%d %H:%M:%S} UTC, {lasts_s:.0f} s")


def _each(pieces: "list[Piece]") -> Iterable["Piece"]:
    """Look at what is there of captures, telling how far that is."""
    return progress(pieces, "Looking at what is there", unit="captures")


def _tell_idle(order: "Order") -> None:
    """Name cameras that take no frame: what is rendered is too short for their rate."""
    busy = {piece.camera.camera_id for piece in order.pieces}
    for camera in order.plan.cameras:
        if camera.camera_id not in busy:
            note(
                f"{camera.camera_id} takes no frame: at {camera.fps:g} frames a second one lasts "
                f"{1 / camera.fps:g} s; render longer to see what it sees"
            )


def _rendered(
    order: "Order", world: "World", target: "Target", left: "list[Piece]", processes: int
) -> list[str]:
    """Render what is left, telling frame by frame how far it is; the captures that landed.

    Raises:
        TwinError: it cannot be rendered, or was stopped.
    """
    from lotgraph.twin.deliver.deliver import deliver

    total = sum(piece.last - piece.first for piece in left)
    with telling("Rendering") as tell:
        files = deliver(
            *(order, world, target, left, processes),
            told=lambda frames: tell(frames / total, f"{frames:,} of {total:,} frames"),
        )
        try:
            return [file for file in files if file]
        except KeyboardInterrupt:
            files.close()
            raise TwinError(
                "stopped; what is complete is kept: the same command goes on from there"
            ) from None


def _weather(kind: str, seed: int, plan: "Plan") -> "Weather":
    """Weather of that kind.

    Raises:
        TwinError: there is no such kind.
    """
    from lotgraph.twin.stage.weather import Kind, draw_weather

    kinds: tuple[Kind, ...] = get_args(Kind)
    known = next((one for one in kinds if one == kind), None)
    if known is None:
        raise TwinError(f"--weather {kind}: expected one of {', '.join(kinds)}")
    return draw_weather(seed, plan.split, known)


def _faults(file: Path | None, order: "Order", per_day: float) -> "tuple[Fault, ...]":
    from lotgraph.twin.deliver.befall import unseen
    from lotgraph.twin.faults.model import KINDS
    from lotgraph.twin.faults.read import read
    from lotgraph.twin.faults.schedule import schedule

    if file is not None:
        listed = read(file, order.plan)
        if problems := [f"{file}: {said}" for _, said in unseen(order, listed)]:
            raise TwinError("\n".join(problems))
        return listed
    rates = dict.fromkeys(KINDS, per_day)
    drawn = schedule(order.plan, order.duration_s, order.seed, rates, capture_s=order.capture_s)
    missed = {fault for fault, _ in unseen(order, drawn)}
    return tuple(fault for fault in drawn if fault not in missed)


def _said(order: "Order", landing: Path, truth: Path, done: list[str]) -> dict[str, object]:
    return {
        "site": order.plan.site_id,
        "landing": str(landing),
        "truth": str(truth),
        "begins_at": order.begins_at.isoformat(),
        "weather": [
            {"begins_at": order.moment(one.begins_s).isoformat(), "kind": one.weather.kind}
            for one in order.recorded
        ],
        "rendered": sorted(done),
    }

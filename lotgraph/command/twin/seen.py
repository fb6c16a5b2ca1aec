"""What commands say of a site: what is on it, and what its cameras see."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.show import (
    counted,
    document,
    format_of,
    note,
    refuse_existing,
    rows,
    save,
    text,
)
from lotgraph.errors import LotgraphError

if TYPE_CHECKING:
    from lotgraph.twin.plan import Plan
    from lotgraph.twin.plan.overlap import Views

LEAST_SHARED = 0.1  # of what a camera sees: below, two cameras hardly see the same
LOOKED_AT = 0.5  # of a stall
PICTURE = "--picture file"

Picture = Annotated[
    Path | None,
    typer.Option(
        help="Picture of the site from above to write, .png, .jpg or .webp; blue is where cameras "
        "look, 28 m at most, though they see farther."
    ),
]

AsSettings = Annotated[
    bool,
    typer.Option(
        "--settings",
        help="Print only the section of lotgraph.toml by which the graph takes its captures.",
    ),
]


def refuse(*, picture: Path | None, as_settings: bool, as_json: bool) -> None:
    """See that what was asked for can be said, before anything is made.

    Raises:
        LotgraphError: it cannot.
    """
    if as_settings and as_json:
        raise LotgraphError("--settings prints TOML, not JSON; name one of --settings and --json")
    if picture:
        refuse_existing(picture, PICTURE)
        format_of(picture, PICTURE)


def say(plan: "Plan", *, picture: Path | None, as_settings: bool, as_json: bool) -> None:
    """Draw a site into `picture`, if any, and print what cameras see, or what settings it needs.

    What stands right before a lens and what cannot come true is warned of, since it may be meant.

    Raises:
        LotgraphError: the picture cannot be written, or no way leads through the site.
    """
    from lotgraph.twin.plan.close import close_up
    from lotgraph.twin.plan.overlap import views_of
    from lotgraph.twin.world.unmet import unmet

    if picture:
        from lotgraph.pictures.encode import recoded
        from lotgraph.twin.plan.draw import draw

        save(picture, recoded(draw(plan), format_of(picture, PICTURE)), PICTURE)
    warnings = [*(one.said for one in close_up(plan)), *unmet(plan)]
    warn(warnings)
    if as_settings:
        text("\n".join(_settings(plan)))
        return
    views = views_of(plan)
    if as_json:
        document(_content(plan, views) | {"warnings": warnings})
    else:
        _say(plan, views)


def warn(warnings: Iterable[str]) -> None:
    """Tell what may be meant, a line to stderr for each."""
    for warning in warnings:
        note(f"lotgraph: warning: {warning}")


def _settings(plan: "Plan") -> Iterator[str]:
    yield f'[sites.{plan.site_id}]\ntimezone = "{plan.timezone}"\n'
    for camera in plan.cameras:
        yield f"[sites.{plan.site_id}.cameras.{camera.camera_id}]"
        if camera.clock_offset_s:
            yield f"clock_offset_s = {camera.clock_offset_s:g}"


def _content(plan: "Plan", views: "Views") -> dict[str, Any]:
    names = [camera.camera_id for camera in plan.cameras]
    cameras = [
        {
            "camera_id": camera.camera_id,
            "position_m": camera.position_m,
            "focal_px": camera.focal_px,
            "stalls_seen": int((views.stalls[number] >= LOOKED_AT).sum()),
            "shares_view_with": [
                names[other]
                for other in range(len(names))
                if other != number and views.shared[number, other] >= LEAST_SHARED
            ],
        }
        for number, camera in enumerate(plan.cameras)
    ]
    return {
        "site_id": plan.site_id,
        "family": plan.family,
        "split": plan.split,
        "seed": plan.seed,
        "stalls": len(plan.stalls),
        "lanes": [{"lane_id": lane.lane_id, "kind": lane.kind} for lane in plan.lanes],
        "gates": len(plan.gates),
        "arrivals_per_day": sum(plan.rates.arrivals_per_hour),
        "stalls_seen_share": views.stall_share,
        "ways_seen_share": views.way_share,
        "cameras": cameras,
    }


def _say(plan: "Plan", views: "Views") -> None:
    content = _content(plan, views)
    lines = [
        (
            camera["camera_id"],
            ", ".join(f"{metres:.1f}" for metres in camera["position_m"]),
            camera["focal_px"],
            camera["stalls_seen"],
            " ".join(camera["shares_view_with"]),
        )
        for camera in content["cameras"]
    ]
    columns = ("camera", "x, y, z in m", "focal in px", "stalls seen", "shares views with")
    rows(columns, lines, right=("focal in px", "stalls seen"))
    ways = sum(lane.kind != "aisle" for lane in plan.lanes)
    text(
        f"{plan.site_id} ({plan.family or 'described'}, {plan.split}): "
        f"{counted(len(plan.stalls), 'stall')}, {counted(len(plan.lanes), 'lane')}, "
        f"{counted(len(plan.gates), 'gate')}, {content['arrivals_per_day']:,.0f} arrivals a day."
    )
    text(
        f"The cameras see {views.stall_share:.0%} of the stalls, and {views.way_share:.0%} of the "
        f"{ways} places where ways in and out meet its aisles."
    )

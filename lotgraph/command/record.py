"""`lotgraph record`: cuts a camera's stream into captures of the landing folder."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.group import NOT_WELL, settings_in_force
from lotgraph.command.show import AsJson, document, note, text
from lotgraph.errors import LotgraphError

if TYPE_CHECKING:
    from lotgraph.recorder import CameraFolder, Tally
    from lotgraph.settings import Settings

NAME = "record"
EXAMPLE = (
    "Examples: [bold]lotgraph record rtsp://10.0.0.7/stream1 --site north --camera gate[/bold] · "
    "[bold]lotgraph record street.mp4 --site north --camera gate --for 30s --segment 10s[/bold]. "
    "Exit code 1: not one frame came."
)
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def run(  # noqa: PLR0913  each is an option
    context: typer.Context,
    url: Annotated[
        str,
        typer.Argument(
            help="Anything FFmpeg opens; a file is played at its own rate. In the variable, the "
            "password in it is not seen in the list of processes.",
            envvar="LOTGRAPH_STREAM",
            show_default=False,
        ),
    ],
    *,
    site: Annotated[str, typer.Option(help="Site the camera belongs to.")],
    camera: Annotated[str, typer.Option(help="Camera that sends it.")],
    landing: Annotated[
        str | None, typer.Option(help="Local landing folder; unset: that of the settings.")
    ] = None,
    segment: Annotated[
        str, typer.Option(help="Length of one capture, such as 90s, 10m; it divides a window.")
    ] = "10m",
    length: Annotated[
        str | None, typer.Option("--for", help="Stop after this long; unset: at Ctrl-C.")
    ] = None,
    udp: Annotated[
        bool, typer.Option("--udp", help="Take RTSP over UDP, where a camera has no TCP.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Record a camera: copy its stream into one file after the other in the landing folder.

    The picture is not decoded again, and sound is left out. Files begin at a keyframe, at 10:00,
    10:10, 10:20 and so on, and appear when they are complete. A lost stream is waited for. Ctrl-C
    and SIGTERM complete the last file.
    """
    from lotgraph.recorder import Ending, Recorder, Source

    settings = settings_in_force(context)
    folder = _folder(settings, landing or settings.paths.landing, site, camera)
    segment_s = _segment_s(segment, settings)
    ending = Ending(_seconds(length, "--for") if length else None)
    ending.on_signals()
    source = Source(url, "udp" if udp else "tcp")
    note(f"{source}: recording into {folder.path}, {segment} a file; Ctrl-C ends")
    tally = Recorder(source, folder, segment_s, ending, note).run()
    if as_json:
        document({"site": site, "camera": camera, "folder": str(folder.path), **_counts(tally)})
    else:
        text(
            f"{tally.segments:,} segments of {tally.seconds:,.1f} s in {folder.path}; "
            f"{tally.gaps:,} gaps of {tally.gap_s:,.1f} s, {tally.reconnects:,} reconnects."
        )
    if not tally.segments and not ending.asked.is_set():
        raise typer.Exit(NOT_WELL)


def _counts(tally: "Tally") -> dict[str, object]:
    counts = asdict(tally)
    del counts["ended_s"]
    return counts


def _folder(settings: "Settings", landing: str, site: str, camera: str) -> "CameraFolder":
    """The folder of a camera that the settings know, or of any if they know none."""
    from pydantic import TypeAdapter, ValidationError

    from lotgraph.recorder import CameraFolder
    from lotgraph.settings.sections import Identifier

    if "://" in landing:
        raise LotgraphError(
            f"expected a local landing folder, got {landing}; give one with --landing and copy "
            "its files there, or have it mounted"
        )
    for option, given in (("--site", site), ("--camera", camera)):
        try:
            TypeAdapter(Identifier).validate_python(given)
        except ValidationError as error:
            raise LotgraphError(
                f"{option} {given!r}: expected lower-case letters, digits, - and _, a letter or "
                "digit first, at most 63 of them"
            ) from error
    if settings.sites:
        _expect("--site", site, "site", list(settings.sites))
        _expect("--camera", camera, f"camera of {site}", list(settings.sites[site].cameras))
    return CameraFolder(Path(landing) / site / camera)


def _expect(option: str, given: str, what: str, known: list[str]) -> None:
    if given not in known:
        raise LotgraphError(
            f"{option} {given}: expected a {what} that the settings name "
            f"({', '.join(known) or 'none yet'}); add it to them, or its files go to quarantine"
        )


def _segment_s(given: str, settings: "Settings") -> int:
    seconds = _seconds(given, "--segment")
    window_s = settings.windows.length_minutes * 60
    if seconds < 1 or window_s % seconds:
        raise LotgraphError(
            f"--segment {given}: expected whole seconds that divide a window "
            f"({settings.windows.length_minutes} minutes), such as 10m; a capture belongs to the "
            "window in which it starts"
        )
    return int(seconds)


def _seconds(given: str, option: str) -> float:
    found = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)([smhd])", given)
    if not found or not float(found[1]):
        raise LotgraphError(f"{option} {given}: expected a length of time such as 30s, 10m or 1h")
    return float(found[1]) * UNITS[found[2]]

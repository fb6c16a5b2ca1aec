"""`lotgraph probe`: says what captures are, and which cannot be used and why."""

from dataclasses import asdict
from typing import Any

import typer

from lotgraph.command.collect import Paths, captures_below
from lotgraph.command.group import NOT_WELL
from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, document, rows, text
from lotgraph.errors import CaptureError

NAME = "probe"
EXAMPLE = "Example: [bold]lotgraph probe garage/*.mp4 stills.zip[/bold]. Exit code 1: some refused."


def run(paths: Paths, *, as_json: AsJson = False) -> None:
    """Look at captures: kind, codec, size, rate, length, what is odd; or why one is refused.

    Reads headers and packets and decodes one frame, so thousands of files take seconds. Damage
    inside a packet shows only when it is decoded, as `lotgraph health` does.
    """
    found = [probed(uri) for uri in progress(captures_below(paths), "Probing")]
    if as_json:
        document(found)
    else:
        _print(found)
    if not found or not all(entry["is_usable"] for entry in found):
        raise typer.Exit(NOT_WELL)


def probed(uri: str) -> dict[str, Any]:
    """What a capture is, or why it is refused, as a document."""
    from lotgraph.video import probe

    try:
        well = {"is_usable": True, "reason": None, "explanation": None, "meaning": None}
        return {"file": uri, **well, **asdict(probe(uri))}
    except CaptureError as error:
        return {"file": uri, "is_usable": False, **refusal(error)}


def refusal(error: CaptureError) -> dict[str, str]:
    """Why a capture is refused: a word, what came, and what the word means and asks for."""
    from lotgraph.captures.reasons import REASONS

    meaning = REASONS[error.reason]
    return {"reason": error.reason, "explanation": str(error), "meaning": meaning}


def refusals(entries: list[dict[str, Any]]) -> None:
    """Print the refused ones, a sentence each."""
    for entry in entries:
        text(f"refused ({entry['reason']}): {entry['explanation']}")


def _print(found: list[dict[str, Any]]) -> None:
    usable = [entry for entry in found if entry["is_usable"]]
    refused = [entry for entry in found if not entry["is_usable"]]
    columns: tuple[str, ...] = (
        "file",
        "kind",
        "codec",
        "size",
        "fps",
        "frames",
        "seconds",
        "packets whole",
        "notes",
    )
    lines: list[tuple[object, ...]] = [
        (
            *(entry[name] for name in ("file", "kind", "codec")),
            f"{entry['width_px']}x{entry['height_px']}",
            *(entry[name] for name in ("fps", "frames", "duration_s")),
            f"{entry['decodable_share']:.1%}",
            "; ".join(entry["warnings"]),
        )
        for entry in usable
    ]
    if not any(entry["warnings"] for entry in usable):
        columns, lines = columns[:-1], [line[:-1] for line in lines]
    if lines:
        rows(columns, lines, right=("fps", "frames", "seconds", "packets whole"))
    refusals(refused)
    text(f"{len(usable)} can be used, {len(refused)} refused.")

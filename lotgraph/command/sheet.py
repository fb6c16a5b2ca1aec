"""`lotgraph sheet`: draws a contact sheet of captures."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.collect import Paths, captures_below
from lotgraph.command.group import FAILED, NOT_WELL
from lotgraph.command.probe import refusal, refusals
from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, document, text
from lotgraph.errors import CaptureError, LotgraphError

if TYPE_CHECKING:
    from lotgraph.video import Batch

NAME = "sheet"
EXAMPLE = (
    "Example: [bold]lotgraph sheet garage/*.mp4 --out sheet.webp --each 4[/bold]. "
    "Exit code 1: some refused."
)


def run(
    paths: Paths,
    *,
    out: Annotated[Path, typer.Option(help="WebP file to write.")],
    each: Annotated[int, typer.Option(help="Frames of each capture.", min=1, max=64)] = 4,
    as_json: AsJson = False,
) -> None:
    """Draw one picture with some frames of each capture, evenly spread and labelled by time."""
    from lotgraph.pictures.sheet import contact_sheet

    frames, labels, refused = [], [], []
    uris = captures_below(paths)
    for uri in progress(uris, "Fetching"):
        try:
            batch = _spread(uri, each)
        except CaptureError as error:
            refused.append({"file": uri, "is_usable": False, **refusal(error)})
            continue
        frames += list(batch.pixels)
        labels += [f"{Path(uri).name} {time_s:.1f} s" for time_s in batch.times_s]
    if not uris:
        raise typer.Exit(FAILED)
    if not frames:
        refusals(refused)
        raise LotgraphError(f"none of {len(uris)} captures can be shown; `lotgraph probe` says why")
    _write(out, contact_sheet(frames, labels))
    if as_json:
        document({"file": str(out), "frames": len(frames), "refused": refused})
    else:
        refusals(refused)
        text(f"{len(frames)} frames of {len(uris) - len(refused)} captures in {out}.")
    if refused:
        raise typer.Exit(NOT_WELL)


def _spread(uri: str, each: int) -> "Batch":
    """`each` frames, one in the middle of each equal part; fewer where there are fewer."""
    from lotgraph.video import fetch, probe

    total = probe(uri).frames
    wanted = sorted({int((part + 0.5) * total / each) for part in range(each)})
    return fetch(uri, wanted)


def _write(out: Path, picture: bytes) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(picture)
    except OSError as error:
        raise LotgraphError(f"cannot write {out}: {error}; choose another --out file") from error

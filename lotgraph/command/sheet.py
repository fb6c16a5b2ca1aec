"""`lotgraph sheet`: draws a contact sheet of captures."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.collect import Paths, captures_below
from lotgraph.command.group import FAILED, NOT_WELL
from lotgraph.command.probe import refusal, refusals
from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, counted, document, format_of, save, text
from lotgraph.errors import CaptureError, LotgraphError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lotgraph.video import Batch

NAME = "sheet"
EXAMPLE = (
    "Example: [bold]lotgraph sheet garage/*.mp4 --out sheet.webp --each 4[/bold]. "
    "Exit code 1: some refused."
)
GLANCE = (64, 64)  # enough to see which frames decode


def run(
    paths: Paths,
    *,
    out: Annotated[Path, typer.Option(help="Picture to write: .png, .jpg or .webp.")],
    each: Annotated[int, typer.Option(help="Frames of each capture.", min=1, max=64)] = 4,
    as_json: AsJson = False,
) -> None:
    """Draw one picture with some frames of each capture, evenly spread and labelled by time."""
    from lotgraph.pictures.sheet import MOST_CELLS, contact_sheet
    from lotgraph.spare import Read, files_of, spare

    suffix = format_of(out, "--out file")
    frames: list[NDArray[np.uint8]] = []
    labels, refused = [], []
    uris = captures_below(paths)
    spare(out, Read(files_of(uris)), "--out file")
    for uri in progress(uris, "Fetching"):
        try:
            found = _spread(uri, each)
        except CaptureError as error:
            refused.append({"file": uri, "is_usable": False, **refusal(error)})
            continue
        # Those beyond what is drawn are only counted.
        frames += [
            one.pixels[0] if len(frames) + k < MOST_CELLS else one.pixels[0, :1, :1].copy()
            for k, one in enumerate(found)
        ]
        labels += [f"{Path(uri).name} {one.times_s[0]:.1f} s" for one in found]
    if not uris:
        raise typer.Exit(FAILED)
    if not frames:
        refusals(refused)
        raise LotgraphError(
            f"none of {counted(len(uris), 'capture')} can be shown; `lotgraph probe` says why"
        )
    save(out, contact_sheet(frames, labels, suffix=suffix), "--out file")
    if as_json:
        document({"file": str(out), "frames": len(frames), "refused": refused})
    else:
        refusals(refused)
        shown = len(uris) - len(refused)
        text(f"{counted(len(frames), 'frame')} of {counted(shown, 'capture')} in {out}.")
    if refused:
        raise typer.Exit(NOT_WELL)


def _spread(uri: str, each: int) -> "list[Batch]":
    """`each` small frames, one in the middle of each equal part; fewer where there are fewer."""
    from lotgraph.pictures.sheet import CELL_PX
    from lotgraph.video import batches, fetch_each, probe

    size = 2 * CELL_PX[0], 2 * CELL_PX[1]  # a sheet shrinks better from more than it shows
    try:
        return fetch_each(uri, _middles(range(probe(uri).frames), each), size=size)
    except CaptureError:  # some do not decode: only reading all of it tells which do
        whole = [n for batch in batches(uri, size=GLANCE) for n in batch.index.tolist()]
        return fetch_each(uri, _middles(whole, each), size=size)


def _middles(numbers: Sequence[int], each: int) -> list[int]:
    places = sorted({int((part + 0.5) * len(numbers) / each) for part in range(each)})
    return [numbers[place] for place in places] if numbers else []

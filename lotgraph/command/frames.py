"""`lotgraph frames`: saves chosen frames of a capture as pictures."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.progress import Progress, progress
from lotgraph.command.show import AsJson, counted, document, rows, text
from lotgraph.errors import LotgraphError
from lotgraph.formats.put import put
from lotgraph.refused import why

if TYPE_CHECKING:
    from lotgraph.video import Batch

NAME = "frames"
EXAMPLE = (
    "Examples: [bold]lotgraph frames gate.mp4 --out frames --rate 0.5[/bold] · "
    "[bold]lotgraph frames gate.mp4 --out frames --index 0 --index 250[/bold]"
)


def run(
    uri: Annotated[str, typer.Argument(help="A capture of any kind.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder to write the pictures to.")],
    rate: Annotated[float | None, typer.Option(help="Frames a second.", min=0.001)] = None,
    index: Annotated[list[int] | None, typer.Option(help="Number of a frame, from 0.")] = None,
    as_json: AsJson = False,
) -> None:
    """Save frames as PNG: exact ones by number, or some a second; upright and at native size.

    Without --rate or --index: one a second. Files are called by number and time.
    """
    if rate is not None and index:
        raise typer.BadParameter("expected --rate or --index, not both")
    _refuse_own(uri, out)
    saved = [entry for batch in _read(uri, rate, index) for entry in _save(batch, out)]
    if as_json:
        document({"capture": uri, "frames": saved})
        return
    columns = ("index", "time_s", "file")
    rows(columns, ([entry[name] for name in columns] for entry in saved), right=columns[:2])
    text(f"{counted(len(saved), 'frame')} in {out}.")


def _refuse_own(uri: str, out: Path) -> None:
    """Keep a folder of pictures as it is read: more of them would be more frames, or other ones.

    Raises:
        LotgraphError: if pictures were to be saved among those that they are taken from.
    """
    from lotgraph.spare import files_of
    from lotgraph.video.places import STILL_SUFFIXES

    folders = {one.parent for one in files_of([uri]) if one.suffix.lower() in STILL_SUFFIXES}
    if any(out.exists() and out.samefile(folder) for folder in folders if folder.exists()):
        raise LotgraphError(
            f"--out {out}: it holds the pictures of {uri}, which are read; choose another --out "
            "folder"
        )


def _read(uri: str, rate: float | None, index: list[int] | None) -> Iterator["Batch"]:
    from lotgraph.video import batches, fetch

    if index:  # one at a time: frames may be large and the list long
        yield from (fetch(uri, [number]) for number in progress(index, "Saving"))
        return
    saving = Progress("Saving")
    for one in saving.each([uri]):
        yield from saving.within(one, batches(one, rate_hz=rate or 1.0, frames=8))


def _save(batch: "Batch", out: Path) -> list[dict[str, Any]]:
    from PIL import Image

    saved = []
    for number, time_s, pixels in zip(batch.index, batch.times_s, batch.pixels, strict=True):
        file = out / f"frame-{number:07d}-{time_s:010.3f}s.png"
        try:
            out.mkdir(parents=True, exist_ok=True)
            content = io.BytesIO()
            Image.fromarray(pixels).save(content, "PNG", compress_level=1)
            put(file, content.getvalue())
        except OSError as error:
            raise LotgraphError(
                f"cannot write {file}: {why(error, file)}; choose another --out folder"
            ) from error
        saved.append({"index": int(number), "time_s": float(time_s), "file": str(file)})
    return saved

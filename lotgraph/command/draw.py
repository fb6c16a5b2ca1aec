"""`lotgraph draw`: films boxes and tracks over the video they were found in."""

from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.progress import Progress
from lotgraph.command.show import AsJson, counted, document, text
from lotgraph.errors import LotgraphError

if TYPE_CHECKING:
    from lotgraph.video import Batch

NAME = "draw"
EXAMPLE = (
    "Examples: [bold]lotgraph draw gate.mp4 tracks.txt --out gate-tracks.mp4[/bold] · "
    "[bold]lotgraph draw gate.mp4 tracks.parquet --out gate.webp --seconds 8 --rate 5 "
    "--width 480[/bold]"
)
FPS = 10.0  # where the capture does not say


def run(  # noqa: PLR0913 - each option stands by itself
    video: Annotated[str, typer.Argument(help="The footage, a capture of any kind.")],
    boxes: Annotated[
        Path,
        typer.Argument(help="Tracks or detections: MOTChallenge, KITTI or Parquet, recognised."),
    ],
    *,
    out: Annotated[Path, typer.Option(help="File to write: .mp4, .mkv, .avi, .webp or .gif.")],
    begin: Annotated[float, typer.Option(help="Second of the footage to begin at.", min=0)] = 0,
    seconds: Annotated[
        float | None, typer.Option(help="Seconds of it to draw; all unless given.", min=0.01)
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(help="Frames a second; all unless given.", min=0.1, max=240),
    ] = None,
    width: Annotated[int | None, typer.Option(help="Most px wide it may be.", min=16)] = None,
    first_frame: Annotated[
        int | None,
        typer.Option(
            help="Number that the boxes give to the first frame; 1 for MOTChallenge text and else "
            "0, unless given."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draw boxes with their names and where each object came along; dashed where it was not seen.

    Boxes of tracks have a colour for each object, others one for each class. Frames lower than 480
    px are enlarged. A .webp or .gif moves on a page, and is held in memory while it is made.
    """
    from lotgraph.formats.find import first_frame_of, read
    from lotgraph.overlay.film import filmed, write_film
    from lotgraph.overlay.marks import Marked
    from lotgraph.video import batches, probe

    table = read(boxes)
    first = first_frame_of(boxes) if first_frame is None else first_frame
    found = probe(video)
    drawing = Progress("Drawing")
    for uri in drawing.each([video]):
        reading = batches(uri, rate_hz=rate, frames=8)
        some = _between(drawing.within(uri, reading), begin, seconds)
        count = write_film(out, filmed(some, Marked(table), first), rate or found.fps or FPS, width)
    if not count:
        raise LotgraphError(f"{video} has no frame from second {begin:g} on; begin earlier")
    last = table["frame"].max()
    if isinstance(last, int) and not (table["frame"] >= first).any():
        raise LotgraphError(f"{boxes} numbers frames up to {last}, none from {first} on")
    if as_json:
        document({"file": str(out), "frames": count})
        return
    text(f"{counted(count, 'frame')} in {out}.")


def _between(batches: Iterator["Batch"], begin: float, seconds: float | None) -> Iterator["Batch"]:
    from lotgraph.video import Batch

    end = float("inf") if seconds is None else begin + seconds
    for one in takewhile(lambda batch: batch.times_s[0] < end, batches):
        here = (one.times_s >= begin) & (one.times_s < end)
        if here.any():
            yield Batch(one.index[here], one.times_s[here], one.pixels[here])

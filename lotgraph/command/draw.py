"""`lotgraph draw`: films boxes and tracks over the video they were found in."""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.footage import NO_FRAME, FirstFrame, numbers_of
from lotgraph.command.progress import Progress
from lotgraph.command.show import AsJson, counted, document, listed, note, text
from lotgraph.errors import LotgraphError

if TYPE_CHECKING:
    import polars as pl

    from lotgraph.overlay.film import Shown
    from lotgraph.video import Batch

NAME = "draw"
EXAMPLE = (
    "Examples: [bold]lotgraph draw gate.mp4 tracks.txt --out gate-tracks.mp4[/bold] · "
    "[bold]lotgraph draw gate.mp4 found.parquet --min-score 0.3 --out found.mp4[/bold] · "
    "[bold]lotgraph draw gate.mp4 tracks.parquet --out gate.webp --seconds 8 --rate 5 "
    "--width 480[/bold]"
)
FPS = 10.0  # where the capture does not say
FEWEST = 8  # frames whose numbers tell a step; of fewer, rare things may keep one by chance
BESIDE = 0.01  # of boxes, wholly to the right of the picture or below: more is no slip
SMALLER, ALIKE = 0.9, 0.005  # of a side, boxes reach at most; and by so much of it less in another
CUT, SIZES, SHARP_PX = 8, 2, 0.5  # boxes that end in one line, with sizes so many times another's


def run(  # noqa: PLR0913 - each option stands by itself
    video: Annotated[str, typer.Argument(help="The footage, a capture of any kind.")],
    boxes: Annotated[
        Path,
        typer.Argument(help="Tracks or detections: MOTChallenge, KITTI, COCO or Parquet."),
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
    first_frame: FirstFrame = None,
    kinds: Annotated[
        str | None, typer.Option(help="Kinds to draw, with commas between; all unless given.")
    ] = None,
    min_score: Annotated[
        float | None,
        typer.Option(help="Least score of a box to draw; boxes without one are drawn."),
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="COCO labels that results in COCO JSON belong to, for their names."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draw boxes with their names and where each object came along; dashed where it was not seen.

    Boxes of tracks have a colour for each object, others one for each class. Frames lower than 480
    px are enlarged. A .webp or .gif moves on a page, and is held in memory while it is made.
    """
    from lotgraph.detector.name import sequence_names
    from lotgraph.formats.coco_index import read_index
    from lotgraph.formats.find import part_of
    from lotgraph.overlay.film import filmed, write_film
    from lotgraph.overlay.marks import Marked
    from lotgraph.spare import Read, files_of, spare
    from lotgraph.video import batches, probe
    from lotgraph.video.places import locate

    read = [boxes, *([labels] if labels else []), *files_of([video])]
    spare(out, Read(read), "--out file")
    [name] = sequence_names([video])
    part = part_of(boxes, name, read_index(labels) if labels else None)
    if part.assumed:
        note(f"lotgraph: {boxes}: {part.assumed}; --labels FILE names both")
    table = _chosen(boxes, part.boxes, kinds, min_score)
    numbers = numbers_of(video, boxes, part, first_frame)
    found = probe(video)
    if rate is None and isinstance(numbers, range):
        _say_step(boxes, part.boxes, found.fps or FPS)
    of_first = None if locate(video).is_pictures else (found.width_px, found.height_px)
    drawing, sizes, indices = Progress("Drawing"), set[tuple[int, int]](), list[int]()
    is_part = bool(begin) or seconds is not None or rate is not None
    if is_part:  # what else is not shown, nobody wants
        _check_frames(boxes, table, video, numbers[: found.frames])
    for uri in drawing.each([video]):
        reading = batches(uri, rate_hz=rate, frames=8)
        some = _noted(_between(drawing.within(uri, reading), begin, seconds), sizes, indices)
        shown = filmed(some, Marked(table), numbers, of_first)
        if not is_part:
            shown = _and_then(
                shown, lambda: _check_frames(boxes, table, video, [numbers[k] for k in indices])
            )
        count = write_film(out, shown, rate or found.fps or FPS, width)
    if not count:
        raise LotgraphError(f"{video} has no frame from second {begin:g} on; begin earlier")
    if of_first or len(sizes) == 1:  # of several pictures, none tells for all boxes
        size = of_first or next(iter(sizes))
        _say_beyond(boxes, table, *size)
        _say_within(boxes, part.boxes, *size)
    if as_json:
        document({"file": str(out), "frames": count})
        return
    text(f"{counted(count, 'frame')} in {out}.")


def _chosen(
    file: Path, table: "pl.DataFrame", kinds: str | None, min_score: float | None
) -> "pl.DataFrame":
    import polars as pl

    known = sorted(table["kind"].unique())
    if min_score is not None:
        scores = table["score"].drop_nulls().to_numpy()
        table = table.filter((pl.col("score") >= min_score).fill_null(value=True))
        if len(scores) and table.is_empty():
            note(
                f"lotgraph: {file}: no box scores {min_score:g} or more, "
                f"the best has {scores.max():.3g}; none is drawn"
            )
    if kinds is None:
        return table
    wanted = listed(kinds)
    strange = [kind for kind in wanted if kind not in known]
    if strange or not wanted:
        has = f"it has {', '.join(known)}" if any(known) else "it says no kinds"
        raise LotgraphError(f"{file} has no {', '.join(strange) or 'kind without a name'}; {has}")
    return table.filter(pl.col("kind").is_in(wanted))


def _say_beyond(file: Path, table: "pl.DataFrame", width_px: int, height_px: int) -> None:
    """Say that boxes lie beside the picture, as those of larger footage do."""
    import polars as pl

    right, lower = (
        pl.col(edge) >= size for edge, size in (("x0_px", width_px), ("y0_px", height_px))
    )
    beside = table.filter(right | lower)
    if len(beside) > BESIDE * len(table):
        reach = table.select(pl.col("x1_px", "y1_px").max()).row(0)
        note(
            f"lotgraph: {file}: {len(beside):,} of {len(table):,} boxes lie beside the picture of "
            f"{width_px} by {height_px} px, they reach to {reach[0]:.0f} by {reach[1]:.0f}; were "
            "they found in footage of another size?"
        )


def _say_within(file: Path, table: "pl.DataFrame", width_px: int, height_px: int) -> None:
    """Say that boxes are cut off within the picture, as those of a smaller scaling of it are.

    Much of a picture may well be empty to the right and below, so that says nothing by itself. They
    must reach to the same share of both sides, and where they end some things must be
    on their way out: boxes that end in one line, while they are of unlike size.
    """
    import numpy as np

    from lotgraph.formats.columns import EDGES

    edges = table.select(EDGES).to_numpy()
    edges = edges[np.isfinite(edges).all(axis=1)]
    if not len(edges):
        return
    reach, sizes = edges[:, 2:].max(axis=0), edges[:, 2:] - edges[:, :2]
    low, high = sorted(reach / (width_px, height_px))
    ends = [sizes[edges[:, 2 + k] >= reach[k] - SHARP_PX, k] for k in range(2)]
    is_cut = any(len(some) >= CUT and some.max() >= SIZES * some.min() for some in ends)
    if is_cut and high <= SMALLER and low >= (1 - ALIKE) * high:
        note(
            f"lotgraph: {file}: all boxes lie in the upper left {reach[0]:.0f} by {reach[1]:.0f} "
            f"px of the picture of {width_px} by {height_px}, and are cut off there; were they "
            "found in footage of another size?"
        )


def _say_step(file: Path, table: "pl.DataFrame", fps: float) -> None:
    """Say that boxes would blink, being of each so many-th frame only."""
    import numpy as np

    frames = table["frame"].unique().sort().to_numpy()
    step = math.gcd(*np.diff(frames).tolist()) if len(frames) >= FEWEST else 1
    if step > 1:
        note(
            f"lotgraph: {file}: only one of {step} frames has boxes, so that they blink; "
            f"--rate {fps / step:.4g} draws those frames alone"
        )


def _between(batches: Iterator["Batch"], begin: float, seconds: float | None) -> Iterator["Batch"]:
    from lotgraph.video import Batch

    end = float("inf") if seconds is None else begin + seconds
    for one in takewhile(lambda batch: batch.times_s[0] < end, batches):
        here = (one.times_s >= begin) & (one.times_s < end)
        if here.any():
            yield Batch(one.index[here], one.times_s[here], one.pixels[here])


def _noted(
    batches: Iterator["Batch"], sizes: set[tuple[int, int]], indices: list[int]
) -> Iterator["Batch"]:
    """The same, noting the widths and heights that their pictures have, and which they are."""
    for one in batches:
        sizes.add((one.pixels.shape[2], one.pixels.shape[1]))
        indices += one.index.tolist()
        yield one


def _and_then(shown: Iterator["Shown"], check: Callable[[], object]) -> Iterator["Shown"]:
    """The same, and a look at what it was: while an older film can still be kept."""
    yield from shown
    check()


def _check_frames(file: Path, table: "pl.DataFrame", video: str, numbers: Sequence[int]) -> None:
    """Say how many frames with boxes are none of the footage's, which have these numbers.

    Raises:
        LotgraphError: if none is, so that nothing would be drawn.
    """
    frames = table["frame"].unique().sort().to_numpy()
    known = [number for number in numbers if number != NO_FRAME]
    absent = len(frames) - len(set(frames.tolist()).intersection(known))
    if not absent or not numbers:
        return
    has = f"{video} has {min(known)} to {max(known)}" if known else f"{video} has none of these"
    if absent == len(frames):
        raise LotgraphError(
            f"{file} numbers frames {frames[0]} to {frames[-1]}, {has}: no box can be drawn; "
            "--first-frame says what boxes call the first"
        )
    note(
        f"lotgraph: {file}: boxes of {absent:,} of {counted(len(frames), 'frame')} are not drawn: "
        f"{has}"
    )

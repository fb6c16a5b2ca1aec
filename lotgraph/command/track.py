"""`lotgraph track`: joins boxes of frames into tracks."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, counted, document, note, rows
from lotgraph.errors import TrackError

if TYPE_CHECKING:
    import polars as pl

NAME = "track"
EXAMPLE = (
    "Examples: [bold]lotgraph track det.txt --out tracks.txt --fps 30[/bold] · "
    "[bold]lotgraph track MOT17/train --out results[/bold] · "
    "[bold]lotgraph track det.txt --camera gate.json --out ground.parquet[/bold] · "
    "[bold]lotgraph track 'sets/*/det.txt' --out results --format parquet[/bold]"
)
SUFFIXES = {"mot": ".txt", "kitti": ".txt", "parquet": ".parquet"}


class Format(StrEnum):
    """What tracks are written as."""

    MOT = "mot"
    KITTI = "kitti"
    PARQUET = "parquet"


def run(  # noqa: PLR0913 -- a command has as many arguments as words
    detections: Annotated[
        str,
        typer.Argument(
            help="Boxes with scores: a file, a folder, or a pattern with one * in quotes."
        ),
    ],
    *,
    out: Annotated[
        Path,
        typer.Option(
            help="Folder for a file of each sequence; of a single one also the file itself."
        ),
    ],
    fps: Annotated[
        float | None,
        typer.Option(
            help="Frames a second; otherwise by the times in Parquet's time_s or captured_at, "
            "otherwise what a seqinfo.ini beside or above a file says, "
            "otherwise 10 for KITTI's labels and 25 for others."
        ),
    ] = None,
    as_format: Annotated[
        Format | None,
        typer.Option(
            "--format", help="Of the tracks; if unset as --out ends, or that of the boxes."
        ),
    ] = None,
    online: Annotated[
        bool,
        typer.Option(
            "--online", help="Say of a frame only what it and those before it tell; fill no gaps."
        ),
    ] = False,
    camera: Annotated[
        Path | None,
        typer.Option(
            help="Model of the fixed camera (JSON), or a folder of them, called as the sequences: "
            "tracks are carried to the ground, in metres. See docs/ground.md."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Join boxes into tracks: who is who, from frame to frame.

    Files may be MOTChallenge text, KITTI tracking labels or Parquet. Give all boxes that a detector
    has, those with low scores too: what score makes a box likely is learnt from the boxes, and only
    the order of scores counts. Tracks go on through gaps of up to three seconds, on the way that
    fits what came before and after; Parquet says of each box whether it was seen. With --online
    nothing that comes after a frame changes what is said of it.

    Boxes with a place, a size and a heading in metres are tracked in space: KITTI's as a camera has
    them that may move, those of Parquet over the ground (east, north, up). See docs/ground.md.
    """
    from lotgraph.formats.find import DETECTED, sequences

    found = sequences(detections, DETECTED)
    if camera is not None:
        as_format = _on_ground(as_format, online=online)
    lines = []
    for name, file in progress(list(found.items()), "Tracking"):
        place = _place(out, name, file, as_format, is_single=len(found) == 1)
        if camera is not None:
            of_it = camera / f"{name}.json" if camera.is_dir() else camera
            lines.append({"sequence": name, **_carried(file, place, fps, of_it)})
            continue
        lines.append({"sequence": name, **_one(file, place, fps, as_format, online=online)})
    if as_json:
        document(lines)
        return
    columns = ("sequence", "frames", "boxes", "fps", "tracks", "seen", "filled_in", "file")
    rows(columns, [[line[c] for c in columns] for line in lines], right=columns[1:-1])


def _one(
    file: Path, place: Path, fps: float | None, as_format: Format | None, *, online: bool
) -> dict[str, Any]:
    from lotgraph.formats.find import read
    from lotgraph.ground.lay import is_in_space

    table = read(file)
    if is_in_space(table):
        rate = fps if fps is not None else _rate(file)
        return _in_space(file, table, rate, place, as_format, online=online)
    tracks, rate = _in_picture(file, table, fps, online=online)
    _write(tracks, place, as_format or _ending(place, file))
    line = _line(place, rate, table, tracks, table["frame"].n_unique())
    return {**line, "online": online}


def _on_ground(as_format: Format | None, *, online: bool) -> Format:
    """What tracks on the ground are written as.

    Raises:
        TrackError: if they cannot be told as asked.
    """
    if online:
        raise TrackError(
            "tracks are carried to the ground in the light of all frames; leave --online or "
            "--camera out"
        )
    if as_format not in {None, Format.PARQUET}:
        raise TrackError(
            f"tracks on the ground have columns that only Parquet holds, not {as_format}; "
            "leave --format out"
        )
    return Format.PARQUET


def _carried(file: Path, place: Path, fps: float | None, camera: Path) -> dict[str, Any]:
    """Track boxes in the picture, and carry the tracks to the ground."""
    from lotgraph.cameras.read import read_camera
    from lotgraph.formats.find import read
    from lotgraph.formats.times import read_times
    from lotgraph.ground.carry import carry

    model, table = read_camera(camera), read(file)
    tracks, rate = _in_picture(file, table, fps, online=False)
    times = read_times(file) if fps is None else None
    if times is not None:
        tracks = tracks.join(times.select("frame", "time_s"), on="frame", how="left")
    carried = carry(tracks, model, fps=rate)
    _write(carried, place, Format.PARQUET)
    line = _line(place, rate, table, carried, table["frame"].n_unique())
    return {**line, "online": False}


def _in_picture(
    file: Path, table: "pl.DataFrame", fps: float | None, *, online: bool
) -> tuple["pl.DataFrame", float]:
    """Tracks, and frames a second: by the times of frames where the file tells them."""
    from lotgraph.formats.times import read_times
    from lotgraph.tracker.clock import track_by_clock, track_online_by_clock
    from lotgraph.tracker.online import track_online
    from lotgraph.tracker.prepare import prepare
    from lotgraph.tracker.rate import USUAL_FPS
    from lotgraph.tracker.tell import tell
    from lotgraph.tracker.track import track

    times = read_times(file) if fps is None else None
    rate = USUAL_FPS if times is not None else fps if fps is not None else _rate(file)
    boxes = prepare(table, rate)
    if len(boxes) < len(table):
        left = f"{len(table) - len(boxes):,} of {counted(len(table), 'row')}"
        note(f"lotgraph: {file}: left out {left}: without a size, or there twice")
    if times is not None:
        return (track_online_by_clock if online else track_by_clock)(boxes, table, times)
    return tell((track_online if online else track)(boxes), boxes.row, table), rate


def _in_space(  # noqa: PLR0913 -- each says what only the caller can know
    file: Path,
    table: "pl.DataFrame",
    rate: float,
    place: Path,
    as_format: Format | None,
    *,
    online: bool,
) -> dict[str, Any]:
    """Track boxes in space: KITTI's of a moving camera, others over a site's ground."""
    from lotgraph.ground.lay import CAMERA, GROUND
    from lotgraph.ground.tell import track_in_space

    is_kitti = _format_of(file) is Format.KITTI
    axes = CAMERA if is_kitti else GROUND
    tracks = track_in_space(table, fps=rate, axes=axes, is_online=online, is_still=not is_kitti)
    _write(tracks, place, as_format or _ending(place, file))
    return {**_line(place, rate, table, tracks, table["frame"].n_unique()), "online": online}


def _line(
    place: Path, rate: float, table: "pl.DataFrame", tracks: "pl.DataFrame", frames: int
) -> dict[str, Any]:
    return {
        "file": str(place),
        "fps": rate,
        "frames": frames,
        "boxes": len(table),
        "tracks": tracks["object_id"].n_unique(),
        "seen": int(tracks["is_seen"].sum()),
        "filled_in": int((~tracks["is_seen"]).sum()),
    }


def _rate(file: Path) -> float:
    from lotgraph.tracker.rate import KITTI_FPS, USUAL_FPS, told_rate

    told = told_rate(file)
    if told is not None:
        return told
    usual = KITTI_FPS if _format_of(file) is Format.KITTI else USUAL_FPS
    note(f"lotgraph: {file}: nothing says its frame rate, {usual:g} is taken; --fps says it")
    return usual


def _format_of(file: Path) -> Format:
    from lotgraph.formats.find import reader_of

    return Format(reader_of(file).__name__.removeprefix("read_"))


def _ending(place: Path, file: Path) -> Format:
    """What a file is written as that nobody named a format for: as its name ends, or as the boxes.

    Text is MOTChallenge's where the boxes are none.
    """
    own = _format_of(file)
    if place.suffix == SUFFIXES[own]:
        return own
    return {".parquet": Format.PARQUET, ".txt": Format.MOT}.get(place.suffix, own)


def _place(out: Path, name: str, file: Path, as_format: Format | None, *, is_single: bool) -> Path:
    suffix = SUFFIXES[as_format or _format_of(file)]
    is_file = is_single and not out.is_dir() and out.suffix != ""
    place = out if is_file else out / f"{name}{suffix}"
    if place.exists() and place.samefile(file):
        raise TrackError(f"{place} holds the boxes themselves; choose another --out")
    return place


def _write(tracks: "pl.DataFrame", place: Path, as_format: Format) -> None:
    from lotgraph.formats.kitti import write_kitti
    from lotgraph.formats.mot import write_mot
    from lotgraph.formats.parquet import write_parquet

    writers = {Format.MOT: write_mot, Format.KITTI: write_kitti, Format.PARQUET: write_parquet}
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        writers[as_format](tracks, place)
    except OSError as error:
        raise TrackError(f"cannot write {place}: {error}; choose another --out") from error

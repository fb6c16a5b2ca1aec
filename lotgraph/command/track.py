"""`lotgraph track`: joins boxes of frames into tracks."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.aside import Aside
from lotgraph.command.follow import Given, follow
from lotgraph.command.footage import FirstFrame, Footage
from lotgraph.command.progress import Progress
from lotgraph.command.show import AsJson, document, note, rows
from lotgraph.errors import FormatError, TrackError
from lotgraph.formats.form import ENDS, TOLD, Form, unknown_end
from lotgraph.refused import why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lotgraph.formats.coco_index import Index
    from lotgraph.formats.part import Part
    from lotgraph.spare import Read

NAME = "track"
EXAMPLE = (
    "Examples: [bold]lotgraph track det.txt --out tracks.txt --fps 30[/bold] · "
    "[bold]lotgraph track MOT17/train --out results[/bold] · "
    "[bold]lotgraph track det.txt --camera gate.json --out ground.parquet[/bold] · "
    "[bold]lotgraph track results.json --labels instances.json --out tracks.json[/bold] · "
    "[bold]lotgraph track 'sets/*/det.txt' --out results --format parquet[/bold]"
)


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
            help="Folder for a file of each sequence; of a single one, and of all in COCO JSON, "
            "also the file itself."
        ),
    ],
    fps: Annotated[
        float | None,
        typer.Option(
            help="Frames a second; otherwise by the times in Parquet's time_s or captured_at, "
            "otherwise what COCO's videos or a seqinfo.ini beside or above a file say, "
            "otherwise 10 for KITTI's labels and 25 for others."
        ),
    ] = None,
    as_format: Annotated[
        Form | None,
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
    labels: Annotated[
        Path | None,
        typer.Option(
            help="COCO labels that results belong to: which image is which frame of which video, "
            "and what classes are called. COCO tracks get their numbers."
        ),
    ] = None,
    looks: Annotated[
        str | None,
        typer.Option(
            help="The footage that boxes were found in, a folder of it, called as the sequences, "
            "or a pattern with one * in quotes: what boxes look like helps to tell who is who."
        ),
    ] = None,
    first_frame: FirstFrame = None,
    as_json: AsJson = False,
) -> None:
    """Join boxes into tracks: who is who, from frame to frame.

    Files may be MOTChallenge text, KITTI tracking labels, COCO JSON or Parquet. Give all boxes that
    a detector has, those with low scores too: what score makes a box likely is learnt from the
    boxes, and only the order of scores counts. Tracks go on through gaps of up to three seconds, on
    the way that fits what came before and after; Parquet says of each box whether it was seen. With
    --online nothing that comes after a frame changes what is said of it.

    Boxes with a place, a size and a heading in metres are tracked in space: KITTI's as a camera has
    them that may move, those of Parquet over the ground (east, north, up). See docs/ground.md.
    """
    from lotgraph.formats.coco_index import read_index
    from lotgraph.formats.find import DETECTED, parts_of, sequences
    from lotgraph.spare import Read

    if first_frame is not None and not looks:
        raise TrackError("--first-frame is that of the footage; name that with --looks")
    found = sequences(detections, DETECTED, lambda said: note(f"lotgraph: {said}"))
    index = read_index(labels) if labels else None
    known: dict[str, dict[str, Part]] = {}
    if camera is not None:
        as_format = _on_ground(as_format, out, online=online)
        known = _check_cameras(camera, found, index)
    read = Read([*found.values(), *_beside(labels, camera, looks)])
    place = _Place(out, as_format, index, read)
    place.spare_all(found)
    lines: list[dict[str, Any]] = []
    aside = Aside(is_alone=len(found) == 1, told={"sequences": lines} if as_json else None)
    tracking = Progress("Tracking")
    footage = Footage(looks, tracking, first_frame) if looks else None
    if footage is not None:
        footage.check(found)
    for name, file in tracking.each(list(found.items())):
        parts = known.pop(name, {})
        with aside.leaving(file):
            parts = parts or parts_of(file, name, index)
        if not parts:
            continue
        place.check(parts, Given(file, fps, camera, footage), len(found))
        for part_name, part in parts.items():
            of_it = camera / f"{part_name}.json" if camera and camera.is_dir() else camera
            given = Given(file, fps, of_it, footage)
            lines += _one(part_name, part, given, place, aside, online=online)
    place.finish()
    if not lines:
        aside.give_up()
        raise TrackError(f"none of {len(found)} files can be tracked")
    if as_json:
        document({"sequences": lines, "refused": aside.refused})
    else:
        columns = ("sequence", "frames", "boxes", "fps", "tracks", "seen", "filled_in", "file")
        rows(columns, [[line[c] for c in columns] for line in lines], right=columns[1:-1])
    aside.leave()


def _check_cameras(
    camera: Path, found: "Mapping[str, Path]", index: "Index | None"
) -> "dict[str, dict[str, Part]]":
    """See that each sequence has a model of its camera, before any is tracked.

    Returns what files of COCO JSON hold, that had to be read for the names of their sequences. One
    that cannot be read is left to whoever tracks it.

    Raises:
        LotgraphError: if a model is missing or cannot be read.
    """
    from lotgraph.cameras.read import read_camera
    from lotgraph.formats.find import is_json, parts_of

    if not camera.is_dir():
        read_camera(camera)
        return {}
    known: dict[str, dict[str, Part]] = {}
    for name, file in found.items():
        if is_json(file):
            try:
                known[name] = parts_of(file, name, index)
            except FormatError:
                continue
        for one in known.get(name, [name]):
            read_camera(camera / f"{one}.json")
    return known


def _beside(labels: Path | None, camera: Path | None, looks: str | None) -> "Iterator[Path]":
    """Files that are read besides boxes."""
    from lotgraph.formats.footage import SUFFIXES
    from lotgraph.spare import files_of

    for one in (labels, camera):
        if one is not None:
            yield from one.glob("*.json") if one.is_dir() else [one]
    if looks:
        named = Path(looks)
        yield from files_of([looks])
        others = named.iterdir() if named.is_dir() else named.parent.glob(named.name)
        yield from (one for one in others if one.suffix.lower() in SUFFIXES)


@dataclass
class _Place:
    """Where tracks go, and as what."""

    out: Path
    form: Form | None
    index: "Index | None"
    read: "Read"
    is_single: bool = False
    together: "dict[str, Part]" = field(default_factory=dict)  # in one file of COCO JSON
    taken: set[str | Path] = field(default_factory=set)  # places of sequences, or names in one file

    def check(self, parts: "Mapping[str, Part]", file: Given, files: int) -> None:
        """See that all of a file can be written as asked, and say what was taken or is lost.

        Raises:
            LotgraphError: if it cannot.
        """
        from lotgraph.formats.coco_parts import left_out

        self.is_single = files == len(parts) == 1
        is_shared = self._form(file) is Form.COCO
        is_file = self.out.suffix.lower() in TOLD and not self.out.is_dir()
        if is_file and not self.is_single and not is_shared:
            raise TrackError(
                f"--out {self.out}: {max(files, len(parts))} sequences cannot share a "
                f"{self.out.suffix} file; name a folder, and --format"
            )
        is_named = is_file or self.out.is_dir() or not self.out.suffix
        if self.is_single and not is_named and not self.form:
            raise TrackError(unknown_end(self.out))
        for phrase in {part.assumed for part in parts.values()} - {""}:
            note(f"lotgraph: {file.path}: {phrase}; --labels FILE names both")
        for phrase in left_out(parts, self.index) if is_shared and self.index else ():
            note(f"lotgraph: {file.path}: {phrase}")

    def spare_all(self, found: "Mapping[str, Path]") -> None:
        """See that nothing is lost by what is written, before any file is tracked.

        How many sequences COCO JSON has is not known yet: of those `of` sees to it.

        Raises:
            LotgraphError: something would be, or nothing can be written there.
        """
        from lotgraph.formats.find import is_json
        from lotgraph.spare import spare

        self.is_single = len(found) == 1
        for name, file in found.items():
            if not is_json(file):
                with suppress(FormatError):  # which reading it tells
                    spare(self._lies(name, Given(file, None, None, None)), self.read)

    def _lies(self, name: str, file: Given) -> Path:
        form = self._form(file)
        is_file = not self.out.is_dir() and self.out.suffix != ""
        if is_file and (self.is_single or form is Form.COCO):
            return self.out
        called = "".join(c if c.isprintable() and c != "/" else "-" for c in name)
        return self.out / f"{called}{ENDS[form]}"

    def of(self, name: str, file: Given) -> Path:
        """Where a sequence's tracks will lie; said before any work is done for nothing.

        Raises:
            LotgraphError: if nothing can be written there, or what is read or other tracks lie
                there.
        """
        from lotgraph.spare import spare

        place = self._lies(name, file)
        spare(place, self.read)
        key = name if place == self.out else place
        if key in self.taken:
            raise TrackError(
                f"{file.path}: tracks of another sequence called {name} go to {place} as well; "
                "track one file at a time"
            )
        self.taken.add(key)
        return place

    def write(self, place: Path, name: str, part: "Part", file: Given) -> None:
        """Write a sequence's tracks, or keep them for `finish`."""
        from lotgraph.formats.count import start_in

        form = self._form(file)
        start = start_in(form, part)
        if start != part.start and not part.is_sure:
            note(
                f"lotgraph: {file.path}: nothing says what its frames count from, {part.start} is "
                f"taken; in {place} they count from {start}"
            )
        if form is Form.COCO and place == self.out:
            self.together[name] = part
        else:
            self._write({name: part}, place, form)

    def finish(self) -> None:
        """Write what goes into one file."""
        if self.together:
            self._write(self.together, self.out, Form.COCO)

    def _form(self, file: Given) -> Form:
        """As somebody says, else as the name of the file to write ends, else as the boxes."""
        own = file.form
        is_own = self.out.suffix == ENDS[own]
        return self.form or (own if is_own else TOLD.get(self.out.suffix, own))

    def _write(self, parts: "Mapping[str, Part]", place: Path, form: Form) -> None:
        from lotgraph.formats.write import write

        try:
            write(parts, place, form, self.index)
        except OSError as error:
            raise TrackError(
                f"cannot write {place}: {why(error, place)}; choose another --out"
            ) from error


def _one(  # noqa: PLR0913 -- what is tracked, where that goes, and how
    name: str, part: "Part", file: Given, place: _Place, aside: Aside, *, online: bool
) -> list[dict[str, Any]]:
    """Write tracks of a sequence, and what is told of them; nothing where it has none."""
    from lotgraph.formats.beside import with_what_is_known

    table, written = part.boxes, place.of(name, file)
    tracks, rate = None, 0.0
    with aside.leaving(file.path):
        tracks, rate = follow(name, part, file, is_only=place.is_single, online=online)
    if tracks is None:
        return []
    told = with_what_is_known(tracks, file.path)
    place.write(written, name, replace(part, boxes=told), file)
    figures = {
        "sequence": name,
        "file": str(written),
        "fps": rate,
        "frames": table["frame"].n_unique(),
        "boxes": len(table),
        "tracks": tracks["object_id"].n_unique(),
        "seen": int(tracks["is_seen"].sum()),
        "filled_in": int((~tracks["is_seen"]).sum()),
        "online": online,
    }
    return [figures]


def _on_ground(as_format: Form | None, out: Path, *, online: bool) -> Form:
    """What tracks on the ground are written as.

    Raises:
        TrackError: if they cannot be told as asked.
    """
    if online:
        raise TrackError(
            "tracks are carried to the ground in the light of all frames; leave --online or "
            "--camera out"
        )
    if as_format not in {None, Form.PARQUET}:
        raise TrackError(
            f"tracks on the ground have columns that only Parquet holds, not {as_format}; "
            "leave --format out"
        )
    if TOLD.get(out.suffix, Form.PARQUET) is not Form.PARQUET and not out.is_dir():
        raise TrackError(
            f"tracks on the ground have columns that only Parquet holds; {out} must end in .parquet"
        )
    return Form.PARQUET

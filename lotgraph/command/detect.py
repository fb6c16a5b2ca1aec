"""`lotgraph detect`: finds what is in footage, with any detector, in the formats of the field."""

from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.aside import Aside
from lotgraph.command.collect import NOTES, Paths, captures_below
from lotgraph.command.progress import Progress
from lotgraph.command.show import AsJson, counted, document, listed, note, rows, text
from lotgraph.command.speed import speed_of
from lotgraph.detector.suppression import Suppression
from lotgraph.errors import LotgraphError
from lotgraph.formats.form import TOLD, Form, unknown_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import polars as pl

    from lotgraph.detector.model import Detector
    from lotgraph.detector.pace import Pace
    from lotgraph.detector.regions import Region
    from lotgraph.detector.watch import Seen
    from lotgraph.detector.write import Destination
    from lotgraph.video import Losses

NAME = "detect"
_LOST = {"pictures_lost": ("picture", "lost"), "frames_patched": ("frame", "patched")}
EXAMPLE = (
    "Examples: [bold]lotgraph detect gate.mp4 --out gate.txt[/bold] · [bold]lotgraph detect "
    "site/*.mp4 --detector yolox_nano.onnx --kinds car,truck,bus --out found --format parquet"
    "[/bold] · [bold]lotgraph detect val2017 --detector yolov8s.onnx --labels instances.json --out "
    "results.json[/bold]"
)


def run(  # noqa: PLR0913 - each option stands by itself
    paths: Paths,
    *,
    out: Annotated[
        Path,
        typer.Option(
            help="File to write, .txt (MOTChallenge), .json (COCO results), .parquet or .kitti; of "
            "several captures a folder, with a file for each."
        ),
    ],
    detector: Annotated[
        str,
        typer.Option(
            help="ours, the path of an ONNX file (YOLOX, YOLOv5 to v11 and kin, DETR, NanoDet), or "
            "torchvision:NAME, or torchvision:NAME=WEIGHTS."
        ),
    ] = "ours",
    kinds: Annotated[
        str | None, typer.Option(help="Kinds to keep, with commas between; all unless given.")
    ] = None,
    min_score: Annotated[
        float,
        typer.Option(help="Least score of a box. Low: trackers tell by themselves.", min=0, max=1),
    ] = 0.05,
    overlap: Annotated[
        float,
        typer.Option(help="Share two boxes of a kind have in common to be one.", min=0, max=1),
    ] = 0.65,
    suppression: Annotated[
        Suppression,
        typer.Option(
            help="What becomes of a box that overlaps a better one: it goes (hard), its score is "
            "lowered (soft), or both become one between them (weighted)."
        ),
    ] = Suppression.HARD,
    tile: Annotated[
        int | None,
        typer.Option(help="Look at tiles of so many px too, for what is small; slower.", min=32),
    ] = None,
    region: Annotated[
        Path | None,
        typer.Option(help="TOML with polygons to keep and leave_out, for each camera if need be."),
    ] = None,
    skip_still: Annotated[
        bool,
        typer.Option(
            "--skip-still", help="Repeat boxes while nothing moves, instead of looking again."
        ),
    ] = False,
    every: Annotated[int, typer.Option(help="Only each so many-th frame.", min=1)] = 1,
    rate: Annotated[
        float | None, typer.Option(help="Frames a second; all unless given.", min=0.001)
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(
            help="Frames a second of pictures whose names say no time; otherwise what a "
            "seqinfo.ini beside or above them says, otherwise 1.",
            min=0.001,
        ),
    ] = None,
    across_kinds: Annotated[
        bool | None,
        typer.Option(
            "--across-kinds/--kinds-apart",
            help="Whether boxes of different kinds may be one thing; in MOTChallenge text, which "
            "says no kinds, they may unless told otherwise.",
        ),
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="COCO labels whose numbers of images and classes the results get."),
    ] = None,
    format_: Annotated[
        Form | None, typer.Option("--format", help="Otherwise told by the end of --out.")
    ] = None,
    provider: Annotated[
        str, typer.Option(help="Hardware: cpu, cuda, tensorrt, openvino, qnn, coreml, directml.")
    ] = "cpu",
    threads: Annotated[
        int | None, typer.Option(help="Threads; as many as there are cores unless given.", min=1)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find vehicles, people and whatever else a detector knows, in any footage.

    Frames count from 0; in MOTChallenge text from 1, so that picture 000001.jpg is frame 1. Boxes
    are in px of the footage. Parquet also says the second, the kind and the detector's version.

    What a model file wants is found in it; where it does not say, a small NAME.toml beside
    NAME.onnx does: see docs/detect.md.
    """
    from lotgraph.detector.model import Wishes
    from lotgraph.detector.open import open_detector
    from lotgraph.detector.pace import Pace
    from lotgraph.detector.regions import Regional
    from lotgraph.detector.tile import Tiled
    from lotgraph.detector.write import Destination
    from lotgraph.formats.coco import read_numbers

    uris = [uri for uri in dict.fromkeys(captures_below(paths)) if _is_footage(uri, paths)]
    if not uris:
        raise LotgraphError("there is no footage to look at")
    wanted = _format(format_, out, len(uris))
    numbers = read_numbers(labels) if labels else None
    regions = _regions(region, uris) if region else []
    wishes = Wishes(
        min_score,
        overlap,
        across_kinds=wanted is Form.MOT if across_kinds is None else across_kinds,
        kinds=None if kinds is None else listed(kinds),
        suppression=suppression,
        providers=(provider,),
        threads=threads,
    )
    opened = open_detector(detector, wishes)
    for phrase in getattr(getattr(opened, "layout", None), "assumed", ()):
        note(f"{detector}: {phrase}")
    model: Detector = Tiled(opened, tile, wishes) if tile else opened
    models = dict.fromkeys(uris, model)
    for uri, own in zip(uris, regions, strict=False):
        models[uri] = Regional(model, own)
    place = Destination(out, wanted, len(uris) == 1, numbers)
    read = [one for one in (labels, region) if one]
    place.check(uris, model.kinds, [*read, *opened.files])
    aside = Aside(is_alone=len(uris) == 1, told={"captures": []} if as_json else None)
    found = _looked(models, Pace(every, rate, fps), place, aside, is_resting=skip_still)
    if not found:
        aside.give_up()
        raise LotgraphError(f"none of {len(uris)} captures can be looked at")
    _report(found, aside, as_json)
    aside.leave()


def _format(format_: Form | None, out: Path, captures: int) -> Form:
    """What is to be written, and that the place can hold it."""
    suffix = out.suffix.lower()
    told = TOLD.get(suffix)
    is_shared = told is Form.COCO and format_ in {None, Form.COCO}
    if captures > 1 and told is not None and not is_shared:
        raise LotgraphError(
            f"--out {out}: {captures} captures cannot share a {suffix} file; name a folder, and "
            "--format"
        )
    if format_ is not None:
        return format_
    if told is None and suffix and captures == 1:
        raise LotgraphError(unknown_end(out))
    return told or Form.MOT


def _regions(file: Path, uris: list[str]) -> "list[Region]":
    """The region of each capture, called as its file or as a folder that it lies in."""
    from lotgraph.detector.name import sequence_names
    from lotgraph.detector.regions import read_regions

    folders = [PurePosixPath(uri).parts[::-1] for uri in uris]
    called = [
        (name, PurePosixPath(parts[0]).stem, *parts)
        for name, parts in zip(sequence_names(uris), folders, strict=True)
    ]
    regions, others = read_regions(file, called)
    if others:
        note(
            f"lotgraph: {file}: left aside what is for {', '.join(others)}: no footage is called so"
        )
    return regions


def _is_footage(uri: str, paths: list[str]) -> bool:
    """Whether something is to be opened: what was named, and all but notes of what was found."""
    from lotgraph.video.places import MANIFEST_SUFFIXES

    suffix = Path(uri).suffix.lower()
    return uri in paths or suffix in MANIFEST_SUFFIXES or suffix not in NOTES


def _looked(
    models: "dict[str, Detector]",
    pace: "Pace",
    place: "Destination",
    aside: Aside,
    *,
    is_resting: bool,
) -> list[dict[str, Any]]:
    """What is told of each capture that is not left aside; boxes are written as they are found.

    What is to stand in one file is written at last. Where looking on is cut short, it goes beside
    that, which may be an older one of all.
    """
    from lotgraph.detector.pace import paced
    from lotgraph.detector.rest import watch_resting
    from lotgraph.detector.watch import in_px_of_first, table_of, watch
    from lotgraph.video import Losses
    from lotgraph.video.places import locate

    found = []
    files, together = place.files(list(models)), {}
    look = watch_resting if is_resting else watch
    is_timed = place.wanted is Form.PARQUET or pace.rate_hz is not None or is_resting
    looking, uri = Progress("Looking"), ""
    try:
        for uri, model in looking.each(models.items()):
            counts, losses, taken = [0, 0], Losses(), ""
            version = f"{model.version} resting" if is_resting else model.version
            table = None
            with aside.leaving(uri):
                fps, taken = speed_of(uri, pace.fps, is_timed=is_timed)
                if taken:
                    note(f"lotgraph: {uri}: {taken}")
                shown = looking.within(uri, paced(uri, replace(pace, fps=fps), losses))
                seen = _counted(look(model, shown), counts)
                if not locate(uri).is_pictures:
                    seen = in_px_of_first(seen, losses.notes)
                table = table_of(seen, model.kinds, version)
            if table is None:
                continue
            if place.is_together:
                together[uri] = table
            else:
                place.write({uri: table}, files[uri], model.kinds)
            figures = _figures(uri, table, version, counts) | _lost(losses)
            found.append(figures | {"file": str(files[uri]), "taken": taken})
    except BaseException as error:  # also where somebody ends it
        if uri and isinstance(error, KeyboardInterrupt):
            note(f"lotgraph: cut short within {uri}, of which nothing is kept")
        if together:
            _keep(together, place, model.kinds)
        raise
    if together:
        place.write(together, place.out, model.kinds)
    return found


def _keep(
    together: "dict[str, pl.DataFrame]", place: "Destination", kinds: "Sequence[str]"
) -> None:
    """Write what was found until looking was cut short, which is what is told of in any case."""
    partial = place.partial
    of = counted(len(together), "capture")
    try:
        place.write(together, partial, kinds)
    except LotgraphError as error:
        note(f"lotgraph: cut short; what was found in {of} is lost: {error}")
        return
    note(f"lotgraph: cut short; what was found in {of} is in {partial}")


def _counted(seen: "Iterable[Seen]", counts: list[int]) -> "Iterator[Seen]":
    """The same, adding up frames and looks."""
    for batch, found, looks in seen:
        counts[0] += len(batch)
        counts[1] += looks
        yield batch, found, looks


def _report(found: list[dict[str, Any]], aside: Aside, as_json: bool) -> None:
    if as_json:
        for one in found:  # for people, it was said as looking began
            if taken := one.pop("taken"):
                one["notes"][taken] = 1
        document({"captures": found, "refused": aside.refused})
        return
    columns = ("capture", "frames", "looks", "boxes", "kinds", "file")
    lines = [[_said(one[name]) for name in columns] for one in found]
    rows(columns, lines, right=columns[1:4])
    for one in found:
        if said := _damage(one):
            lacks = any(one[name] for name in _LOST)
            text(f"{'damaged' if lacks else 'note'}: {one['capture']}: {said}")
    captures = len(found) + len(aside.refused)
    boxes, of = sum(one["boxes"] for one in found), counted(captures, "capture")
    text(f"{boxes:,} boxes in {len(found)} of {of}, by {found[0]['detector']}.")


def _damage(one: dict[str, Any]) -> str:
    """What is not whole in a capture, in one phrase; empty if nothing is known of."""
    told = [(one[name], *words) for name, words in _LOST.items()]
    parts = [f"{counted(count, what)} {how}" for count, what, how in told if count]
    return "; ".join([*parts, *(f"{note} ({times:,})" for note, times in one["notes"].items())])


def _lost(losses: "Losses") -> dict[str, Any]:
    """What of a capture was not seen, or not whole; frames that nobody asked for count as well."""
    return {
        "pictures_lost": losses.packets_lost,
        "frames_patched": losses.frames_concealed,
        "notes": dict(losses.notes),
    }


def _said(value: object) -> object:
    if isinstance(value, dict):
        return ", ".join(f"{kind} {count:,}" for kind, count in value.items())
    return value


def _figures(uri: str, table: "pl.DataFrame", version: str, counts: list[int]) -> dict[str, Any]:
    import polars as pl

    kinds = table["kind"].cast(pl.String).value_counts(sort=True)
    return {
        "capture": uri,
        "detector": version,
        "frames": counts[0],
        "looks": counts[1],
        "boxes": len(table),
        "kinds": dict(kinds.rows()),
    }

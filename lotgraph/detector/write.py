"""Writes what was found in captures, in a format of the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl

from lotgraph.detector.name import sequence_names, still_names
from lotgraph.errors import LotgraphError
from lotgraph.formats.coco import ALSO, Numbers, write_detections
from lotgraph.formats.columns import filled
from lotgraph.formats.form import ENDS, TOLD, Form
from lotgraph.formats.parquet import write_table
from lotgraph.formats.part import Part
from lotgraph.formats.write import write as write_boxes
from lotgraph.refused import why


@dataclass(frozen=True)
class Destination:
    """Where boxes go, and how."""

    out: Path
    wanted: Form
    is_alone: bool  # a single capture was asked for: it gets a file, unless `out` is a folder
    labels: Numbers | None = None  # of COCO, whose numbers results are to have


def write(
    tables: Mapping[str, pl.DataFrame], kinds: Sequence[str], place: Destination
) -> dict[str, str]:
    """Write boxes of captures: into one file, or into a folder with a file for each.

    COCO results of several captures stand in one file if `out` is one. Returns each one's file.

    Raises:
        LotgraphError: if a file cannot be written, or labels do not know an image or any kind.
    """
    out, wanted, labels = place.out, place.wanted, place.labels
    is_file = out.suffix.lower() in TOLD or (place.is_alone and not out.is_dir())
    try:
        folder = out.parent if is_file else out
        folder.mkdir(parents=True, exist_ok=True)
        if wanted is Form.COCO and is_file:
            _write_coco(tables, out, labels, kinds)
            return dict.fromkeys(tables, str(out))
        names = [out.name] if is_file else [n + ENDS[wanted] for n in sequence_names(list(tables))]
        for (uri, table), name in zip(tables.items(), names, strict=True):
            _write_one(uri, table, folder / name, wanted, labels, kinds)
    except OSError as error:
        raise LotgraphError(
            f"cannot write to {out}: {why(error, out)}; choose another --out"
        ) from error
    return {uri: str(folder / name) for uri, name in zip(tables, names, strict=True)}


def _write_one(  # noqa: PLR0913, PLR0917 -- one file and all there is to know of it
    uri: str, table: pl.DataFrame, file: Path, wanted: Form, labels: Numbers | None,
    kinds: Sequence[str],
) -> None:  # fmt: skip
    if wanted is Form.PARQUET:
        write_table(table, file, 0)
    elif wanted is Form.COCO:
        _write_coco({uri: table}, file, labels, kinds)
    else:
        write_boxes({"": Part(filled(table.cast({"kind": pl.String})), first=0)}, file, wanted)


def _write_coco(
    tables: Mapping[str, pl.DataFrame], file: Path, labels: Numbers | None, kinds: Sequence[str]
) -> None:
    """Boxes of images and kinds that the labels do not have are left out, as nobody can judge them.

    Without labels kinds count from 1, and images are numbered as their files are or as frames.
    """
    boxes = pl.concat(table.cast({"kind": pl.String}) for table in tables.values())
    if labels is None:
        of_kind = {name: place for place, name in enumerate(kinds, 1)}
        image: list[int | None] = [*_counted(tables, file)]
    else:
        known = {name: labels.kind.get(name, labels.kind.get(ALSO.get(name, ""))) for name in kinds}
        of_kind = {name: number for name, number in known.items() if number is not None}
        image = list(chain.from_iterable(_told(u, t, labels) for u, t in tables.items()))
        if not of_kind:
            raise LotgraphError(
                f"--labels: they know none of the kinds looked for, {', '.join(kinds)}; they "
                f"have {', '.join(labels.kind)}"
            )
    numbered = boxes.with_columns(
        image=pl.Series(image, dtype=pl.Int64),
        number=pl.col("kind").replace_strict(of_kind, default=None, return_dtype=pl.Int64),
    ).drop_nulls(["image", "number"])
    write_detections(numbered, file, numbered["image"].to_list(), numbered["number"].to_list())


def _told(uri: str, table: pl.DataFrame, labels: Numbers) -> list[int | None]:
    """The number that labels give to each box's image."""
    names = still_names(uri)
    known = [labels.image.get(name) for name in names or []]
    if not any(number is not None for number in known):
        raise LotgraphError(
            f"--labels: they have no image of {uri}; expected the names of its pictures as "
            f"file_name, such as {names[0] if names else 'frame-0.jpg'}"
        )
    return [known[frame] for frame in table["frame"].to_list()]


def _counted(tables: Mapping[str, pl.DataFrame], file: Path) -> list[int]:
    """A number for each box's image: the one that its file is called by, else its frame's."""
    numbers: list[int] = []
    for uri, table in tables.items():
        stems = [Path(name).stem for name in still_names(uri) or []]
        if stems and all(stem.isdecimal() for stem in stems):
            numbers += [int(stems[frame]) for frame in table["frame"].to_list()]
        elif len(tables) == 1:
            numbers += table["frame"].to_list()
        else:
            raise LotgraphError(
                f"{file}: images of several captures in one file need numbers; name the --labels "
                "that have them, or a folder as --out"
            )
    return numbers

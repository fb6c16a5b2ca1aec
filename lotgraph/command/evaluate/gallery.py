"""What went wrong, as `evaluate` prints, writes and shows it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.progress import progress
from lotgraph.command.show import rows, save, text
from lotgraph.errors import FormatError, LotgraphError
from lotgraph.spare import Read, files_of, spare

if TYPE_CHECKING:
    import polars as pl

    from lotgraph.formats.picture import Source

Errors = Annotated[
    bool, typer.Option("--errors", help="Say what became of each box: how many of each error.")
]
ErrorsOut = Annotated[
    Path | None, typer.Option(help="Parquet file for a row of each box and what became of it.")
]
Gallery = Annotated[
    Path | None,
    typer.Option(
        help="Folder for a sheet of the worst of each error: truth blue, predictions orange, the "
        "box it is about thick. Needs --pictures."
    ),
]
Pictures = Annotated[
    str | None,
    typer.Option(
        help="The capture that the boxes are of; of several sequences a folder of captures or a "
        "pattern with one * in quotes; of COCO the folder of its images."
    ),
]


def check(
    gallery: Path | None, pictures: str | None, errors_out: Path | None, *read: str | None
) -> None:
    """See that a gallery has pictures, and that nothing which is read would be written over.

    Raises:
        LotgraphError: if one is given without the other, or rows of errors cannot be written.
    """
    if (gallery is None) != (pictures is None):
        raise LotgraphError(
            "--gallery and --pictures belong together: the folder to write to, and the capture "
            "that the boxes are of"
        )
    if errors_out:
        spare(errors_out, Read(_files(read, pictures)), "--errors-out file")


def _files(read: Iterable[str | None], pictures: str | None) -> Iterator[Path]:
    """The files of what is judged and by what; of what leads nowhere there are none."""
    from lotgraph.formats.find import DETECTED, LAYOUTS, sequences

    for one in read:
        for layouts in (LAYOUTS, DETECTED) if one else ():
            with suppress(FormatError):
                yield from sequences(str(one), layouts).values()
    yield from files_of([pictures] if pictures else [])


def account(
    told: "pl.DataFrame",
    errors_out: Path | None,
    gallery: Path | None,
    source: "Source | None",
) -> dict[str, Any]:
    """Write what was asked for; the counts, and the files written."""
    import io

    from lotgraph.measure.account import summary

    files = []
    if errors_out:
        buffer = io.BytesIO()
        told.write_parquet(buffer)
        files.append(save(errors_out, buffer.getvalue(), "--errors-out file"))
    if gallery and source:
        files += _sheets(told, gallery, source)
    return {"errors": summary(told).to_dicts(), "files": files}


def show(content: Mapping[str, Any]) -> None:
    """Print the counts, and where files lie."""
    columns = ("class", "error", "of the truth", "of the predictions")
    lines = [
        (one["kind"], one["error"], *(one[side] or "" for side in ("truth", "predicted")))
        for one in content["errors"]
    ]
    rows(columns, lines, right=columns[2:])
    for file in content["files"]:
        text(file)


def _sheets(told: "pl.DataFrame", folder: Path, source: "Source") -> list[str]:
    from lotgraph.reports.gallery import gallery

    sheets = gallery(told, source, each=partial(progress, what="Cutting"))
    return [save(folder / f"{error}.webp", sheet, "--gallery folder") for error, sheet in sheets]

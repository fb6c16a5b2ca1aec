"""What went wrong, as `evaluate` prints, writes and shows it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.show import rows, save, text
from lotgraph.errors import LotgraphError

if TYPE_CHECKING:
    import polars as pl

    from lotgraph.formats.picture import Source

WORST = 12  # of each error: three rows of a page

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


def check(gallery: Path | None, pictures: str | None) -> None:
    """See that a gallery has pictures.

    Raises:
        LotgraphError: if one is given without the other.
    """
    if (gallery is None) != (pictures is None):
        raise LotgraphError(
            "--gallery and --pictures belong together: the folder to write to, and the capture "
            "that the boxes are of"
        )


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
    from lotgraph.measure.worst import worst
    from lotgraph.pictures.sheet import PAGE, contact_sheet

    chosen = worst(told, WORST)
    cuts = _cuts(told, chosen, source)
    files = []
    for error, some in chosen.items():
        lines = some.select("sequence", "frame", "kind", "score", "partner_kind").to_dicts()
        frames = [cuts[error, number] for number in range(len(lines))]
        places = [f"{one['sequence']} frame {one['frame']:,}".strip() for one in lines]
        sheet = contact_sheet(frames, places, [_words(error, one) for one in lines], PAGE)
        files.append(save(folder / f"{error}.webp", sheet, "--gallery folder"))
    return files


def _words(error: str, row: Mapping[str, Any]) -> str:
    score = "" if row["score"] is None else f" {row['score']:.2f}"
    other = f", is {row['partner_kind']}" if error == "class" else ""
    return f"{error} {row['kind']}{score}{other}"


def _cuts(
    told: "pl.DataFrame", chosen: Mapping[str, "pl.DataFrame"], source: "Source"
) -> dict[tuple[str, int], Any]:
    """Each chosen row as a picture; every frame is fetched once."""
    import polars as pl

    from lotgraph.command.progress import progress

    wanted = [
        some.with_row_index("number").with_columns(name=pl.lit(error))
        for error, some in chosen.items()
    ]
    groups = pl.concat(wanted).sort("sequence").partition_by("sequence") if wanted else []
    cuts: dict[tuple[str, int], Any] = {}
    for some in progress(groups, "Cutting"):
        sequence = some["sequence"][0]
        there = told.filter(pl.col("sequence") == sequence)
        for frame, pixels in source(sequence, some["frame"].to_list()):
            at = pl.col("frame") == frame
            cuts |= _of_frame(pixels, there.filter(at), some.filter(at))
    return cuts


def _of_frame(
    pixels: Any, there: "pl.DataFrame", some: "pl.DataFrame"
) -> dict[tuple[str, int], Any]:
    import numpy as np

    from lotgraph.measure.account import CORNERS
    from lotgraph.pictures.cut import cut

    truth, predicted = (
        there.filter(there["side"] == side).select(CORNERS).to_numpy()
        for side in ("truth", "predicted")
    )
    return {
        (row["name"], row["number"]): cut(
            pixels,
            np.array([row[corner] for corner in CORNERS]),
            truth,
            predicted,
            is_truth=row["side"] == "truth",
        )
        for row in some.iter_rows(named=True)
    }

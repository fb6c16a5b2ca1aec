"""Figures by size, sequence, camera, hour or whatever a table tells, as `evaluate` says them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.show import listed, rows, text
from lotgraph.errors import FormatError, LotgraphError

if TYPE_CHECKING:
    import polars as pl

    from lotgraph.formats.judged import Pair

OF_TRACKS = ("HOTA", "DetA", "AssA", "MOTA", "IDF1")

By = Annotated[
    str | None,
    typer.Option(
        help="Divide figures too, by columns with commas between: size (heights of boxes in px), "
        "sequence, or any column of --about; hour is that of its captured_at."
    ),
]
About = Annotated[
    Path | None,
    typer.Option(
        help="Parquet or CSV table that tells more of sequences, frames or both, by columns of "
        "these names."
    ),
]


def columns_of(by: str | None, about: Path | None) -> list[str]:
    """The columns that are asked for.

    Raises:
        LotgraphError: if a table is named and nothing asked of it.
    """
    if about and not by:
        raise LotgraphError("--about tells what --by may divide by; name columns of it with --by")
    return list(listed(by)) if by else []


def read_about(file: Path | None) -> "pl.DataFrame | None":
    """The table that tells more.

    Raises:
        FormatError: if it cannot be read.
    """
    import polars as pl

    if file is None:
        return None
    try:
        if file.suffix == ".csv":
            return pl.read_csv(file, try_parse_dates=True, schema_overrides={"sequence": pl.String})
        return pl.read_parquet(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise FormatError(f"{file}: expected a Parquet or CSV table: {error}") from error


def detections_divided(pair: "Pair", by: list[str], about: Path | None) -> dict[str, Any]:
    """By column and group, means over classes; groups without a label are left out."""
    from lotgraph.measure.divide import SIZE, detections_by, detections_by_height, divisions
    from lotgraph.measure.operate import best_points

    points = best_points(pair.labels, pair.found)
    told: dict[str, Any] = {}
    if SIZE in by:
        told[SIZE] = detections_by_height(pair.labels, pair.found, points)
    for one in divisions(by, pair.images, read_about(about)):
        groups = pair.images.join(one.frames, on=["sequence", "frame"], how="left")
        group_of = dict(groups.select("image", "group").iter_rows())
        figures = detections_by(pair.labels, pair.found, points, group_of)
        told[one.by] = dict(zip(one.names, figures, strict=True))
    return {
        name: {group: figures for group, figures in groups.items() if figures["labels"]}
        for name, groups in told.items()
    }


def tracks_divided(
    truth: "Mapping[str, pl.DataFrame]",
    predicted: "Mapping[str, pl.DataFrame]",
    rules: str,
    by: list[str],
    about: Path | None,
) -> dict[str, Any]:
    """By column, class and group; groups without a true box are left out."""
    import polars as pl

    from lotgraph.measure.divide import SIZE, divisions, tracks_by, tracks_by_height

    frames = pl.concat(
        some.select(pl.lit(name).alias("sequence"), "frame")
        for side in (truth, predicted)
        for name, some in side.items()
    )
    scores = {SIZE: tracks_by_height(truth, predicted, rules)} if SIZE in by else {}
    for one in divisions(by, frames, read_about(about)):
        scores[one.by] = tracks_by(truth, predicted, rules, one)
    told: dict[str, Any] = {}
    for name, some in scores.items():
        for (kind, group), score in some.items():
            boxes = score.clear.hits + score.clear.misses
            if not boxes:
                continue
            figures = score.figures()
            own = {"boxes": boxes} | {figure: figures[figure] for figure in OF_TRACKS}
            told.setdefault(name, {}).setdefault(kind, {})[group] = own
    return told


def show_divided(title: str, groups: Mapping[str, Mapping[str, float]]) -> None:
    """Print a line for each group."""
    if not groups:
        return
    names = tuple(next(iter(groups.values())))
    text(title)
    lines = [
        (group, *(f"{v:.4f}" if isinstance(v, float) else f"{v:,}" for v in one.values()))
        for group, one in groups.items()
    ]
    rows(("group", *names), lines, right=names)

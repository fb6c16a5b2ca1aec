"""Sheets of the worst of each error, cut out of their frames: truth blue, predictions orange."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.formats.picture import Source
from lotgraph.measure.account import CORNERS
from lotgraph.measure.worst import worst
from lotgraph.pictures.cut import cut
from lotgraph.pictures.sheet import PAGE, Cells, contact_sheet

WORST = 12  # of each error: three rows of a page

Cuts = dict[tuple[str, int], NDArray[np.uint8]]
Tables = Iterable[pl.DataFrame]


def gallery(
    told: pl.DataFrame,
    source: Source,
    *,
    most: int = WORST,
    cells: Cells = PAGE,
    each: Callable[[list[pl.DataFrame]], Tables] = list,
) -> Iterator[tuple[str, bytes]]:
    """By error, one sheet of the worst rows of an account, the box it is about drawn thick.

    Frames are called by their `place`, if the account has that, else by sequence and number.
    What lies on frames that the source leaves out is left out; an error with nothing else has no
    sheet.
    Every frame is fetched once; those fetched at a time go through `each`, which may tell of them.
    """
    if "place" not in told.columns:
        told = told.with_columns(place=pl.format("{} frame {}", "sequence", "frame"))
    chosen = worst(told, most)
    cuts = _cuts(told, chosen, source, cells, each)
    for error, some in chosen.items():
        rows = some.select("kind", "score", "partner_kind", pl.col("place").str.strip_chars())
        there = [number for number in range(len(rows)) if (error, number) in cuts]
        lines = rows[there].to_dicts()
        if lines:
            frames = [cuts[error, number] for number in there]
            words = [_words(error, one) for one in lines]
            yield error, contact_sheet(frames, [one["place"] for one in lines], words, cells)


def _words(error: str, row: Mapping[str, Any]) -> str:
    score = "" if row["score"] is None else f" {row['score']:.2f}"
    other = f", is {row['partner_kind']}" if error == "class" else ""
    return f"{error} {row['kind']}{score}{other}"


def _cuts(
    told: pl.DataFrame,
    chosen: Mapping[str, pl.DataFrame],
    source: Source,
    cells: Cells,
    each: Callable[[list[pl.DataFrame]], Tables],
) -> Cuts:
    wanted = [
        some.with_row_index("number").with_columns(name=pl.lit(error))
        for error, some in chosen.items()
    ]
    groups = pl.concat(wanted).sort("sequence").partition_by("sequence") if wanted else []
    cuts: Cuts = {}
    for some in each(groups):
        sequence = some["sequence"][0]
        there = told.filter(pl.col("sequence") == sequence)
        for frame, pixels in source(sequence, some["frame"].to_list()):
            at = pl.col("frame") == frame
            cuts |= _of_frame(pixels, there.filter(at), some.filter(at), cells)
    return cuts


def _of_frame(
    pixels: NDArray[np.uint8], there: pl.DataFrame, some: pl.DataFrame, cells: Cells
) -> Cuts:
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
            size_px=cells.size_px,
        )
        for row in some.iter_rows(named=True)
    }

"""Chooses the worst of each error, each of another place, for people to look at."""

import numpy as np
import polars as pl

from lotgraph.measure.account import CORNERS, SIDES
from lotgraph.measure.meet import TAKEN_FOR

ON_TRUTH = ("missed",)  # all other errors are shown by the prediction
TOLERATED = ("right", "unjudged")


def worst(rows: pl.DataFrame, most: int) -> dict[str, pl.DataFrame]:
    """Rows of an account by error: the surest predictions first, of equal scores the tallest.

    Of boxes of a sequence that overlap by half or more, in whatever frames, only the worst is
    chosen: what goes wrong at one place again and again is shown once.
    """
    is_shown = (pl.col("side") == SIDES[0]) == pl.col("error").is_in(ON_TRUTH)
    ranked = (
        rows.filter(is_shown)
        .with_columns(height=pl.col("y1_px") - pl.col("y0_px"))
        .sort(
            "score", "height", "sequence", "frame", descending=[True, True, False, False],
            nulls_last=True, maintain_order=True,
        )
        .drop("height")
    )  # fmt: skip
    named = [error for error in ranked["error"].unique().sort().to_list() if error not in TOLERATED]
    return {error: _apart(ranked.filter(pl.col("error") == error), most) for error in named}


def _apart(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    box = rows.select(CORNERS).to_numpy()
    sequence = rows["sequence"].rank("dense").to_numpy()
    area = np.prod(box[:, 2:] - box[:, :2], axis=1)
    is_open = np.ones(len(rows), np.bool_)
    chosen: list[int] = []
    while len(chosen) < most and is_open.any():
        at = int(is_open.argmax())
        chosen.append(at)
        size = np.minimum(box[:, 2:], box[at, 2:]) - np.maximum(box[:, :2], box[at, :2])
        both = np.prod(np.maximum(size, 0), axis=1)
        is_same = both >= TAKEN_FOR * (area + area[at] - both)
        is_open &= ~(is_same & (sequence == sequence[at]))
        is_open[at] = False
    return rows[chosen]

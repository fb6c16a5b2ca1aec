"""Counts what went wrong, in the words of the account."""

from collections import Counter
from collections.abc import Mapping

import polars as pl

from lotgraph.measure.account import SIDES

OF_BOXES = ("missed", "ghost", "localisation", "class", "duplicate")
OF_NAMES = ("switches", "fragments")
OF_PREDICTIONS = ("ghost", "duplicate")  # every other error is one of a box of the truth


def counted(account: pl.DataFrame) -> Counter[tuple[str, str]]:
    """How many boxes of each kind each error has, by kind and error.

    Each error once: boxes of the truth by the kind that they are, what is nothing of its own by the
    kind that it was taken for.
    """
    is_prediction = pl.col("side") == SIDES[1]
    is_own = is_prediction == pl.col("error").is_in(OF_PREDICTIONS)
    found = account.filter(is_own).group_by("kind", pl.col("error").cast(pl.String)).len()
    return Counter({(kind, error): count for kind, error, count in found.rows()})


def of_height(account: pl.DataFrame, low_px: float, high_px: float) -> pl.DataFrame:
    """Rows whose own box is higher than the first and at most as high as the second."""
    height = pl.col("y1_px") - pl.col("y0_px")
    return account.filter((height > low_px) & (height <= high_px))


def of_labelled(account: pl.DataFrame, truth: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows without what is nothing of its own and of a kind that is labelled nowhere.

    Labels that name no plate do not say that there is none.
    """
    kinds = pl.concat([pl.Series("kind", [], pl.String), *(one["kind"] for one in truth.values())])
    is_nothing = (pl.col("side") == SIDES[1]) & pl.col("error").is_in(OF_PREDICTIONS)
    return account.filter(~is_nothing | pl.col("kind").is_in(kinds.unique().implode()))

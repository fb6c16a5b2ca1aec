"""What the verbs of this room read and answer."""

import polars as pl

from lotgraph.errors import ContractError
from lotgraph.tables import UTC_TIME

BOXES = ("camera_id", "captured_at", "kind", "score", "y0_px", "y1_px")
FRAMES = ("camera_id", "captured_at")  # every frame that was looked at, also those without a box

ANSWERS = pl.Schema(
    {
        "camera_id": pl.String(),
        "what": pl.String(),  # class mix, scores, sizes, or counts of a kind
        "statistic": pl.Float64(),  # null: nothing to compare
        "threshold": pl.Float64(),  # null: too little to say
        "p": pl.Float64(),  # share of exchanges of days that are as far apart
        "is_drifted": pl.Boolean(),  # null: too little to say
        "reference_days": pl.Int64(),
        "days": pl.Int64(),
        "words": pl.String(),
    }
)

BOUNDS = pl.Schema(
    {
        "camera_id": pl.String(),
        "captured_at": UTC_TIME,
        "boxes": pl.Int64(),
        "low": pl.Float64(),  # null: too little history to say
        "high": pl.Float64(),
        "is_unusual": pl.Boolean(),  # null: too little history to say
        "history_days": pl.Int64(),  # of that hour of the day and the two beside it
    }
)


def expect(called: str, table: pl.DataFrame, names: tuple[str, ...]) -> None:
    """See that a table has the columns that are read.

    Raises:
        ContractError: if one is missing.
    """
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise ContractError(
            f"{called}: expected columns {', '.join(names)}; {', '.join(missing)} missing, it has "
            f"{', '.join(table.columns)}"
        )

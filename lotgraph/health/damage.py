"""Say in a sentence how much of a camera's footage was damaged."""

import polars as pl


def damage_said(decoded_share: pl.Expr) -> pl.Expr:
    """A sentence on what did not come out whole; empty where all did, or nothing is known."""
    lost = (1 - decoded_share.cast(pl.Float64)) * 100
    percent = lost.round(0).cast(pl.Int64).cast(pl.String)
    much = pl.when(lost < 1).then(pl.lit("Less than 1 %")).otherwise(pl.format("{} %", percent))
    said = pl.format(
        "{} of its frames were lost or patched by the decoder; "
        "what may show the damage was not judged.",
        much,
    )
    return pl.when(lost > 0).then(said).otherwise(pl.lit(""))


def missing_said(decodable_share: pl.Expr) -> pl.Expr:
    """A sentence on what files announce and do not hold; empty where they hold all."""
    lost = (1 - decodable_share) * 100
    much = (
        pl.when(lost < 1)
        .then(pl.lit("Less than 1 %"))
        .otherwise(pl.format("{} %", lost.round(0).cast(pl.Int64)))
    )
    said = pl.format("{} of what its files announce is not in them, or broken.", much)
    return pl.when(lost > 0).then(said).otherwise(pl.lit(""))


def damage_of(decoded_share: float) -> str:
    """The same of one share."""
    return str(pl.select(damage_said(pl.lit(decoded_share))).item())

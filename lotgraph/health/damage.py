"""Say in a sentence how much of a camera's footage was damaged."""

import polars as pl


def damage_said(decoded_share: pl.Expr) -> pl.Expr:
    """A sentence on what did not come out whole; empty where all did, or nothing is known."""
    return _lost(
        decoded_share,
        "{} of its frames were lost or patched by the decoder; "
        "what may show the damage was not judged.",
    )


def missing_said(decodable_share: pl.Expr) -> pl.Expr:
    """A sentence on what files announce and do not hold; empty where they hold all."""
    return _lost(decodable_share, "{} of what its files announce is not in them, or broken.")


def _lost(kept_share: pl.Expr, sentence: str) -> pl.Expr:
    lost = (1 - kept_share.cast(pl.Float64)) * 100
    percent = lost.round(0).cast(pl.Int64).cast(pl.String)
    much = pl.when(lost < 1).then(pl.lit("Less than 1 %")).otherwise(pl.format("{} %", percent))
    return pl.when(lost > 0).then(pl.format(sentence, much)).otherwise(pl.lit(""))


def damage_of(decoded_share: float) -> str:
    """The same of one share."""
    return str(pl.select(damage_said(pl.lit(decoded_share))).item())

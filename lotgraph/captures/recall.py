"""Recalls which captures a window had when it was last taken, so that none is lost unnoticed."""

from dataclasses import replace

import polars as pl

from lotgraph.captures.columns import CAPTURES
from lotgraph.errors import LandingError, LotgraphError
from lotgraph.lake.store import Lake

_KNOWN = {"uri": pl.String(), "sha256": pl.String()}


def recall(lake: Lake, partition: str) -> pl.DataFrame:
    """`uri` and `sha256` of the captures in the current table of a window, none if it has none.

    A table of another version of the contract is still read, as far as it has these columns:
    `sha256` is null where it has none.

    Raises:
        LandingError: if the table cannot be read; it must not look like an empty one.
    """
    try:
        record = lake.record(CAPTURES.name, partition)
        if record is None:
            return pl.DataFrame(schema=_KNOWN)
        # The promises of an old contract do not matter here; the bytes are still checked.
        as_of_today = replace(record, contract_fingerprint=CAPTURES.fingerprint)
        rows = lake.read_version(CAPTURES, as_of_today)
        hashes = pl.col("sha256") if "sha256" in rows.columns else pl.lit(None).alias("sha256")
        return rows.select("uri", hashes).cast(_KNOWN)  # type: ignore[arg-type]
    except (LotgraphError, pl.exceptions.PolarsError) as error:
        raise LandingError(
            f"which captures {partition} had cannot be told ({error}), so some may be gone from "
            "the landing folder unnoticed; put the table back from a copy, or run this partition "
            "with accept_missing: true to keep only what still lies there"
        ) from error

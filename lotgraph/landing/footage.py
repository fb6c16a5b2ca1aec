"""Footage that a manifest brings along: it lies in a folder named like the manifest.

Beside `2026-03-02T08-00-00Z.uris` that is `2026-03-02T08-00-00Z.footage/`. Names alone decide, so
no manifest has to be read to tell where a file belongs.
"""

import polars as pl

FOOTAGE = ".footage"
MANIFEST = r"\.(?i:uris|json)$"


def without_footage(listed: pl.DataFrame) -> pl.DataFrame:
    """A listing without the folders whose manifest lies beside them.

    What a manifest lists is part of its capture, and no capture of its own. Without the manifest
    the folder stays, so that it is refused and not passed over.
    """
    is_footage = (pl.col("kind") != "file") & pl.col("uri").str.ends_with(FOOTAGE)
    if not listed.select(is_footage.any()).item():
        return listed
    lists = listed.filter((pl.col("kind") == "file") & pl.col("uri").str.contains(MANIFEST))
    owned = lists["uri"].str.replace(MANIFEST, FOOTAGE)
    return listed.filter(~(is_footage & pl.col("uri").is_in(owned.implode())))

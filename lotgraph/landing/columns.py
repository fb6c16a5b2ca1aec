"""The columns of a listing, and what counts as a name."""

import polars as pl

LOOSE = ""  # stands for the files that lie directly in the landing folder
LISTED = pl.Schema(
    {
        "uri": pl.String(),  # path below the landing folder
        "site_folder": pl.String(),  # LOOSE for a file that lies in no folder
        "camera_folder": pl.String(),  # null for a file that lies in no camera's folder
        "name": pl.String(),
        # file, folder, link (leads out), broken (leads nowhere), unreadable (a folder), other
        "kind": pl.String(),
        "size_bytes": pl.Int64(),
        "changed_ns": pl.Int64(),
    }
)


def is_counted(name: str) -> bool:
    """Whether a name is listed: copying programs write under dotted names and rename when done."""
    return not name.startswith(".")

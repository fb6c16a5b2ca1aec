"""The contract of the overview: one row per camera."""

import polars as pl

from lotgraph.tables import UTC_TIME, Column, Contract

SITE_OVERVIEW = Contract(
    name="site_overview",
    row="One camera folder of one site, over all windows in the lake.",
    version=1,
    key=("site_id", "camera_id"),
    columns=(
        Column("site_id", pl.String(), "Site whose folder it is; `unplaced` for no known site."),
        Column("camera_id", pl.String(), "Camera folder; empty for files that lie in none."),
        Column("captures", pl.Int64(), "Captures that can be used.", low=0),
        Column("footage_s", pl.Float64(), "Their length, all together.", "s", low=0),
        Column("first_at", UTC_TIME, "Start of the first capture.", nullable=True),
        Column("last_at", UTC_TIME, "End of the last capture.", nullable=True),
        Column("refused", pl.Int64(), "Files in quarantine.", low=0),
        Column("commonest_reason", pl.String(), "Their commonest reason.", nullable=True),
        Column(
            "repeated", pl.Int64(), "Captures whose bytes also landed in another window.", low=0
        ),
        Column("windows", pl.Int64(), "Windows in which the camera was judged.", low=0),
        Column("usable_windows", pl.Int64(), "Windows in which it can be used.", low=0),
        Column("faults", pl.Int64(), "Faults found.", low=0),
        Column("commonest_fault", pl.String(), "Their commonest kind.", nullable=True),
    ),
)

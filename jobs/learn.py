"""Daily runs: sum up a day once it is over, and learn from the days before what is normal.

No clock starts them: `stale_windows` asks for them when records say they are due.
"""

import dagster as dg

from jobs.graph import day_tables

_LEARNT = [table for table in day_tables() if table.startswith("camera_baselines")]
_SUMMED_UP = [table for table in day_tables() if table not in _LEARNT]

summarise_day = dg.define_asset_job(
    name="summarise_day",
    description="Sum up one day of one site.",
    selection=dg.AssetSelection.assets(*_SUMMED_UP),
)
learn_baselines = dg.define_asset_job(
    name="learn_baselines",
    description="Learn what is normal on one day of one site from the days before it.",
    selection=dg.AssetSelection.assets(*_LEARNT),
)

"""judge_window: everything about one window of one site, from the landing folder on."""

import dagster as dg

from jobs.graph import window_tables

judge_window = dg.define_asset_job(
    name="judge_window",
    description="Take the captures of one window of one site, judge its cameras, look at them.",
    selection=dg.AssetSelection.assets(*window_tables()),
)

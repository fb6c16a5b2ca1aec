"""compare_window: whether detections of one window of one site are like those before."""

import dagster as dg

from jobs.graph import selection_from

NAME = "compare_window"

compare_window = dg.define_asset_job(
    name=NAME,
    description="Compare one window of one site again, as windows before it are others now.",
    selection=selection_from(NAME),
)

"""detect_window: what is in the frames of one window of one site, whose cameras were judged."""

import dagster as dg

from jobs.graph import selection_from

NAME = "detect_window"

detect_window = dg.define_asset_job(
    name=NAME,
    description="Look through one window of one site again, as another detector is wanted.",
    selection=selection_from(NAME),
)

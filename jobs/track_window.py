"""track_window: who is who in one window of one site, in which everything was found."""

import dagster as dg

from jobs.graph import selection_from

NAME = "track_window"

track_window = dg.define_asset_job(
    name=NAME,
    description="Track one window of one site again, as its detections are others now.",
    selection=selection_from(NAME),
)

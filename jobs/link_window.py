"""link_window: which tracks of one window of one site go on from those before."""

import dagster as dg

from jobs.graph import tables_from

NAME = "link_window"

link_window = dg.define_asset_job(
    name=NAME,
    description="Link one window of one site again, as its tracks or those before are others now.",
    selection=dg.AssetSelection.assets(*tables_from(NAME)),
)

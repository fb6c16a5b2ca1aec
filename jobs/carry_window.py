"""carry_window: where on the ground what is followed in one window of one site was."""

import dagster as dg

from jobs.graph import tables_from

NAME = "carry_window"

carry_window = dg.define_asset_job(
    name=NAME,
    description="Carry the tracks of one window of one site to the ground again.",
    selection=dg.AssetSelection.assets(*tables_from(NAME)),
)

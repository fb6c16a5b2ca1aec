"""train_detector: our own detector, trained and judged anew; asked for by people."""

import dagster as dg

from jobs.graph import model_tables

train_detector = dg.define_asset_job(
    name="train_detector",
    description="Train our own detector on sites that do not exist, for hours; goes on if killed.",
    selection=dg.AssetSelection.assets(*model_tables()),
)

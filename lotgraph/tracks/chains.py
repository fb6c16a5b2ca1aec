"""Reads chains of links: which tracks of many windows are one thing."""

import polars as pl

KEY = ("site_id", "camera_id", "track_id")


def whole(tracks: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Rows of tracks with `whole_id`: that of the first track of which they are the same thing.

    `links` are rows of track_links of the same windows, in any order; a link to a track that is
    not among them ends a chain. Takes as many joins as the longest chain doubles.
    """
    before = links.select("site_id", "camera_id", "track_id", whole_id="before_track_id")
    known = tracks.select(KEY).unique()
    before = before.join(
        known, left_on=["site_id", "camera_id", "whole_id"], right_on=KEY, how="semi"
    )
    chain = known.join(before, on=KEY, how="left").with_columns(
        pl.col("whole_id").fill_null(pl.col("track_id"))
    )
    while True:
        step = chain.select("site_id", "camera_id", whole_id="track_id", farther="whole_id")
        longer = chain.join(step, on=["site_id", "camera_id", "whole_id"], how="left")
        if (longer["farther"] == longer["whole_id"]).all():
            return tracks.join(chain, on=KEY, how="left", maintain_order="left")
        chain = longer.select(*KEY, whole_id="farther")

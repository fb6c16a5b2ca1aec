"""Looks at a whole window: a few frames of every camera's captures."""

from collections.abc import Callable, Iterable

import polars as pl

from lotgraph.errors import CaptureError
from lotgraph.health.measure import look
from lotgraph.health.survey import Frames
from lotgraph.views.columns import CAMERA_VIEWS
from lotgraph.views.look import Viewer, sparse_rate


def view_window(
    captures: pl.DataFrame, play: Callable[[str, float], Iterable[Frames]]
) -> tuple[pl.DataFrame, list[str]]:
    """Rows of camera_views of one site, and what could not be read, in sentences.

    `play(uri, rate_hz)` gives sampled frames of a capture. Captures that start in one hour of the
    day make one row.
    """
    tables, unread = [CAMERA_VIEWS.empty()], []
    by_hour = pl.col("started_at").dt.hour().alias("hour")
    groups = captures.sort("camera_id", "started_at").group_by(
        "site_id", "camera_id", by_hour, maintain_order=True
    )
    for (site, camera, hour), here in groups:
        viewer = Viewer(str(site), str(camera), int(str(hour)))
        rate_hz = sparse_rate(float(here["duration_s"].sum()))
        for uri in here["uri"]:
            try:
                viewer.take(look(one) for batch in play(uri, rate_hz) for one in batch.pixels)
            except CaptureError as error:
                unread.append(f"{uri}: {error}")
        tables.append(viewer.table())
    return CAMERA_VIEWS.conform(pl.concat(tables)), unread

"""Looks at a whole window: a few frames of every camera's captures."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl

from lotgraph.errors import CaptureError, ShapeError
from lotgraph.health.measure import look
from lotgraph.health.survey import Frames
from lotgraph.views.columns import CAMERA_VIEWS
from lotgraph.views.look import Viewer, sparse_rate


def view_window(
    captures: pl.DataFrame, play: Callable[[Mapping[str, Any], float], Iterable[Frames]]
) -> tuple[pl.DataFrame, list[str]]:
    """Rows of camera_views of one site, and what could not be read, in sentences.

    `play(capture, rate_hz)` gives sampled frames of a row of captures. Captures that start in one
    hour of the day make one row. One that cannot be read to its end has no part in it.
    """
    tables, unread = [CAMERA_VIEWS.empty()], []
    by_hour = pl.col("started_at").dt.hour().alias("hour")
    groups = captures.sort("camera_id", "started_at").group_by(
        "site_id", "camera_id", by_hour, maintain_order=True
    )
    for (site, camera, hour), here in groups:
        viewer = Viewer(str(site), str(camera), int(str(hour)))
        rate_hz = sparse_rate(float(here["duration_s"].sum()))
        for capture in here.iter_rows(named=True):
            try:
                looks = [look(one) for batch in play(capture, rate_hz) for one in batch.pixels]
            except (CaptureError, ShapeError) as error:
                unread.append(f"{capture['uri']}: {error}")
                continue
            viewer.take(looks)
        tables.append(viewer.table())
    return CAMERA_VIEWS.conform(pl.concat(tables)), unread

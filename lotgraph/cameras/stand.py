"""Stands what was seen in a picture on the ground: in metres, and how sure that is."""

import numpy as np
import polars as pl

from lotgraph.cameras.model import CameraModel, Floats
from lotgraph.cameras.sizes import usual_sizes
from lotgraph.formats.columns import EDGES

LEAST_PX, SHARE = 1.5, 0.04  # how far off an edge is: at least, and of the box's size
HIDDEN = 0.2  # of its size, an edge that another box, nearer, lies on


def stand(boxes: pl.DataFrame, camera: CameraModel, headings: Floats | None = None) -> Floats:
    """Where boxes of frames stand (n, 7): x, y, heading, variances xx, xy, yy and of heading.

    Boxes say `frame`, `kind` and their edges. What its kind is usually as large as, and the four
    edges, say where a thing stands and which way; edges that the picture cuts say only that it goes
    on beyond, those on which a nearer box lies say little. `headings` (n, 2) are what is known of
    each, and how well. Headings are those of a line: front and back are the same. NaN where nothing
    within 200 m looks like that.
    """
    from lotgraph.cameras.fit.kernels import stand as fit

    edges = boxes.select(EDGES).to_numpy().astype(float)
    if headings is None:
        headings = np.tile([0.0, np.inf], (len(boxes), 1))
    sizes = usual_sizes(boxes["kind"])
    return np.asarray(fit(camera.told, edges, _sigmas(boxes, edges), sizes, headings))


def _sigmas(boxes: pl.DataFrame, edges: Floats) -> Floats:
    """How far off edges are (n, 4), in pixels."""
    from lotgraph.cameras.fit.kernels import hidden

    wide, tall = edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1]
    size = np.column_stack([wide, tall, wide, tall])
    order = np.argsort(boxes["frame"].to_numpy(), kind="stable")
    later = np.flatnonzero(np.diff(boxes["frame"].to_numpy()[order])) + 1
    is_hidden = np.empty(edges.shape, bool)
    is_hidden[order] = hidden(np.array([0, *later, len(edges)]), edges[order])
    return np.hypot(LEAST_PX, SHARE * size) + np.where(is_hidden, HIDDEN * size, 0.0)

"""Follow rays: to the site, to things before it, and from what they meet to what lights it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.columns import MATERIAL, SKY, WIDTH
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.source import Source
from lotgraph.twin.stage.thing import Thing
from lotgraph.twin.stage.view import View

CROWD_REACH = 1.4  # of a thing's height: as far as it darkens the ground


@dataclass(eq=False)
class Samples:
    """Some rays of a view and what they met: `rows` as in `columns`, `reach` bits of sources."""

    view: View
    pixels: NDArray[np.int32]
    directions: NDArray[np.float32]
    flat: NDArray[np.float32]
    rows: NDArray[np.float32]
    reach: NDArray[np.int64]

    def some(self, which: NDArray[np.integer]) -> "Samples":
        """A copy of some of them."""
        return Samples(
            self.view,
            self.pixels[which],
            self.directions[which],
            self.flat[which],
            self.rows[which],
            self.reach[which],
        )


def trace_site(scenery: Scenery, view: View) -> Samples:
    """What a camera sees of a site where nothing is parked; no albedo yet, and nothing lit."""
    from lotgraph.twin.stage import kernels

    count = len(view.directions)
    origins = np.tile(view.eye, (count, 1))
    hit = scenery.scene.run(origins, view.directions, output=1)
    rows = np.empty((count, WIDTH), np.float32)
    kernels.settle(
        rows,
        view.directions,
        view.eye,
        (hit["primID"], hit["u"], hit["v"], hit["tfar"]),
        (scenery.normals, scenery.material, scenery.shade),
        scenery.free,
        scenery.frame,
    )
    pixels = np.arange(count, dtype=np.int32)
    reach = np.zeros(count, np.int64)
    return Samples(view, pixels, view.directions, view.flat, rows, reach)


def light_up(
    samples: Samples, which: NDArray[np.integer], scenery: Scenery, found: Sequence[Source]
) -> None:
    """Set the bits of the sources that no part of the site hides from the samples `which`."""
    from lotgraph.twin.stage import kernels

    size = len(which)
    chosen, lengths = np.empty(size, np.int32), np.empty(size, np.float32)
    origins, rays = np.empty((size, 3), np.float32), np.empty((size, 3), np.float32)
    for source in found:
        count = kernels.lit_by(samples.rows, which, source.row, chosen, origins, rays, lengths)
        blocked = scenery.scene.run(
            origins[:count], rays[:count], dists=lengths[:count], query="OCCLUDED"
        )
        samples.reach[chosen[:count][blocked < 0]] |= source.bit


def compose(
    samples: Samples,
    new: Sequence[Thing],
    standing: Sequence[Thing],
    scenery: Scenery,
    found: Sequence[Source],
) -> tuple[NDArray[np.bool_], dict[int, NDArray[np.int64]]]:
    """Put new things among those that stand; tells which samples changed.

    And how many pixels each new thing would cover alone, with their box, as `extent` does.
    """
    from lotgraph.twin.stage import kernels

    is_new = np.zeros(len(samples.rows), np.bool_)
    alone = {thing.number: _meet(samples, thing, scenery, is_new) for thing in new}
    which = np.flatnonzero(is_new)
    samples.reach[which] = 0
    light_up(samples, which, scenery, found)
    changed = is_new.copy()
    if len(which) and standing:
        inner = samples.some(which)
        nobody = np.zeros(len(which), np.bool_)
        for thing in standing:
            _shade(inner, thing, found, nobody)
        samples.reach[which] = inner.reach
    for thing in new:
        _shade(samples, thing, found, changed)
        window = samples.view.window(_crowded(thing.corners))
        if window is not None:
            kernels.crowd(samples.rows, samples.flat, window, thing.frame, changed)
    return changed, alone


def _meet(
    samples: Samples, thing: Thing, scenery: Scenery, is_new: NDArray[np.bool_]
) -> NDArray[np.int64]:
    from lotgraph.twin.stage import kernels

    view = samples.view
    window = view.window(thing.corners)
    if window is None:
        return np.zeros(5, np.int64)
    size = len(samples.rows)
    chosen = np.empty(size, np.int32)
    origins, rays = np.empty((size, 3), np.float32), np.empty((size, 3), np.float32)
    count = kernels.towards(
        samples.directions, samples.flat, view.eye, window, thing.frame, chosen, origins, rays
    )
    hit = thing.cast.scene.run(origins[:count], rays[:count], output=1)
    kernels.meet(
        samples.rows,
        samples.directions,
        view.eye,
        chosen,
        (hit["primID"], hit["u"], hit["v"], hit["tfar"]),
        thing.number,
        thing.frame,
        thing.cast.columns,
        thing.glows,
        np.float32(scenery.free_over(thing.frame[0], thing.frame[1])),
        is_new,
    )
    return extent(samples.pixels[chosen[:count][hit["primID"] >= 0]], view.camera.width_px)


def extent(pixels: NDArray[np.integer], width_px: int) -> NDArray[np.int64]:
    """How many pixels there are, and their box: count, x0, y0, x1, y1 (ends excluded); or zeros."""
    if not len(pixels):
        return np.zeros(5, np.int64)
    y, x = np.divmod(pixels, width_px)
    return np.array([len(pixels), x.min(), y.min(), x.max() + 1, y.max() + 1], np.int64)


def _shade(
    samples: Samples, thing: Thing, found: Sequence[Source], changed: NDArray[np.bool_]
) -> None:
    """Take from samples the light of sources that the thing hides from them."""
    from lotgraph.twin.stage import kernels

    size = len(samples.rows)
    chosen, lengths = np.empty(size, np.int32), np.empty(size, np.float32)
    origins, rays = np.empty((size, 3), np.float32), np.empty((size, 3), np.float32)
    corners = thing.corners
    for source in found:
        window = samples.view.window(source.shadow(corners)) if source.touches(corners) else None
        if window is None:
            continue
        count = kernels.shaded_by(
            samples.rows, samples.reach, samples.flat, window, source.bit, source.row, thing.frame,
            chosen, origins, rays, lengths,
        )  # fmt: skip
        blocked = thing.cast.scene.run(
            origins[:count], rays[:count], dists=lengths[:count], query="OCCLUDED"
        )
        hidden = chosen[:count][blocked >= 0]
        samples.reach[hidden] &= ~source.bit
        changed[hidden] = True


def _crowded(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """A box's corners moved outwards as far as it darkens the ground."""
    centre = corners.mean(axis=0)
    grown = corners.copy()
    reach = CROWD_REACH * corners[:, 2].max()
    apart = corners[:, :2] - centre[:2]
    length = np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-6)
    grown[:, :2] += 2 * reach * apart / length  # twice: along the diagonal, not the sides
    grown[:, 2] = np.clip(grown[:, 2], -0.05, 0.45)
    return grown


def is_sky(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which rows met nothing."""
    return np.asarray(rows[:, MATERIAL] == SKY)

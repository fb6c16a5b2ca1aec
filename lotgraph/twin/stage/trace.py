"""Follow rays: to the site, to things before it, and from what they meet to what lights it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.columns import MIRROR_DEPTH, WIDTH
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.source import Source
from lotgraph.twin.stage.space import Space
from lotgraph.twin.stage.thing import Thing
from lotgraph.twin.stage.view import View, Window

Placed = tuple[Thing, Space]
EVERYWHERE = (-1e6, -1e6, -1e6, 1e6, 1e6, 1e6)  # a box that all rays pass


@dataclass(frozen=True, eq=False)
class Lit:
    """A site under a light: its sources; and where it is wet, what `kernels.reflect` asks for."""

    scenery: Scenery
    sources: Sequence[Source]
    gleam: NDArray[np.float32] | None


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


def scratch(size: int) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Room for so many rays: which samples they are of, origins, directions, lengths."""
    origins, rays = np.empty((size, 3), np.float32), np.empty((size, 3), np.float32)
    return np.empty(size, np.int32), origins, rays, np.empty(size, np.float32)


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

    chosen, origins, rays, lengths = scratch(len(which))
    for source in found:
        count = kernels.lit_by(samples.rows, which, source.row, chosen, origins, rays, lengths)
        blocked = scenery.scene.run(
            origins[:count], rays[:count], dists=lengths[:count], query="OCCLUDED"
        )
        samples.reach[chosen[:count][blocked < 0]] |= source.bit


def compose(
    samples: Samples,
    new: Sequence[Placed],
    standing: Sequence[Placed],
    lit: Lit,
) -> tuple[NDArray[np.bool_], dict[int, NDArray[np.int64]]]:
    """Put new things among those that stand; tells which samples changed.

    And how many pixels each new thing would cover alone, with their box, as `extent` does.
    """
    from lotgraph.twin.stage import kernels

    is_new = np.zeros(len(samples.rows), np.bool_)
    alone = {
        thing.number: _meet(samples, thing, space, lit.scenery, is_new) for thing, space in new
    }
    which = np.flatnonzero(is_new)
    samples.reach[which] = 0
    light_up(samples, which, lit.scenery, lit.sources)
    changed = is_new.copy()
    if len(which) and standing:
        inner = samples.some(which)
        nobody = np.zeros(len(which), np.bool_)
        for thing, space in standing:
            _shade(inner, thing, space, nobody)
        samples.reach[which] = inner.reach
    for thing, space in new:
        _shade(samples, thing, space, changed)
        if space.crowd is not None:
            span = space.crowd.span(samples.pixels)
            kernels.crowd(
                samples.rows, samples.flat, span, space.crowd.bounds, thing.frame, changed
            )
        if lit.gleam is not None and space.image is not None:
            _mirror(samples, thing, space.image, lit.gleam, changed)
    return changed, alone


def _mirror(
    samples: Samples,
    thing: Thing,
    image: Window,
    gleam: NDArray[np.float32],
    changed: NDArray[np.bool_],
) -> None:
    """Show a thing in the wet ground before it."""
    from lotgraph.twin.stage import kernels

    span = image.span(samples.pixels)
    chosen, origins, rays, _ = scratch(span[1] - span[0])
    count = kernels.mirrored(
        *(samples.rows, samples.directions, samples.flat, span, image.bounds),
        *(thing.frame, chosen, origins, rays),
    )
    hit = thing.cast.scene.run(origins[:count], rays[:count], output=1)
    normals, part, colour = thing.cast.columns[:3]
    every = np.arange(len(part), dtype=np.int32)
    kernels.reflect(
        *(samples.rows, chosen, (hit["primID"], hit["tfar"]), thing.frame),
        *((normals, colour, thing.glows, every, part), gleam, changed),
    )


def mirror_site(samples: Samples, lit: Lit) -> None:
    """Show the site in its own wet ground."""
    from lotgraph.twin.stage import kernels

    if lit.gleam is None:
        return
    rows, scenery = samples.rows, lit.scenery
    rows[:, MIRROR_DEPTH] = 0  # of another light
    here = np.array([0, 0, 1, 0, *EVERYWHERE], np.float32)
    chosen, origins, rays, _ = scratch(len(rows))
    span, whole = (0, len(rows)), np.array([-1e9, -1e9, 1e9, 1e9], np.float32)
    count = kernels.mirrored(
        *(rows, samples.directions, samples.flat, span, whole, here, chosen, origins, rays)
    )
    hit = scenery.scene.run(origins[:count], rays[:count], output=1)
    albedo = np.ascontiguousarray(scenery.materials[:, 1:4])
    kernels.reflect(
        *(rows, chosen, (hit["primID"], hit["tfar"]), here),
        *((scenery.normals, albedo, np.zeros_like(albedo), scenery.material, scenery.material),),
        *(lit.gleam, np.zeros(len(rows), np.bool_)),
    )


def _meet(
    samples: Samples, thing: Thing, space: Space, scenery: Scenery, is_new: NDArray[np.bool_]
) -> NDArray[np.int64]:
    from lotgraph.twin.stage import kernels

    view, window = samples.view, space.body
    if window is None:
        return np.zeros(5, np.int64)
    span = window.span(samples.pixels)
    chosen, origins, rays, _ = scratch(span[1] - span[0])
    count = kernels.towards(
        *(samples.directions, samples.flat, span, view.eye, window.bounds),
        *(thing.frame, chosen, origins, rays),
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


def _shade(samples: Samples, thing: Thing, space: Space, changed: NDArray[np.bool_]) -> None:
    """Take from samples the light of sources that the thing hides from them."""
    for source, window in space.shadows:
        hide(samples, thing, source, window, changed)


def hide(
    samples: Samples, thing: Thing, source: Source, window: Window, changed: NDArray[np.bool_]
) -> None:
    """Take a source's light from samples in a window that a thing hides from it; marks them."""
    from lotgraph.twin.stage import kernels

    span = window.span(samples.pixels)
    if span[0] == span[1]:
        return
    chosen, origins, rays, lengths = scratch(span[1] - span[0])
    count = kernels.shaded_by(
        *(samples.rows, samples.reach, samples.flat, span, window.bounds),
        *(source.bit, source.row, thing.frame, chosen, origins, rays, lengths),
    )
    if not count:
        return
    blocked = thing.cast.scene.run(
        origins[:count], rays[:count], dists=lengths[:count], query="OCCLUDED"
    )
    hidden = chosen[:count][blocked >= 0]
    samples.reach[hidden] &= ~source.bit
    changed[hidden] = True

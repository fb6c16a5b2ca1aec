"""Follow rays: to the site, to things before it, and from what they meet to what lights it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.columns import MIRROR_DEPTH, WIDTH
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.source import Sources, sources
from lotgraph.twin.stage.thing import Placed, Thing
from lotgraph.twin.stage.view import View

EVERYWHERE = (-1e6, -1e6, -1e6, 1e6, 1e6, 1e6)  # a box that all rays pass


@dataclass(frozen=True, eq=False)
class Lit:
    """A site under a light: its sources; and where it is wet, what `mirror.kernels` asks for."""

    scenery: Scenery
    sources: Sources
    gleam: NDArray[np.float32] | None


def lit_by(scenery: Scenery, light: Light) -> Lit:
    """A site under a light."""
    gleam = np.stack([light.sky, light.beam, light.sun]) if light.weather.wetness else None
    return Lit(scenery, sources(scenery, light), gleam)


@dataclass(frozen=True, eq=False)
class Samples:
    """Rays of whole tiles of a view and what they met: `rows` as in `columns`, bits of sources.

    The other columns are as a `View` has them, for these samples alone.
    """

    view: View
    rows: NDArray[np.float32]
    reach: NDArray[np.int64]
    directions: NDArray[np.float32]
    flat: NDArray[np.float32]
    place: NDArray[np.int32]
    spans: NDArray[np.int32]

    @property
    def columns(self) -> tuple[NDArray, ...]:
        """All of them, as compiled steps take them."""
        own = (self.rows, self.reach, self.directions, self.flat, self.place, self.spans)
        return (*own, self.view.bounds)

    def copy(self) -> "Samples":
        """The same, to be written over."""
        rest = (self.directions, self.flat, self.place, self.spans)
        return Samples(self.view, self.rows.copy(), self.reach.copy(), *rest)

    def unlit(self) -> "Samples":
        """The same surfaces, with nothing that reaches them."""
        rest = (self.directions, self.flat, self.place, self.spans)
        return Samples(self.view, self.rows, np.zeros_like(self.reach), *rest)

    def some(self, tiles: NDArray[np.int32]) -> tuple["Samples", NDArray[np.intp]]:
        """A copy of those of some ascending tiles, and which of all samples they are."""
        chosen = self.spans[tiles]
        sizes = chosen[:, 1] - chosen[:, 0]
        ends = np.cumsum(sizes)
        which = np.arange(sizes.sum()) + np.repeat(chosen[:, 0] - ends + sizes, sizes)
        spans = np.zeros_like(self.spans)
        spans[tiles] = np.stack([ends - sizes, ends], axis=-1)
        rows, reach, directions = self.rows[which], self.reach[which], self.directions[which]
        rest = (self.flat[which], self.place[which], spans)
        return Samples(self.view, rows, reach, directions, *rest), which


def trace_site(scenery: Scenery, view: View) -> Samples:
    """What a camera sees of a site where nothing is parked; no albedo yet, and nothing lit."""
    from lotgraph.twin.stage.meet.kernels import settle

    count = len(view.directions)
    rows = np.empty((count, WIDTH), np.float32)
    settle(
        *(rows, view.directions, view.spans, view.position, scenery.solid.address),
        (scenery.normals, scenery.material, scenery.shade),
        *(scenery.free, scenery.frame),
    )
    nothing = np.zeros(count, np.int64)
    return Samples(view, rows, nothing, view.directions, view.flat, view.place, view.spans)


def light_up(
    samples: Samples, which: NDArray[np.integer], scenery: Scenery, found: Sources
) -> None:
    """Set the bits of the sources that no part of the site hides from the samples `which`."""
    from lotgraph.twin.stage.shadow.kernels import lighten

    light = (found.bits, found.rows, found.lamps)
    lighten(samples.rows, samples.reach, which, *light, scenery.solid.address)


def place(
    samples: Samples, new: Sequence[Placed], scenery: Scenery
) -> tuple[NDArray[np.bool_], dict[int, NDArray[np.int64]]]:
    """Put new things before what samples show; tells which samples changed.

    And how many pixels each new thing would cover alone, with their box, as `meet` does.
    """
    from lotgraph.twin.stage.hull.kernels import BODY
    from lotgraph.twin.stage.meet.kernels import meet

    view, columns, is_new = samples.view, samples.columns, np.zeros(len(samples.rows), np.bool_)
    alone = {}
    eye = view.eye[0]  # the nearest first: what hides the others is put there once
    for thing, windows in sorted(new, key=lambda one: _away(one[0], eye)):
        alone[thing.number] = meet(
            *(columns, view.position, windows[BODY], thing.number, thing.frame),
            *(thing.cast.solid.address, thing.cast.columns, thing.glows),
            np.float32(scenery.free_over(thing.frame[0], thing.frame[1])),
            *(view.camera.width_px, is_new),
        )
    return is_new, alone


def _away(thing: Thing, eye: NDArray[np.float64]) -> float:
    x, y = thing.frame[:2].tolist()
    return float(np.hypot(x - eye[0], y - eye[1]))


def shade(samples: Samples, new: Sequence[Placed], lit: Lit, changed: NDArray[np.bool_]) -> None:
    """Let new things take light from samples, and show in the wet ground; marks what changes."""
    from lotgraph.twin.stage.hull.kernels import CROWD_BOX, SHADOWS
    from lotgraph.twin.stage.shadow.kernels import crowd, darken

    everyone = np.ones(len(samples.rows), np.bool_)
    light, columns = (lit.sources.bits, lit.sources.rows), samples.columns
    for thing, windows in new:
        hull = (thing.frame, thing.cast.solid.address)
        darken(columns, windows[SHADOWS:], *light, *hull, everyone, changed)
        crowd(columns, windows[CROWD_BOX], thing.frame, changed)
        _mirror(samples, (thing, windows), lit, changed)


def compose(
    samples: Samples, new: Sequence[Placed], standing: Sequence[Placed], lit: Lit
) -> tuple[NDArray[np.bool_], dict[int, NDArray[np.int64]]]:
    """Put new things among those that stand, on a site that is lit; tells as `place` does."""
    from lotgraph.twin.stage.hull.kernels import SHADOWS
    from lotgraph.twin.stage.shadow.kernels import darken

    changed, alone = place(samples, new, lit.scenery)
    which = np.flatnonzero(changed)
    if len(which):
        samples.reach[which] = 0
        light_up(samples, which, lit.scenery, lit.sources)
        light, only, nobody = (lit.sources.bits, lit.sources.rows), changed.copy(), changed.copy()
        for thing, windows in standing:
            hull = (thing.frame, thing.cast.solid.address)
            darken(samples.columns, windows[SHADOWS:], *light, *hull, only, nobody)
    shade(samples, new, lit, changed)
    return changed, alone


def _mirror(samples: Samples, placed: Placed, lit: Lit, changed: NDArray[np.bool_]) -> None:
    """Show a thing in the wet ground before it."""
    from lotgraph.twin.stage.hull.kernels import IMAGE
    from lotgraph.twin.stage.mirror.kernels import mirror

    if lit.gleam is None:
        return
    thing, windows = placed
    normals, part, colour = thing.cast.columns[:3]
    every = np.arange(len(part), dtype=np.int32)
    mirror(
        *(samples.columns, windows[IMAGE], thing.frame, thing.cast.solid.address),
        *((normals, colour, thing.glows, every, part), lit.gleam, changed),
    )


def mirror_site(samples: Samples, lit: Lit) -> None:
    """Show the site in its own wet ground."""
    from lotgraph.twin.stage.mirror.kernels import mirror

    if lit.gleam is None:
        return
    rows, scenery = samples.rows, lit.scenery
    rows[:, MIRROR_DEPTH] = 0  # of another light
    here = np.array([0, 0, 1, 0, *EVERYWHERE], np.float32)
    whole = np.array([-np.inf, -np.inf, np.inf, np.inf], np.float32)
    albedo = np.ascontiguousarray(scenery.materials[:, 1:4])
    mirror(
        *(samples.columns, whole, here, scenery.solid.address),
        (scenery.normals, albedo, np.zeros_like(albedo), scenery.material, scenery.material),
        *(lit.gleam, np.zeros(len(rows), np.bool_)),
    )

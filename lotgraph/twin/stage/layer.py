"""A camera's picture kept from frame to frame, so that only what moves is traced again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.illuminate import illuminate, paint_site
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.source import sources
from lotgraph.twin.stage.space import space_of
from lotgraph.twin.stage.spot import Spots, spot
from lotgraph.twin.stage.thing import Thing
from lotgraph.twin.stage.trace import (
    Lit,
    Placed,
    Samples,
    compose,
    light_up,
    mirror_site,
    trace_site,
)
from lotgraph.twin.stage.view import View

Alone = dict[int, NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class Shot:
    """Columns of one picture, pixel by pixel, and what each thing would cover alone."""

    radiance: NDArray[np.float32]
    object_id: NDArray[np.int32]
    depth: NDArray[np.float32]
    surface: NDArray[np.int32]  # differs where surfaces or sunlight do
    alone: Alone


class Layers:
    """What one camera sees under one light: the site, things that stand on it, and what moves.

    Whatever is kept, a shot has the bytes of one traced from nothing: see `whole`.
    """

    def __init__(
        self, scenery: Scenery, view: View, light: Light, before: "Layers | None" = None
    ) -> None:
        """Trace the site, or light it anew if only the light has changed since `before`."""
        self._scenery, self._view, self._light = scenery, view, light
        gleam = np.stack([light.sky, light.beam, light.sun]) if light.weather.wetness else None
        self._under = Lit(scenery, sources(scenery, light), gleam)
        if before is not None and before.surfaces == self.surfaces:
            self._site = before.unlit()
        else:
            self._site = trace_site(scenery, view)
            paint_site(self._site, scenery, light)
        mirror_site(self._site, self._under)
        everything = np.arange(len(self._site.rows))
        light_up(self._site, everything, scenery, self._under.sources)
        self._still: dict[int, Placed] = {}
        self._alone: Alone = {}
        self._last: dict[int, Thing] = {}
        self._kept: _Kept | None = None

    @property
    def surfaces(self) -> tuple:
        """What the surfaces of the site depend on besides the camera: not where the sun stands."""
        return (self._view, self._light.weather, self._light.are_lamps_on)

    def unlit(self) -> Samples:
        """The site's samples, with nothing that reaches them."""
        site = self._site
        nothing = np.zeros_like(site.reach)
        return Samples(site.view, site.pixels, site.directions, site.flat, site.rows, nothing)

    def whole(self, things: Sequence[Thing]) -> Shot:
        """See everything without keeping anything; spoils these layers."""
        placed = [self._placed(thing) for thing in things]
        changed, alone = compose(self._site, placed, (), self._under)
        spots = spot(self._site, things, self._scenery, changed)
        radiance = self._lit(self._site, np.arange(len(changed)), spots)
        return Shot(radiance, *_told(self._site.rows, self._site.reach), alone)

    def see(self, things: Sequence[Thing]) -> Shot:
        """See the site with things; those that were there just so in the last shot are kept."""
        here = {thing.number: thing for thing in things}
        if self._kept is None:
            self._kept = self._begin()
        gone = [n for n, (one, _) in self._still.items() if not _is_same(here.get(n), one)]
        self._drop(self._kept, gone)
        joining = [
            thing
            for number, thing in here.items()
            if number not in self._still and _is_same(self._last.get(number), thing)
        ]
        self._join(self._kept, joining)
        self._last = here
        moving = [thing for number, thing in here.items() if number not in self._still]
        return self._with(self._kept, moving)

    def _begin(self) -> "_Kept":
        everything = np.arange(len(self._site.rows))
        samples = self._site.some(everything)
        radiance = self._lit(samples, everything, Spots.none(len(everything)))
        told = _told(samples.rows, samples.reach)
        return _Kept(samples, samples.some(everything), radiance, *told)

    def _with(self, kept: "_Kept", moving: Sequence[Thing]) -> Shot:
        """The kept picture with what moves before it."""
        changed, alone = self._composed(kept, moving)
        things = [*(one for one, _ in self._still.values()), *moving]
        spots = spot(kept.work, things, self._scenery, changed)
        shot = Shot(
            kept.radiance.copy(),
            kept.object_id.copy(),
            kept.depth.copy(),
            kept.surface.copy(),
            {**self._alone, **alone},
        )
        pixels = np.flatnonzero(changed)
        rows, reach = kept.work.rows, kept.work.reach
        shot.radiance[pixels] = self._lit(kept.work, pixels, spots)
        told = _told(rows[pixels], reach[pixels])
        shot.object_id[pixels], shot.depth[pixels], shot.surface[pixels] = told
        rows[pixels], reach[pixels] = kept.samples.rows[pixels], kept.samples.reach[pixels]
        return shot

    def _join(self, kept: "_Kept", joining: Sequence[Thing]) -> None:
        """Keep more things."""
        if joining:
            changed, alone = self._composed(kept, joining)
            self._still.update((thing.number, self._placed(thing)) for thing in joining)
            self._alone.update(alone)
            pixels = np.flatnonzero(changed)
            self._keep(kept, pixels, kept.work, pixels)

    def _drop(self, kept: "_Kept", gone: Sequence[int]) -> None:
        """Keep things no longer: where they were, trace all that is left from the site anew."""
        if not gone:
            return
        windows = [one for number in gone for one in self._still[number][1].windows]
        for number in gone:
            del self._still[number], self._alone[number]
        which = self._view.within(windows)
        inner = self._site.some(which)
        compose(inner, list(self._still.values()), (), self._under)
        self._keep(kept, which, inner, np.arange(len(which)))

    def _keep(
        self,
        kept: "_Kept",
        pixels: NDArray[np.integer],
        samples: Samples,
        which: NDArray[np.integer],
    ) -> None:
        """Keep in pixels what the samples `which` hold."""
        rows, reach = samples.rows[which], samples.reach[which]
        for one in (kept.samples, kept.work):
            one.rows[pixels], one.reach[pixels] = rows, reach
        kept.radiance[pixels] = self._lit(samples, which, Spots.none(len(samples.rows)))
        told = _told(rows, reach)
        kept.object_id[pixels], kept.depth[pixels], kept.surface[pixels] = told

    def _composed(self, kept: "_Kept", new: Sequence[Thing]) -> tuple[NDArray[np.bool_], Alone]:
        """Put new things before what is kept, in the copy to work on; says which pixels changed."""
        placed = [self._placed(thing) for thing in new]
        return compose(kept.work, placed, list(self._still.values()), self._under)

    def _lit(
        self, samples: Samples, which: NDArray[np.integer], spots: Spots
    ) -> NDArray[np.float32]:
        return illuminate(samples, which, self._scenery, self._light, spots)

    def _placed(self, thing: Thing) -> Placed:
        return thing, space_of(
            thing, self._view, self._under.sources, is_wet=self._under.gleam is not None
        )


@dataclass(frozen=True, eq=False)
class _Kept:
    """The picture of the site and what stands on it, without its beams; and a copy to work on."""

    samples: Samples
    work: Samples
    radiance: NDArray[np.float32]
    object_id: NDArray[np.int32]
    depth: NDArray[np.float32]
    surface: NDArray[np.int32]


def _is_same(one: Thing | None, other: Thing) -> bool:
    return one is not None and one.state == other.state


def _told(
    rows: NDArray[np.float32], reach: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]:
    """Numbers of things, depths (no end to the sky), and what differs from surface to surface."""
    from lotgraph.twin.stage.kernels import tell

    count = len(rows)
    objects, surface = np.empty(count, np.int32), np.empty(count, np.int32)
    depth = np.empty(count, np.float32)
    tell(rows, reach, objects, depth, surface)
    return objects, depth, surface

"""A camera's picture kept from frame to frame, so that only what moves is traced again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.illuminate import paint_site
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.pictures import Alone, Pictures, Shot
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.spot import Spots, spot
from lotgraph.twin.stage.thing import Placed, Thing, placed
from lotgraph.twin.stage.trace import Samples, compose, light_up, lit_by, mirror_site, trace_site
from lotgraph.twin.stage.view import View


class Layers:
    """What one camera sees under one light: the site, things that stand on it, and what moves.

    Whatever is kept, a shot has the bytes of one traced from nothing: see `whole.whole`.
    """

    def __init__(
        self, scenery: Scenery, view: View, light: Light, before: "Layers | None" = None
    ) -> None:
        """Trace the site, or light it anew if only the light has changed since `before`."""
        self._scenery, self._view, self._light = scenery, view, light
        self._under = lit_by(scenery, light)
        if before is not None and before.surfaces == self.surfaces:
            self._site: Samples = before._site.unlit()  # noqa: SLF001 -- of the same class
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
        samples, pictures = self._site.copy(), Pictures.empty(self._view.camera)
        self._draw(pictures, samples, np.arange(len(samples.rows)))
        return _Kept(samples, samples.copy(), pictures)

    def _with(self, kept: "_Kept", moving: Sequence[Thing]) -> Shot:
        """The kept picture with what moves before it."""
        standing = list(self._still.values())
        changed, alone = compose(kept.work, self._placed(moving), standing, self._under)
        things = [*(one for one, _ in standing), *moving]
        spots = spot(kept.work, things, self._scenery, changed)
        pictures, which = kept.pictures.copy(), np.flatnonzero(changed)
        self._draw(pictures, kept.work, which, spots)
        kept.work.rows[which] = kept.samples.rows[which]
        kept.work.reach[which] = kept.samples.reach[which]
        return Shot(pictures, {**self._alone, **alone})

    def _join(self, kept: "_Kept", joining: Sequence[Thing]) -> None:
        """Keep more things."""
        if not joining:
            return
        new, standing = self._placed(joining), list(self._still.values())
        changed, alone = compose(kept.work, new, standing, self._under)
        self._still.update((one[0].number, one) for one in new)
        self._alone.update(alone)
        which = np.flatnonzero(changed)
        kept.samples.rows[which] = kept.work.rows[which]
        kept.samples.reach[which] = kept.work.reach[which]
        self._draw(kept.pictures, kept.samples, which)

    def _drop(self, kept: "_Kept", gone: Sequence[int]) -> None:
        """Keep things no longer: where they were, trace all that is left from the site anew."""
        from lotgraph.twin.stage.hull.kernels import touched

        if not gone:
            return
        windows = np.concatenate([self._still[number][1] for number in gone])
        for number in gone:
            del self._still[number], self._alone[number]
        inner, which = self._site.some(touched(self._view.bounds, windows))
        compose(inner, list(self._still.values()), (), self._under)
        for one in (kept.samples, kept.work):
            one.rows[which], one.reach[which] = inner.rows, inner.reach
        self._draw(kept.pictures, kept.samples, which)

    def _draw(
        self,
        pictures: Pictures,
        samples: Samples,
        which: NDArray[np.integer],
        spots: Spots | None = None,
    ) -> None:
        pictures.draw(samples, which, self._scenery, self._light, spots or Spots.none())

    def _placed(self, things: Sequence[Thing]) -> list[Placed]:
        is_wet = self._under.gleam is not None
        return placed(things, self._view, self._under.sources, is_wet=is_wet)


@dataclass(frozen=True, eq=False)
class _Kept:
    """The picture of the site and what stands on it, without its beams; and a copy to work on."""

    samples: Samples
    work: Samples
    pictures: Pictures


def _is_same(one: Thing | None, other: Thing) -> bool:
    return one is not None and one.state == other.state

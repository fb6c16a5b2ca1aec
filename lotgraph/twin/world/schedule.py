"""Puts one trip after another on the site so that no two ever share ground.

Whoever is scheduled first keeps his way; whoever comes later waits where he would touch: off the
site, in the stall, at a gate or on the lane. So following, queueing and yielding come by
themselves. Places of rest are safe places, so nobody can be locked in by what is scheduled later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.world.arcs import Floats
from lotgraph.twin.world.speeds import Rail
from lotgraph.twin.world.trips import Shape, Trip, final_pose

TICK_S = 0.25
PAD_M = 0.06  # kept from what stands
WALKER_PAD_M = 0.02
BUDGET = 6000  # steps of one search; a longer one is better begun later
DELAYS_S = (0, 2, 5, 9, 15, 25, 40, 60, 90, 120, 180, 240, 300, 420, 600)


@dataclass(frozen=True)
class Drive:
    """A trip with its times: `knots` (n, 5) are t0, t1 in s, s0 in m, v0 in m/s, a in m/s²."""

    object_id: int
    trip: Trip
    shape: Shape
    first_tick: int
    samples: Floats  # (ticks, 6): see kernels.is_clear
    knots: Floats
    pose: tuple[float, float, float]

    @property
    def last_tick(self) -> int:
        """When it is over."""
        return self.first_tick + len(self.samples) - 1

    def when_at(self, at_m: float) -> float:
        """The first moment (s) at which it is so far along; its end where it never is."""
        t0, t1, s0, v0, a = self.knots.T
        span = t1 - t0
        after = s0 + v0 * span + a * span**2 / 2
        row = int((after >= at_m - 1e-9).argmax()) if (after >= at_m - 1e-9).any() else len(t0) - 1
        low, high = 0.0, float(span[row])
        for _ in range(40):
            middle = (low + high) / 2
            if s0[row] + v0[row] * middle + a[row] * middle**2 / 2 >= at_m:
                high = middle
            else:
                low = middle
        return float(t0[row] + high)


@dataclass
class Traffic:
    """What is on the site, from now on."""

    fixed: Floats  # (n, 6): what stands for ever, as centre, cosine, sine, half length, half width
    parked: dict[int, Floats] = field(default_factory=dict)
    moving: list[Drive] = field(default_factory=list)

    def is_open(self, rail: Rail, own: int) -> bool:
        """Whether a rail touches nothing that stands."""
        from lotgraph.twin.world.kernels import first_hit

        standing = self._standing(own)
        half = np.array([rail.shape.length_m, rail.shape.width_m]) / 2
        pad = PAD_M if not rail.shape.is_walker else WALKER_PAD_M
        return bool(first_hit(rail.rail, half, standing, pad) < 0)

    def near(self, point: tuple[float, float], reach_m: float, own: int) -> Floats:
        """Boxes (n, 6) of what stands so near."""
        standing = self._standing(own)
        apart = np.hypot(standing[:, 0] - point[0], standing[:, 1] - point[1])
        near: Floats = standing[apart < reach_m + standing[:, 4] + standing[:, 5]]
        return near

    def is_free(self, box: Floats) -> bool:
        """Whether one more box (6,) could stand, as things are."""
        from lotgraph.twin.world.kernels import first_hit

        return bool(first_hit(box[None], box[4:], self._standing(0), PAD_M) < 0)

    def _standing(self, own: int) -> Floats:
        """Boxes (n, 6) of all that stands but for one."""
        boxes = [box for name, box in self.parked.items() if name != own]
        return np.concatenate([self.fixed, np.stack(boxes)]) if boxes else self.fixed

    def forget(self, tick: int) -> None:
        """Let go of whoever has arrived or left."""
        self.moving = [one for one in self.moving if one.last_tick >= tick]

    def book(self, object_id: int, rail: Rail, tick: int, patience_s: float) -> Drive | None:
        """Schedule a trip as early as may be from a tick on; None where it would wait too long.

        What stands in its way is not asked here but by `is_open`.
        """
        samples, movers = self._movers()
        for delay in DELAYS_S:
            if delay > patience_s:
                break
            path = _search(rail, tick + int(delay / TICK_S), samples, movers)
            if len(path):
                return self._keep(object_id, rail, path, tick)
        return None

    def book_instead(self, drive: Drive, rail: Rail, tick: int, patience_s: float) -> Drive | None:
        """Schedule another trip from where one stands in the midst of a drive, or leave it so.

        It stands there for `patience_s` at the least, as others know.
        """
        number, others = drive.object_id, [one for one in self.moving if one is not drive]
        before, self.moving = self.moving, others
        self.parked[number] = drive.samples[0]  # it stands until it sets off
        found = self.book(number, rail, tick, patience_s)
        if found is None:
            self.moving = before
            del self.parked[number]
        return found

    def _movers(self) -> tuple[Floats, NDArray[np.int64]]:
        counts = [len(one.samples) for one in self.moving]
        rows = [
            (one.first_tick, offset, count, not one.trip.leaves, one.shape.is_walker)
            for one, count, offset in zip(
                self.moving, counts, np.cumsum([0, *counts]), strict=False
            )
        ]
        samples = [one.samples for one in self.moving]
        return (
            np.concatenate(samples) if samples else np.zeros((0, 6)),
            np.array(rows, dtype=np.int64).reshape(-1, 5),
        )

    def _keep(self, object_id: int, rail: Rail, path: NDArray[np.int64], tick: int) -> Drive:
        from lotgraph.twin.world.kernels import footprints
        from lotgraph.twin.world.timed.kernels import knots_of

        trip, shape = rail.trip, rail.shape
        samples = footprints(path, rail.rail, _body(rail))
        knots = knots_of(path, rail.along_m, rail.stops, rail.units_m, trip.leaves)
        was_parked = object_id in self.parked
        first = int(path[0, 0])
        if was_parked and first > tick:  # it stands in its stall until it sets off
            samples = np.concatenate([np.repeat(samples[:1], first - tick, axis=0), samples])
            first = tick
        drive = Drive(object_id, trip, shape, first, samples, knots, final_pose(trip, shape))
        self.moving.append(drive)
        self.parked.pop(object_id, None)
        if not trip.leaves:
            x, y, heading = drive.pose
            self.parked[object_id] = np.array(
                [x, y, np.cos(heading), np.sin(heading), shape.length_m / 2, shape.width_m / 2]
            )
        return drive


def _body(rail: Rail) -> Floats:
    shape = rail.shape
    return np.array([shape.length_m / 2, shape.width_m / 2, rail.mps, float(shape.is_walker)])


def _search(rail: Rail, tick: int, samples: Floats, movers: NDArray[np.int64]) -> NDArray[np.int64]:
    from lotgraph.twin.world.kernels import search

    speed = min(int(rail.trip.start_mps / rail.mps) // 2 * 2, int(rail.caps[0]) // 2 * 2)
    found: NDArray[np.int64] = search(
        rail.rail, rail.caps, rail.stops, rail.pauses, rail.trip.leaves,
        np.array([tick, speed]), _body(rail), samples, movers, BUDGET,
    )  # fmt: skip
    return found


def boxes_of(rows: Iterable[tuple[float, float, float, float, float]]) -> Floats:
    """Boxes (n, 6) of (x, y, heading, length, width)."""
    table = np.array(list(rows)).reshape(-1, 5)
    x, y, heading, length, width = table.T
    return np.column_stack([x, y, np.cos(heading), np.sin(heading), length / 2, width / 2])

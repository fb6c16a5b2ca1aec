"""Writes drives, walks and rests down as rows of motion: one arc at one acceleration each."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import polars as pl

from lotgraph.twin.world.arcs import Floats, place_on
from lotgraph.twin.world.columns import MOTIONS
from lotgraph.twin.world.model import Lights
from lotgraph.twin.world.schedule import Drive
from lotgraph.twin.world.trips import Trip

BRAKES_MPS2 = -0.4  # slowing down more gently needs no brake
TURN_RAD = 0.5  # a bend that is signalled
SIGNAL_M = 14.0  # so far before it
SHORTEST_S = 1e-6
AWAKE_S = 4.0  # a vehicle's lamps are on so long before it moves off and after it parked
COLUMNS = tuple(MOTIONS.schema)


@dataclass
class Record:
    """Rows so far, and for each object where and when its last one ended."""

    rows: list[Floats] = field(default_factory=list)
    ends: dict[int, Floats] = field(default_factory=dict)
    odometers: dict[int, float] = field(default_factory=dict)

    def drive(self, drive: Drive, *, signals: bool = True) -> None:
        """Add a drive, and the rest before it if its object has been here."""
        times, along = _moments(drive)
        middle = (along[:-1] + along[1:]) / 2
        geometry, within, legs = _pieces_at(drive.trip, along[:-1], middle)
        back = np.array([leg.is_reverse for leg in drive.trip.legs])[legs]
        facing = np.where(back, -1.0, 1.0)
        place = place_on(geometry, within)
        knot = np.searchsorted(drive.knots[:, 0], times[:-1] + SHORTEST_S, side="right") - 1
        t0, _, _, v0, a = drive.knots[knot].T
        speed = v0 + a * (times[:-1] - t0)
        lights = np.zeros(len(middle), np.int64)
        if not drive.shape.is_walker:
            lights = _lights(drive.trip, middle, speed, a, back, signals=signals)
        self._rest_until(drive.object_id, float(times[0]), is_setting_off=True)
        begun = self.odometers.get(drive.object_id, 0.0)
        driven = begun + np.concatenate([[0.0], (np.diff(along) * facing).cumsum()])
        self.odometers[drive.object_id] = float(driven[-1])
        block = np.column_stack(
            [
                np.full(len(middle), float(drive.object_id)), times[:-1], times[1:],
                place[:, 0], place[:, 1], place[:, 2] + np.pi * back, place[:, 3] * facing,
                speed * facing, a * facing, driven[:-1], lights,
            ]
        )  # fmt: skip
        self.rows.append(block)
        if drive.trip.leaves:
            self.ends.pop(drive.object_id, None)
        else:
            x, y, heading = drive.pose
            ahead = drive.shape.axle_m
            rear = (x - ahead * np.cos(heading), y - ahead * np.sin(heading), heading)
            self.stand(drive.object_id, float(times[-1]), rear)

    def stand(self, object_id: int, t_s: float, rear: tuple[float, float, float]) -> None:
        """Let an object stand from a moment on: where its rear axle is, and where it faces."""
        self.ends[object_id] = np.array([t_s, *rear])

    def stand_from_before(self, object_id: int, rear: tuple[float, float, float]) -> None:
        """Let an object stand since long before the world begins, its lamps out."""
        self.stand(object_id, -AWAKE_S, rear)

    def _rest_until(self, object_id: int, t_s: float, *, is_setting_off: bool) -> None:
        end = self.ends.get(object_id)
        if end is None or t_s - end[0] < SHORTEST_S:
            return
        lit = float(Lights.HEAD)
        marks = [(end[0], lit), (end[0] + AWAKE_S, 0.0)]
        if is_setting_off:
            marks.append((t_s - AWAKE_S, lit))
        if t_s - end[0] <= AWAKE_S * 2:
            marks = [(end[0], lit)]
        marks.append((t_s, 0.0))
        driven = self.odometers.get(object_id, 0.0)
        rows = [
            [float(object_id), a, b, *end[1:], 0.0, 0.0, 0.0, driven, lamp]
            for (a, lamp), (b, _) in pairwise(marks)
        ]
        self.rows.append(np.array(rows))

    def table(self, until_s: float) -> tuple[pl.DataFrame, dict[int, int]]:
        """Every row up to a moment, and the objects that numbers stand for, vehicles first.

        What stands, stands until then; walkers are numbered below 0.
        """
        for object_id in sorted(self.ends):
            self._rest_until(object_id, until_s, is_setting_off=False)
        self.ends.clear()
        rows = np.concatenate(self.rows) if self.rows else np.zeros((0, len(COLUMNS)))
        # What stands at the beginning was lit before it.
        rows = rows[(rows[:, 1] < until_s) & (rows[:, 2] > 0)]
        rows[:, 1] = np.maximum(rows[:, 1], 0.0)
        rows[:, 2] = np.minimum(rows[:, 2], until_s)
        seen = np.unique(rows[:, 0]).astype(int).tolist()
        names = {n: k for k, n in enumerate(sorted(seen, key=lambda n: (n < 0, abs(n))), start=1)}
        rows[:, 0] = [names[int(n)] for n in rows[:, 0]]
        return MOTIONS.table(**dict(zip(COLUMNS, rows.T, strict=True))), names


def _moments(drive: Drive) -> tuple[Floats, Floats]:
    """When an arc or an acceleration ends: times (k,) and metres (k,) along the trip."""
    ends = np.concatenate([leg.pieces[:, 4] for leg in drive.trip.legs]).cumsum()
    t0, t1, s0, v0, a = drive.knots.T
    span = t1 - t0
    after = s0 + v0 * span + a * span**2 / 2
    ends = ends[(ends > s0[0] + 1e-9) & (ends < after[-1] - 1e-9)]
    row = np.searchsorted(after, ends, side="left")  # the first knot that reaches it
    gap = ends - s0[row]
    speed = np.sqrt(np.maximum(v0[row] ** 2 + 2 * a[row] * gap, 0.0))
    crossed = t0[row] + 2 * gap / np.maximum(v0[row] + speed, 1e-9)
    times = np.concatenate([t0, crossed.clip(t0[row], t1[row]), t1[-1:]])
    along = np.concatenate([s0, ends, after[-1:]])
    order = np.argsort(times, kind="stable")
    times, along = times[order], along[order]
    kept = np.concatenate([np.diff(times) > SHORTEST_S, [True]])
    kept[0] = True
    return times[kept], along[kept]


def _pieces_at(trip: Trip, begins: Floats, middle: Floats) -> tuple[Floats, Floats, np.ndarray]:
    """The piece under each (k,) metres in the middle, how far into it `begins` is, and its leg."""
    pieces = np.concatenate([leg.pieces for leg in trip.legs])
    legs = np.repeat(np.arange(len(trip.legs)), [len(leg.pieces) for leg in trip.legs])
    starts = np.concatenate([[0.0], pieces[:-1, 4].cumsum()])
    index = (np.searchsorted(starts, middle, side="right") - 1).clip(0)
    return pieces[index], (begins - starts[index]).clip(0.0, pieces[index, 4]), legs[index]


def _lights(  # noqa: PLR0913
    trip: Trip, along: Floats, speed: Floats, a: Floats, back: np.ndarray, *, signals: bool
) -> np.ndarray:
    """Bits for each (k,) metres along, while driven."""
    bits = np.full(len(along), int(Lights.HEAD))
    bits |= np.where((a < BRAKES_MPS2) | ((speed == 0) & (a == 0)), int(Lights.BRAKE), 0)
    bits |= np.where(back, int(Lights.REVERSE), 0)
    done = 0.0
    for leg in trip.legs if signals else ():
        turns = leg.pieces[:, 3] * leg.pieces[:, 4]
        ends = done + leg.pieces[:, 4].cumsum()
        for piece in np.flatnonzero(np.abs(turns) > TURN_RAD) if not leg.is_reverse else ():
            lamp = int(Lights.LEFT if turns[piece] > 0 else Lights.RIGHT)
            first = max(ends[piece] - leg.pieces[piece, 4] - SIGNAL_M, done)
            bits |= np.where((along > first) & (along < ends[piece]), lamp, 0)
        done = float(ends[-1])
    return bits

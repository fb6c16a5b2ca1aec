"""Writes drives, walks and rests down as rows of motion: one arc at one acceleration each."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import polars as pl

from lotgraph.twin.world.arcs import Floats
from lotgraph.twin.world.columns import MOTIONS
from lotgraph.twin.world.model import Lights
from lotgraph.twin.world.schedule import Drive

SHORTEST_S = 1e-6
AWAKE_S = 4.0  # a vehicle's lamps are on so long before it moves off and after it parked
COLUMNS = tuple(MOTIONS.schema)[1:]  # but for the site


@dataclass
class Record:
    """Rows so far, and for each object where and when its last one ended."""

    rows: list[Floats] = field(default_factory=list)
    ends: dict[int, Floats] = field(default_factory=dict)
    odometers: dict[int, float] = field(default_factory=dict)

    def drive(self, drive: Drive, *, signals: bool = True) -> None:
        """Add a drive, and the rest before it if its object has been here."""
        from lotgraph.twin.world.timed.kernels import rows_of

        number, legs = drive.object_id, drive.trip.legs
        self._rest_until(number, float(drive.knots[0, 0]), is_setting_off=True)
        rows, driven = rows_of(
            drive.knots,
            np.concatenate([leg.pieces for leg in legs]),
            np.array([len(leg.pieces) for leg in legs]).cumsum(),
            np.array([leg.is_reverse for leg in legs]),
            self.odometers.get(number, 0.0),
            signals,
            not drive.shape.is_walker,
        )
        rows[:, 0] = number
        self.odometers[number] = float(driven)
        self.rows.append(rows)
        if drive.trip.leaves:
            self.ends.pop(number, None)
        else:
            x, y, heading = drive.pose
            ahead = drive.shape.axle_m
            rear = (x - ahead * np.cos(heading), y - ahead * np.sin(heading), heading)
            self.stand(number, float(drive.knots[-1, 1]), rear)

    def cut(self, object_id: int, t_s: float) -> None:
        """Take back what an object would have driven after a moment at which it stands.

        Its last drive is looked for from the end: it began minutes ago, however long a world lasts.
        """
        latest = reversed(range(len(self.rows)))
        index = next(n for n in latest if self.rows[n][0, 0] == object_id)
        rows = self.rows[index]
        kept = rows[rows[:, 1] < t_s].copy()
        kept[-1, 2] = min(kept[-1, 2], t_s)
        self.rows[index] = kept
        self.odometers[object_id] = float(kept[-1, COLUMNS.index("driven_m")])

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

    def table(self, site_id: str, until_s: float) -> tuple[pl.DataFrame, dict[int, int]]:
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
        columns = dict(zip(COLUMNS, rows.T, strict=True))
        site = pl.repeat(site_id, len(rows), eager=True)
        return MOTIONS.table(site_id=site, **columns), names

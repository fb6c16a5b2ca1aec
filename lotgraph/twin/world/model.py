"""A world: who is on the site, and where each is at any moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntFlag
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.twin.plan.model import Plan
from lotgraph.twin.sun import elevation_deg, sun_direction

Floats = NDArray[np.float64]

VEHICLE, WALKER = 0, 1  # kinds of objects
TYRE_M = 0.31  # radius that a wheel's turn is told by
LONGEST_S = 30.0  # rows that last longer are kept apart, so that all others are found by when
MOVING = (
    "object_id", "t0_s", "t1_s", "x_m", "y_m", "heading_rad", "curvature_per_m", "speed_mps",
    "acceleration_mps2", "lights", "driven_m",
)  # fmt: skip


class Lights(IntFlag):
    """Which lamps of a vehicle are lit."""

    HEAD = 1
    BRAKE = 2
    LEFT = 4
    RIGHT = 8
    REVERSE = 16


@dataclass(frozen=True)
class Poses:
    """Everything on the site at one moment, in the order of its numbers; arrays (n,).

    `x_m`, `y_m` are the centre of the footprint; `speed_mps` is less than 0 in reverse; `steer_rad`
    is positive to the left. `phase` is of a walker's stride in cycles, of a wheel's in radians.
    """

    object_id: NDArray[np.int32]
    kind: NDArray[np.uint8]
    x_m: Floats
    y_m: Floats
    heading_rad: Floats
    speed_mps: Floats
    steer_rad: Floats
    phase: Floats
    lights: NDArray[np.uint8]
    is_awake: NDArray[np.bool_]  # somebody is in it, or on it

    def __len__(self) -> int:
        return len(self.object_id)


@dataclass(frozen=True)
class World:
    """The traffic of one site: tables as the contracts in `columns` say, over `duration_s`."""

    plan: Plan
    begins_at: datetime
    duration_s: float
    seed: int
    vehicles: pl.DataFrame
    visits: pl.DataFrame
    motions: pl.DataFrame
    walkers: pl.DataFrame

    def poses(self, t_s: float) -> Poses:
        """Where everything is so many seconds after the world began; nobody before or after it."""
        rows = self._between(t_s, t_s)
        return self._at({name: column[rows] for name, column in self._rows[0].items()}, t_s)

    def during(self, begin_s: float, end_s: float) -> Floats:
        """Rows of motion (n, 11), object by object, that last into a stretch of time.

        Columns are object, t0, t1, x, y, heading, curvature, speed, acceleration, lights and metres
        driven before.
        """
        rows = self._between(begin_s, end_s)
        return np.column_stack([self._rows[0][name][rows] for name in MOVING]).astype(np.float64)

    def _between(self, begin_s: float, end_s: float) -> NDArray[np.intp]:
        """Rows that begin no later than a stretch's end and end after it begins."""
        columns, short, starts, long = self._rows
        first, last = np.searchsorted(starts, (begin_s - LONGEST_S, end_s), side="right")
        recent, t0, t1 = short[first:last], columns["t0_s"], columns["t1_s"]
        rows = np.concatenate(
            [recent[t1[recent] > begin_s], long[(t0[long] <= end_s) & (t1[long] > begin_s)]]
        )
        rows.sort()  # rows lie in the order of their objects
        return rows

    def _at(self, row: Mapping[str, NDArray], t_s: float) -> Poses:
        index = row["object_id"] - 1
        about = {name: column[index] for name, column in self._objects.items()}
        spent = t_s - row["t0_s"]
        along = (row["speed_mps"] + row["acceleration_mps2"] * spent / 2) * spent
        half = row["curvature_per_m"] * along / 2
        chord = along * np.sinc(half / np.pi)  # np.sinc has a pi of its own
        heading = row["heading_rad"] + 2 * half
        ahead = about["axle_m"]
        driven = row["driven_m"] + along
        awake = (row["lights"] & Lights.HEAD) > 0
        is_dark = self.sun_deg(t_s) < about["lamps_below_deg"]
        lights = np.where(awake & ~is_dark, row["lights"] ^ np.uint8(Lights.HEAD), row["lights"])
        return Poses(
            object_id=row["object_id"],
            kind=about["kind"],
            x_m=row["x_m"] + chord * np.cos(row["heading_rad"] + half) + ahead * np.cos(heading),
            y_m=row["y_m"] + chord * np.sin(row["heading_rad"] + half) + ahead * np.sin(heading),
            heading_rad=heading,
            speed_mps=row["speed_mps"] + row["acceleration_mps2"] * spent,
            steer_rad=np.arctan(row["curvature_per_m"] * about["wheelbase_m"]),
            phase=driven / about["cycle_m"],
            lights=lights,
            is_awake=awake,
        )

    @property
    def axles_m(self) -> Floats:
        """From the rear axle to the footprint's centre of each object, by its number less one."""
        axles: Floats = self._objects["axle_m"]
        return axles

    def sun_deg(self, t_s: float) -> float:
        """How high the sun stands."""
        moment = self.begins_at + timedelta(seconds=t_s)
        plan = self.plan
        return elevation_deg(sun_direction(plan.latitude_deg, plan.longitude_deg, moment))

    @cached_property
    def _rows(self) -> tuple[dict[str, NDArray], NDArray[np.intp], Floats, NDArray[np.intp]]:
        """Columns in the order of objects; short rows by when they begin, and when; long rows."""
        motions = self.motions.sort("object_id", "t0_s")
        columns = {name: motions[name].to_numpy() for name in motions.columns[1:]}
        lasts = columns["t1_s"] - columns["t0_s"]
        short = np.flatnonzero(lasts <= LONGEST_S)
        short = short[np.argsort(columns["t0_s"][short], kind="stable")]
        return columns, short, columns["t0_s"][short], np.flatnonzero(lasts > LONGEST_S)

    @cached_property
    def _objects(self) -> dict[str, NDArray]:
        """What is the same of an object at every moment, by its number less one."""
        vehicles, walkers = self.vehicles.sort("object_id"), self.walkers.sort("object_id")
        n, m = len(vehicles), len(walkers)
        nothing = np.zeros(m)
        return {
            "kind": np.repeat(np.array([VEHICLE, WALKER], np.uint8), [n, m]),
            "axle_m": np.concatenate([vehicles["axle_m"].to_numpy(), nothing]),
            "wheelbase_m": np.concatenate([vehicles["wheelbase_m"].to_numpy(), nothing]),
            "lamps_below_deg": np.concatenate([vehicles["lamps_below_deg"].to_numpy(), nothing]),
            "cycle_m": np.concatenate([np.full(n, TYRE_M), walkers["stride_m"].to_numpy()]),
        }

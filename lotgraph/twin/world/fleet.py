"""Which vehicles come: models of the plan's split, some of them again on a later day."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import radians, tan
from typing import Protocol

import numpy as np
import polars as pl

from lotgraph.errors import TwinError
from lotgraph.twin.plan.model import Plan, Stall
from lotgraph.twin.seeds import stream
from lotgraph.twin.world.arcs import Floats
from lotgraph.twin.world.columns import VEHICLES
from lotgraph.twin.world.intents import Intent
from lotgraph.twin.world.trips import LEAST_M, Shape

# Sorts of vehicles, and how often each type comes of a sort, shared by its models.
SORTS: dict[str, dict[str, float]] = {
    "car": {"car": 0.86, "pickup": 0.05, "van": 0.09},
    "two_wheeler": {"two_wheeler": 1.0},
    "truck": {"truck": 0.7, "van": 0.3},
    "bus": {"bus": 1.0},
}
STANDS_IN = {"two_wheeler": "car", "truck": "car", "bus": "car"}  # for a sort that does not fit
PARK = ("car", "two_wheeler")  # sorts that take stalls
STOPPERS = {"car": 0.6, "van": 0.4}  # of cars that only stop
SIDE_M = 0.4  # left of a stall's width beside a vehicle, at the least, and
OVER_M = 0.45  # how far one may stick out of it
KERB_SPARE_M = 1.1  # and what a stall along a kerb has to be longer
LAMPS_DEG = (-2.0, 7.0)  # height of the sun at which drivers put their lamps on
ALWAYS_DEG = 91.0  # lamps on by day too
ALWAYS_SHARE = 0.25
STEERS_RAD = radians(45)  # the most that front wheels turn
SAME_DAY_S = 6 * 3600.0  # whoever comes again has been away for longer


class Model(Protocol):
    """What is asked of a vehicle model."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def length_m(self) -> float: ...  # noqa: D102
    @property
    def width_m(self) -> float: ...  # noqa: D102
    @property
    def height_m(self) -> float: ...  # noqa: D102
    @property
    def wheelbase_m(self) -> float: ...  # noqa: D102
    @property
    def overhang_m(self) -> float: ...  # noqa: D102


@dataclass(frozen=True)
class Vehicle:
    """One vehicle and the ground it covers."""

    object_id: int
    model: Model
    look_seed: int
    lamps_below_deg: float

    @property
    def shape(self) -> Shape:
        """Its footprint."""
        return shape_of(self.model)


@dataclass
class Fleet:
    """Every vehicle so far, and which are away and may come again."""

    plan: Plan
    seed: int
    models: Sequence[Model]
    passing: Sequence[Model] = ()  # who gets through the site
    parking: Sequence[Model] = ()  # who finds a stall
    vehicles: list[Vehicle] = field(default_factory=list)
    away: dict[tuple[str, bool], list[tuple[float, int]]] = field(
        default_factory=lambda: defaultdict(list)  # of each sort, stopping or not: since, index
    )

    def draw(self, intent: Intent, *, returns: bool) -> Vehicle:
        """The vehicle of a visit: one that has been here, if it returns and there is one."""
        rng = stream(self.seed, "vehicle", self.plan.site_id, intent.number)
        away = self.away[intent.rides, intent.purpose != "park"]  # in the order they left
        rested = bisect_left(away, (intent.at_s - SAME_DAY_S, 0))
        if returns and rested:
            _, index = away.pop(int(rng.integers(rested)))
            return self.vehicles[index]
        models, weights = self._choices[intent.rides, intent.purpose != "park"]
        model = models[int(rng.choice(len(models), p=weights))]
        lamps = ALWAYS_DEG if rng.random() < self._always else float(rng.uniform(*LAMPS_DEG))
        look_seed = int(rng.integers(2**40))
        self.vehicles.append(Vehicle(len(self.vehicles) + 1, model, look_seed, lamps))
        return self.vehicles[-1]

    def goes(self, vehicle: Vehicle, intent: Intent, at_s: float) -> None:
        """Remember that a vehicle is away since a moment."""
        insort(self.away[intent.rides, intent.purpose != "park"], (at_s, vehicle.object_id - 1))

    def table(self, names: Mapping[int, int]) -> pl.DataFrame:
        """Every vehicle that was seen, by the object each number stands for."""
        seen = [one for one in self.vehicles if one.object_id in names]
        models = [one.model for one in seen]
        return VEHICLES.table(
            site_id=[self.plan.site_id] * len(seen),
            object_id=[names[one.object_id] for one in seen],
            body=[one.name for one in models],
            type=[type_of(one) for one in models],
            look_seed=[one.look_seed for one in seen],
            plate=self._plates(seen),
            length_m=[one.length_m for one in models],
            width_m=[one.width_m for one in models],
            height_m=[one.height_m for one in models],
            **self._drawn(seen),
            wheelbase_m=[one.wheelbase_m for one in models],
            axle_m=[axle_of(one) for one in models],
            lamps_below_deg=[one.lamps_below_deg for one in seen],
        )

    def _plates(self, seen: Sequence[Vehicle]) -> list[str]:
        """What stands on vehicles' plates as they are drawn."""
        from lotgraph.twin.bodies.build import plate_of

        return [plate_of(one.model.name, one.look_seed, self.plan.split) for one in seen]

    def _drawn(self, seen: Sequence[Vehicle]) -> dict[str, list[float]]:
        """How far vehicles reach as they are drawn."""
        from lotgraph.twin.bodies.extent import extent_of

        split = self.plan.split
        found = [extent_of(one.model.name, one.look_seed, split) for one in seen]
        names = ("drawn_length_m", "drawn_width_m", "drawn_height_m", "ridden_height_m")
        return {name: [one[k] for one in found] for k, name in enumerate(names)}

    def narrow(self, can_pass: Callable[[Model], bool], can_park: Callable[[Model], bool]) -> None:
        """Let only those come who get through the site, and to park who find a stall.

        Raises:
            TwinError: nobody finds one.
        """
        self.passing = [one for one in self.models if can_pass(one)] or self.models
        sorts = [kind for sort in PARK for kind in SORTS[sort]]
        self.parking = [one for one in self.models if one.type in sorts and can_park(one)]
        if not any(one.type in SORTS["car"] for one in self.parking) and self.plan.stalls:
            raise TwinError(
                f"site {self.plan.site_id}: expected stalls that some vehicle model of the split "
                f"{self.plan.split} fits; make them longer or wider"
            )

    @cached_property
    def _choices(self) -> dict[tuple[str, bool], tuple[list[Model], Floats]]:
        """Models and how likely each is: by the sort that is meant, and whether it only stops."""
        found = {}
        for sort, is_stopping in product(SORTS, (False, True)):
            models = (self.passing if is_stopping else self.parking) or self.models
            meant = [one for one in models if one.type in SORTS[sort]]
            shares = SORTS[sort if meant else STANDS_IN.get(sort, sort)]
            if is_stopping and shares is SORTS["car"]:
                shares = STOPPERS
            found[sort, is_stopping] = _likely(models, shares)
        return found

    @cached_property
    def _always(self) -> float:
        is_roofed = any(one.kind == "roof" for one in self.plan.structures)
        return 1.0 if is_roofed else ALWAYS_SHARE


def _likely(models: Sequence[Model], shares: Mapping[str, float]) -> tuple[list[Model], Floats]:
    """Models of these types, and how likely each is; all alike where none is of them."""
    known = [one for one in models if one.type in shares] or list(models)
    counts = Counter(one.type for one in known)
    weights = np.array([shares.get(one.type, 1.0) / counts[one.type] for one in known])
    return known, weights / weights.sum()


def type_of(model: Model) -> str:
    """What a detector would call it."""
    if model.type != "two_wheeler":
        return model.type
    return "bicycle" if model.kind == "bicycle" else "motorbike"


def shape_of(model: Model) -> Shape:
    """The ground a vehicle of this model covers, and how tightly it turns."""
    least = max(LEAST_M, model.wheelbase_m / tan(STEERS_RAD))
    return Shape(model.length_m, model.width_m, axle_of(model), least)


def axle_of(model: Model) -> float:
    """From the rear axle to the centre of the footprint."""
    front = model.overhang_m or (model.length_m - model.wheelbase_m) / 2
    return front + model.wheelbase_m - model.length_m / 2


def fits(model: Model, stall: Stall, *, is_along_kerb: bool) -> bool:
    """Whether a driver of this model would take the stall."""
    if is_along_kerb:
        return model.length_m <= stall.length_m - KERB_SPARE_M and model.width_m <= stall.width_m
    return model.length_m <= stall.length_m + OVER_M and model.width_m <= stall.width_m - SIDE_M

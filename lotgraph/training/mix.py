"""Which models of vehicles come on stills: variants too, and more of what is rare."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from lotgraph.twin.bodies.catalogue import bodies_of, body_of
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.vary import varied
from lotgraph.twin.seeds import Split
from lotgraph.twin.world.fleet import type_of
from lotgraph.twin.world.model import World

VARIANTS = 2  # of each model, beside itself
NUMBERS = 2**31  # of variants
AS_CARS = {"van": 0.5, "pickup": 0.5}  # come in place of cars: so many for each model of a car


def several(split: Split, chance: np.random.Generator) -> list[Body]:
    """The models of a split; of that to learn from, with variants, of that to judge by alone."""
    bodies = list(bodies_of(split))
    if split == "held_out":
        return bodies
    numbers = chance.integers(NUMBERS, size=(len(bodies), VARIANTS)).tolist()
    return bodies + [
        varied(one, number) for one, own in zip(bodies, numbers, strict=True) for number in own
    ]


def mixed(bodies: Sequence[Body]) -> list[Body]:
    """These models; vans and pickups come in place of cars too.

    Those bodies say that they are cars; `named` says what they are.
    """
    counts = Counter[str](one.type for one in bodies)
    copies = {kind: round(share * counts["car"] / counts[kind]) for kind, share in AS_CARS.items()}
    stand_ins = [replace(one, type="car") for one in bodies for _ in range(copies.get(one.type, 0))]
    return [*bodies, *stand_ins]


def named(world: World) -> World:
    """A world of `mixed` models in which each vehicle is of the type that it is."""
    split, names = world.plan.split, world.vehicles["body"].unique().to_list()
    types = {name: type_of(body_of(name, split)) for name in names}
    own = world.vehicles["body"].replace_strict(types, return_dtype=pl.String())
    return replace(world, vehicles=world.vehicles.with_columns(own.alias("type")))

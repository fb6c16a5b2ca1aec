"""How large things usually are: what a box is of says how far away it is."""

import numpy as np
import polars as pl

from lotgraph.cameras.model import Floats
from lotgraph.kinds import GROUP_OF, PERSON, TWO_WHEELER, VEHICLE

USUAL = {  # length, width, height in metres; spread of each as a share
    "car": ((4.4, 1.8, 1.5), (0.1, 0.05, 0.06)),
    "suv": ((4.6, 1.85, 1.7), (0.08, 0.05, 0.06)),
    "pickup": ((5.3, 1.9, 1.8), (0.08, 0.06, 0.08)),
    "van": ((5.2, 1.95, 2.1), (0.15, 0.06, 0.15)),
    "minivan": ((4.8, 1.85, 1.8), (0.08, 0.05, 0.06)),
    "truck": ((7.5, 2.3, 2.8), (0.3, 0.1, 0.2)),
    "bus": ((11.0, 2.5, 3.1), (0.2, 0.05, 0.1)),
    VEHICLE: ((4.5, 1.8, 1.55), (0.15, 0.08, 0.12)),
    TWO_WHEELER: ((1.8, 0.65, 1.5), (0.1, 0.2, 0.2)),
    PERSON: ((0.5, 0.6, 1.7), (0.3, 0.2, 0.08)),
}
ANY = ((2.5, 1.5, 1.7), (0.7, 0.5, 0.5))  # of what nobody has heard of
OFF_THE_GROUND = ("plate", "licence_plate", "license_plate", "face", "head")


def stands(kind: str) -> pl.Expr:
    """Whether what a column calls so stands on the ground."""
    return ~pl.col(kind).str.to_lowercase().is_in(OFF_THE_GROUND)


def usual_sizes(kinds: pl.Series) -> Floats:
    """Logarithms of sizes, and the spread of those (n, 6), of things called so."""
    names = kinds.unique()
    rows = {name: _of(name) for name in names}
    return np.array([rows[name] for name in kinds]).reshape(-1, 6)


def _of(kind: str) -> Floats:
    name = kind.lower()
    sizes, spread = USUAL.get(name) or USUAL.get(GROUP_OF.get(name, ""), ANY)
    return np.concatenate([np.log(sizes), spread])

"""Leaves a plan as many digits as anyone would measure, so that files of plans stay readable."""

import dataclasses
import math
from typing import Any

from lotgraph.twin.plan.angles import radians_of

DIGITS = {"distortion": 6}


def rounded(value: Any, name: str = "") -> Any:
    """The same plan, or part of one: tenths of millimetres, hundredths of degrees."""
    if isinstance(value, float):
        if name.endswith("_rad"):
            return radians_of(f"{math.degrees(value):.2f}")
        return round(value, DIGITS.get(name, 4))
    if isinstance(value, tuple):
        return tuple([rounded(one, name) for one in value])
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{key: rounded(one, key) for key, one in vars(value).items()})
    return value

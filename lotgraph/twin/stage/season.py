"""What a day of the year makes of leaves and grass, where the year has seasons."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

TROPIC_DEG = 28.0  # nearer to the equator trees stay green
# By the day of a northern year: how many leaves hang, and how far they have turned.
DAYS = (0.0, 80.0, 105.0, 135.0, 265.0, 300.0, 325.0, 345.0)
LEAVES = (0.0, 0.0, 0.25, 1.0, 1.0, 0.75, 0.1, 0.0)
TURNED = (0.6, 0.0, 0.0, 0.0, 0.0, 0.8, 1.0, 0.6)
HALF_YEAR_D = 182.5


@dataclass(frozen=True)
class Season:
    """How many leaves hang on trees that shed them, 0 to 1, and how yellow these are."""

    leaves: float = 1.0
    turned: float = 0.0


SUMMER = Season()


def season_at(latitude_deg: float, moment: datetime) -> Season:
    """The season of a day; the south has it half a year later."""
    if abs(latitude_deg) < TROPIC_DEG:
        return SUMMER
    day = moment.timetuple().tm_yday + moment.hour / 24
    day = (day + (0.0 if latitude_deg > 0 else HALF_YEAR_D)) % 366
    return Season(float(np.interp(day, DAYS, LEAVES)), float(np.interp(day, DAYS, TURNED)))

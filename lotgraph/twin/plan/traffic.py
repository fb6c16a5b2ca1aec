"""How busy sites of different kinds are through a day, and how long people stay."""

import math
from dataclasses import dataclass

import numpy as np

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.model import Rates
from lotgraph.twin.plan.shapes import Floats

HOURS = 24
LONGEST_H = 48  # whoever stays longer is rare
USABLE = 0.9  # of the stalls: some are too narrow, or left free for others to get by
SIGMAS = 2.0  # of chance, which is Poisson's


@dataclass(frozen=True)
class Day:
    """How arrivals spread over the hours of a day, and how long who arrives stays."""

    weights: tuple[float, ...]
    dwell_min: tuple[float, float]
    visits_a_stall: tuple[float, float]  # in a day
    sigma: tuple[float, float] = (0.6, 1.1)


SHOPS = Day(
    (*(0, 0, 0, 0, 0, 0, 1, 3, 6, 9, 11, 11, 10, 9, 9, 10, 12, 13, 10, 7, 3, 1), 0.3, 0.1),
    (14, 45),
    (5, 11),
)
OFFICES = Day(
    (*(0.1, 0, 0, 0, 0.2, 1, 6, 16, 15, 7, 3, 2, 4, 6, 4, 2, 2), 1.5, 1, 0.6, 0.4, 0.3, 0.2, 0.1),
    (180, 420),
    (1.2, 2.2),
    (0.4, 0.8),
)
HOMES = Day(
    (*(1, 0.6, 0.4, 0.3, 0.3, 0.6, 2, 4, 4, 3, 3, 3, 5, 4, 4, 5, 8, 11, 11, 8, 6, 5, 3, 2),),
    (60, 400),
    (1.5, 3.0),
    (0.9, 1.4),
)
EVENING = Day(
    (*(3, 1, 0.5, 0.2, 0.1, 0.1, 0.5, 1, 1, 2, 2, 5, 7, 5, 3, 3, 5, 9, 13, 13, 9, 6, 4, 3),),
    (70, 150),
    (2, 5),
)
STREET = Day(
    (*(0.5, 0.3, 0.2, 0.1, 0.2, 1, 3, 7, 9, 9, 9, 9, 10, 9, 9, 9, 10, 11, 10, 7, 4, 2, 1.5, 1),),
    (12, 60),
    (4, 12),
    (0.8, 1.3),
)


def rates(dice: Dice, days: tuple[Day, ...], stalls: int, seed: int, *, has_gate: bool) -> Rates:
    """Arrivals by the hour that fill a site but seldom overflow it, and habits of its drivers.

    Nobody tailgates where no gate `has_gate` closed the way in.
    """
    others = Dice(seed, "others")
    day = dice.pick(days)
    dwell_min = dice.number(*day.dwell_min)
    visits = stalls * dice.number(*day.visits_a_stall)
    weights = [weight * dice.number(0.8, 1.25) for weight in day.weights]
    hourly = np.array([visits * weight / sum(weights) for weight in weights])
    sigma = dice.number(*day.sigma)
    fullest = float(standing(hourly, dwell_min, sigma).max())
    share = min(1.0, _most(stalls) / fullest)
    return Rates(
        arrivals_per_hour=tuple(round(share * number, 2) for number in hourly.tolist()),
        dwell_median_s=round(60 * dwell_min, 1),
        dwell_sigma=sigma,
        returning_share=dice.number(0.1, 0.6),
        back_in_share=dice.number(0.05, 0.35),
        several_tries_share=dice.number(0.04, 0.2),
        circling_share=dice.number(0.02, 0.12),
        drop_off_share=dice.number(0.01, 0.1),
        double_parking_share=dice.number(0.004, 0.03),
        wrong_way_share=dice.number(0.004, 0.03),
        tailgating_share=dice.number(0.005, 0.05) * has_gate,
        two_wheeler_share=others.number(0.02, 0.16),
        delivery_share=others.number(0.004, 0.03),
        coach_share=others.number(0.002, 0.012),
        walkers_per_visit=dice.number(0.8, 2.0),
    )


def standing(hourly: Floats, dwell_min: float, sigma: float) -> Floats:
    """How many stand at the end of each hour of a day on average, were all days alike."""
    ages_min = 60 * (np.arange(LONGEST_H) + 0.5)
    stays = np.array(
        [math.erfc(math.log(age / dwell_min) / (sigma * math.sqrt(2))) for age in ages_min]
    )
    hours = (np.arange(HOURS)[:, None] - np.arange(LONGEST_H)) % HOURS
    found: Floats = (hourly[hours] * stays / 2).sum(axis=1)
    return found


def _most(stalls: int) -> float:
    """How many may stand on average, that chance seldom makes more of it than a site holds."""
    room = USABLE * stalls
    return (math.sqrt(room + SIGMAS**2 / 4) - SIGMAS / 2) ** 2

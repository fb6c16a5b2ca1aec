"""Kinds of weather, and the numbers each draws from."""

from dataclasses import dataclass, fields
from typing import Literal

from lotgraph.twin.bands import banded
from lotgraph.twin.seeds import Split, stream

Kind = Literal["clear", "broken", "overcast", "rain", "wet", "fog", "snow"]
Range = tuple[float, float]
NONE: Range = (0.0, 0.0)


@dataclass(frozen=True)
class Weather:
    """One state of the air and the ground.

    `cloud` is the covered share of the sky; `sunshine` what is left of the sun's direct beam;
    `haze_per_m` the share of light lost per metre; `wetness` and `snow` run from dry and bare, 0,
    to drenched and white, 1; `rain` from none, 0, to a downpour, 1.
    """

    kind: Kind = "clear"
    cloud: float = 0.1
    sunshine: float = 1.0
    haze_per_m: float = 0.0002
    wetness: float = 0.0
    rain: float = 0.0
    snow: float = 0.0
    seed: int = 0  # of the clouds' and puddles' shapes


RANGES: dict[Kind, dict[str, Range]] = {
    "clear": {"cloud": (0.0, 0.25), "sunshine": (0.75, 1.0), "haze_per_m": (0.0001, 0.0012)},
    "broken": {"cloud": (0.4, 0.75), "sunshine": (0.15, 0.9), "haze_per_m": (0.0001, 0.0012)},
    "overcast": {"cloud": (0.9, 1.0), "sunshine": (0.0, 0.03), "haze_per_m": (0.0004, 0.002)},
    "rain": {
        "cloud": (0.92, 1.0),
        "sunshine": (0.0, 0.01),
        "haze_per_m": (0.0015, 0.007),
        "wetness": (0.6, 1.0),
        "rain": (0.2, 1.0),
    },
    "wet": {
        "cloud": (0.2, 1.0),
        "sunshine": (0.0, 0.8),
        "haze_per_m": (0.0003, 0.002),
        "wetness": (0.3, 0.9),
    },
    "fog": {
        "cloud": (0.9, 1.0),
        "sunshine": (0.0, 0.01),
        "haze_per_m": (0.008, 0.045),
        "wetness": (0.0, 0.4),
    },
    "snow": {
        "cloud": (0.3, 1.0),
        "sunshine": (0.0, 0.7),
        "haze_per_m": (0.0004, 0.004),
        "wetness": (0.0, 0.5),
        "snow": (0.4, 1.0),
    },
}
SHARES: dict[Kind, float] = {  # of the days of a year somewhere in the middle of Europe
    "clear": 0.26,
    "broken": 0.27,
    "overcast": 0.2,
    "rain": 0.1,
    "wet": 0.09,
    "fog": 0.04,
    "snow": 0.04,
}


def draw_weather(seed: int, split: Split, kind: Kind | None = None) -> Weather:
    """Weather of a kind, or of any kind as often as a year has it; no two splits share a number."""
    chance = stream(seed, "weather", split)
    drawn = kind or chance.choice(list(SHARES), p=list(SHARES.values())).item()
    ranges = RANGES[drawn]
    numbers = {
        field.name: banded(chance, split, *ranges[field.name])
        for field in fields(Weather)
        if field.name in ranges
    }
    return Weather(kind=drawn, seed=int(chance.integers(2**31)), **numbers)

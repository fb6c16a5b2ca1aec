"""Paints: fourteen colour names, each with one value a split, so that no paint is in both."""

from dataclasses import dataclass

import numpy as np

from lotgraph.twin.seeds import Split


@dataclass(frozen=True)
class Paint:
    """A car paint: linear albedo, how metallic its flakes make it and how glossy its clear coat."""

    name: str
    split: Split
    albedo: tuple[float, float, float]
    metallic: float
    gloss: float


# How common each colour is on the road, in percent: white, grey, black and blue lead everywhere.
SHARES = {
    "white": 24, "black": 16, "grey": 18, "silver": 11, "blue": 12, "red": 7, "green": 3,
    "brown": 2, "beige": 2, "yellow": 1.5, "orange": 1.5, "light blue": 1, "dark red": 1,
    "purple": 0.5,
}  # fmt: skip

# sRGB, metallic, gloss: of the training split, then of the held-out one.
_VALUES: dict[str, tuple[tuple[str, float, float], tuple[str, float, float]]] = {
    "white": (("eceeec", 0.00, 0.88), ("e2e0d8", 0.18, 0.92)),
    "black": (("131416", 0.12, 0.95), ("1b191c", 0.30, 0.90)),
    "grey": (("5b5f63", 0.55, 0.90), ("6d6a68", 0.25, 0.86)),
    "silver": (("b3b7ba", 0.75, 0.90), ("a3a6a4", 0.82, 0.86)),
    "blue": (("1f3c74", 0.40, 0.92), ("24508f", 0.22, 0.88)),
    "red": (("a8161d", 0.15, 0.92), ("bc2a22", 0.02, 0.86)),
    "green": (("24452f", 0.35, 0.90), ("3a5a3a", 0.10, 0.84)),
    "brown": (("4a3528", 0.45, 0.88), ("5c4536", 0.30, 0.84)),
    "beige": (("b9ab8e", 0.50, 0.86), ("c8bda4", 0.20, 0.84)),
    "yellow": (("e3b51c", 0.00, 0.86), ("d9c233", 0.08, 0.90)),
    "orange": (("cf5a17", 0.20, 0.90), ("d96f2a", 0.05, 0.84)),
    "light blue": (("7da3bd", 0.40, 0.86), ("93b5c4", 0.15, 0.84)),
    "dark red": (("5a1420", 0.45, 0.92), ("6b1a1f", 0.25, 0.86)),
    "purple": (("43284f", 0.40, 0.90), ("523463", 0.20, 0.86)),
}


def linear_of(code: str) -> tuple[float, float, float]:
    """Linear albedo of a colour written as six hexadecimal digits of sRGB."""
    coded = np.array([int(code[at : at + 2], 16) for at in (0, 2, 4)]) / 255
    dim = coded <= 0.04045  # noqa: PLR2004 -- the sRGB curve's straight foot
    red, green, blue = np.where(dim, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return float(red), float(green), float(blue)


def _mix(split: Split, number: int) -> dict[str, Paint]:
    return {
        name: Paint(name, split, linear_of(pair[number][0]), *pair[number][1:])
        for name, pair in _VALUES.items()
    }


PAINTS: dict[Split, dict[str, Paint]] = {"train": _mix("train", 0), "held_out": _mix("held_out", 1)}

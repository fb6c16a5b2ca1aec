"""Draw a vehicle's look from its seed: what tells it apart from others of its model and paint."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.paints import PAINTS, SHARES, Paint
from lotgraph.twin.bodies.plates import STYLES
from lotgraph.twin.bodies.stickers import PATTERNS
from lotgraph.twin.bodies.wheels import SPOKES
from lotgraph.twin.seeds import Split, stream

Rack = Literal["none", "rails", "bars", "box", "ladder"]
Place = Literal["left", "right", "tail", "rear window", "bonnet"]
PLACES: tuple[Place, ...] = ("left", "right", "tail", "rear window", "bonnet")
RIMS = (0.04, 0.15, 0.25, 0.38)  # albedo: black to polished
DULL_RIMS = (0.05, 0.10, 0.16, 0.24)  # of steel
WORK_VEHICLES = ("van", "truck", "bus")


@dataclass(frozen=True)
class Sticker:
    """A printed sticker: `along` and `up` in [0, 1] of its place, `size_m` high."""

    place: Place
    along: float
    up: float
    size_m: float
    pattern: str
    seed: int


@dataclass(frozen=True)
class Dent:
    """A dent in a side: `along` and `up` in [0, 1], its radius and depth in m."""

    is_left: bool
    along: float
    up: float
    radius_m: float
    depth_m: float


@dataclass(frozen=True)
class Look:
    """Everything about one vehicle that its model does not say."""

    paint: Paint
    second: Paint
    shade: float  # factor on the paint's albedo: age and batch
    two_tone: str
    trim: float  # albedo of bumpers' and mirrors' plastic
    is_trim_painted: bool
    stickers: tuple[Sticker, ...]
    dents: tuple[Dent, ...]
    dirt: float
    dirt_place: Literal["sills", "tail", "all"]
    dirt_seed: int
    rim: str
    rim_albedo: float
    rack: Rack
    tint: float  # albedo of the glass: 0.02 privacy to 0.10 clear
    has_spoiler: bool
    has_tow_bar: bool
    has_sun_roof: bool
    plate_style: str
    plate_shift_m: float


def draw_look(look_seed: int, split: Split, body: Body) -> Look:
    """Draw a look: always at least one sticker, dent or second paint, besides shade and dirt."""
    r = stream(look_seed, "look", split)
    names = sorted(SHARES)
    share = np.array([SHARES[name] for name in names])
    share = share / share.sum()
    mine, second = (names[int(r.choice(len(names), p=share))] for _ in range(2))
    is_car = body.type in {"car", "pickup"}
    if not is_car and r.random() < 0.45:  # noqa: PLR2004 -- work vehicles are mostly white
        mine = "white"
    if second == mine:
        second = "black" if mine != "black" else "white"
    marks = int(r.integers(1, 4))
    sorts = [("sticker", "dent", "sticker")[int(r.integers(3))] for _ in range(marks)]
    two_tone = _pick(r, ("", "roof", "lower", "bonnet"), (0.8, 0.1, 0.08, 0.02))
    stickers = tuple(_draw_sticker(r, split, body) for sort in sorts if sort == "sticker")
    paints = PAINTS[split]
    return Look(
        paints[mine], paints[second], float(r.uniform(0.82, 1.12)), two_tone,
        trim=float(r.uniform(0.015, 0.07)),
        is_trim_painted=bool(r.random() < (0.75 if is_car else 0.25)),
        stickers=stickers,
        dents=tuple(_draw_dent(r) for sort in sorts if sort == "dent"),
        dirt=float(r.beta(1.2, 3.0)),
        dirt_place=("sills", "tail", "all")[int(r.integers(3))],
        dirt_seed=int(r.integers(2**31)),
        rim=sorted(SPOKES)[int(r.integers(len(SPOKES)))] if is_car else "disc",
        rim_albedo=float(r.choice(RIMS if is_car else DULL_RIMS)),
        rack=_draw_rack(r, body),
        tint=float(r.choice([0.015, 0.03, 0.05, 0.075])),
        has_spoiler=bool(body.type == "car" and r.random() < 0.35),  # noqa: PLR2004
        has_tow_bar=bool(r.random() < 0.2),  # noqa: PLR2004
        has_sun_roof=bool(body.type == "car" and r.random() < 0.2),  # noqa: PLR2004
        plate_style=_draw_style(r, split),
        plate_shift_m=float(r.choice([-0.1, 0.0, 0.0, 0.0])),
    )  # fmt: skip


def _pick(r: np.random.Generator, names: tuple[str, ...], share: tuple[float, ...]) -> str:
    return names[int(r.choice(len(names), p=share))]


def _draw_sticker(r: np.random.Generator, split: Split, body: Body) -> Sticker:
    at_work = body.type in WORK_VEHICLES
    place = PLACES[int(r.integers(2 if at_work and r.random() < 0.7 else len(PLACES)))]  # noqa: PLR2004
    size = r.uniform(0.35, 0.8) if at_work else r.uniform(0.12, 0.32)
    pattern = PATTERNS[split][int(r.integers(len(PATTERNS[split])))]
    return Sticker(
        place, float(r.uniform()), float(r.uniform()), float(size), pattern, int(r.integers(2**31))
    )


def _draw_dent(r: np.random.Generator) -> Dent:
    return Dent(
        bool(r.integers(2)), float(r.uniform(0.08, 0.92)), float(r.uniform(0.2, 0.9)),
        float(r.uniform(0.18, 0.4)), float(r.uniform(0.03, 0.08)),
    )  # fmt: skip


def _draw_rack(r: np.random.Generator, body: Body) -> Rack:
    if body.type == "bus" or body.load in {"box", "flat"}:
        return "none"
    if body.kind in {"estate", "suv", "mpv", "off-roader"}:
        share = (0.35, 0.45, 0.12, 0.08, 0.0)
    elif body.kind == "panel van":
        share = (0.66, 0.0, 0.14, 0.0, 0.20)
    else:
        share = (0.86, 0.0, 0.09, 0.05, 0.0)
    racks: tuple[Rack, ...] = ("none", "rails", "bars", "box", "ladder")
    return racks[int(r.choice(5, p=share))]


def _draw_style(r: np.random.Generator, split: Split) -> str:
    names = sorted(name for name, style in STYLES.items() if style.split == split)
    return names[int(r.integers(len(names)))]

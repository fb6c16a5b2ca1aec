"""The lamps of a site, as rows that `shade` reads."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError
from lotgraph.twin.bands import banded
from lotgraph.twin.names import MOST_LAMPS
from lotgraph.twin.plan import Plan
from lotgraph.twin.seeds import stream

POLE_FROM_M = 0.5  # a lamp or sign whose base is higher hangs, and has no pole
ARM_M, HEAD_M = 0.55, 0.5  # from the pole to the middle of its lamp, which is so long
PLUMB_M = ARM_M + 0.15  # takes in the pole: beside a lamp without extent, a fat wedge of shadow
# Position 0-2, direction 3-5, kilocandela by colour 6-8, range in metres 9, cosine of the angle at
# its edge 10, how often its fading towards that is squared 11, sine of the height above which it is
# cut 12, whether it burns by day 13, and how far to the side of it nothing of the site hides it 14.
COLUMNS = 15
RETURNED = 0.35  # of light by floors, walls and ceilings, once and again
CEILING_M = 3.2  # a lamp that hangs below this lights a deck, which is dark by day too


def site_lamps(plan: Plan) -> NDArray[np.float32]:
    """Rows (lamps, COLUMNS) of a plan's lamps, in its order.

    Raises:
        TwinError: there are more lamps than a sample has bits for.
    """
    rows = [_row(plan, number) for number, one in enumerate(plan.structures) if one.kind == "lamp"]
    if len(rows) > MOST_LAMPS:
        raise TwinError(
            f"site {plan.site_id} has {len(rows)} lamps; expected at most {MOST_LAMPS};"
            " leave some out"
        )
    return np.array(rows, np.float32).reshape(-1, COLUMNS)


def burning(lamps: NDArray[np.float32], *, are_lamps_on: bool) -> NDArray[np.float32]:
    """The rows, with those that are off reaching no farther than themselves."""
    lit = lamps.copy()
    if not are_lamps_on:
        lit[lit[:, 13] == 0, 9] = 0
    return lit


def indoors(lamps: NDArray[np.float32], ground_m2: float) -> NDArray[np.float32]:
    """Kilolux (3,) that come back from floors and walls under a roof with lamps."""
    inside = lamps[lamps[:, 13] > 0]
    flux = (np.pi * inside[:, 6:9]).sum(axis=0)
    return np.asarray(RETURNED * flux / ground_m2, np.float32)


def _row(plan: Plan, number: int) -> list[float]:
    one = plan.structures[number]
    site, own = stream(plan.seed, "lamps"), stream(plan.seed, "lamp", number)
    warmth = banded(site, plan.split, 0.0, 1.0)  # sodium to white
    colour = np.array([1.0, 0.55 + 0.4 * warmth, 0.18 + 0.72 * warmth])
    colour = colour / (colour @ np.array([0.2126, 0.7152, 0.0722]))
    hangs = one.base_m > POLE_FROM_M
    height = one.base_m if hangs else one.size_m[2] - 0.04
    inside = hangs and height < CEILING_M
    strength = banded(site, plan.split, 0.5, 1.2) if inside else 0.02 * height**2
    strength *= 0.8 + 0.4 * own.random()
    reach = 14.0 if inside else 5.0 * height
    fading = [0.05, 0.0] if inside else [0.15, 1.0]
    tail = [reach, *fading, 2.0, float(inside), 0.0 if hangs else PLUMB_M]
    out = 0.0 if hangs else ARM_M
    x = one.centre[0] + out * np.cos(one.heading_rad)
    y = one.centre[1] + out * np.sin(one.heading_rad)
    return [x, y, height - 0.04, 0.0, 0.0, -1.0, *(colour * strength), *tail]

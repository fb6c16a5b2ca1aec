"""How far off sightings are: along and across the line of sight, and of their heading."""

from dataclasses import dataclass

import numpy as np

from lotgraph.ground.model import Floats, Ints, Sightings

LONG_M = 1.3  # what is shorter walks, and its heading is a guess
PUSH_MPS2 = 2.0  # that bends a way
GOES_MPS = 1.0  # from which on it does
LASTING = 1.6  # a detector errs alike for some frames: so much more than from one to the next
LEAST = np.array([0.03, 0.03, 0.03])  # m, m, rad
FEW = 40  # triples from fewer of which nothing is told
NORMAL = 0.6745  # median of a normal's size, in sigmas


@dataclass(frozen=True)
class Spread:
    """Lines of sigma over distance: along, across, heading (3) of what walks and what does not.

    `base` (2, 3) at distance 0 and `slope` (2, 3) for each metre.
    """

    base: Floats
    slope: Floats

    def sigmas(self, distance_m: Floats, length_m: Floats) -> Floats:
        """Of sightings (n, 3)."""
        group = (length_m >= LONG_M).astype(int)
        sigmas = self.base[group] + self.slope[group] * distance_m[:, None]
        return np.asarray(np.maximum(sigmas, LEAST))


FIRST = Spread(  # before anything is known
    np.array([[0.15, 0.1, 0.8], [0.15, 0.1, 0.15]]),
    np.array([[0.005, 0.003, 0.0], [0.005, 0.003, 0.0]]),
)


def variances(sigmas: Floats, sight_rad: Floats) -> Floats:
    """Variances xx, xy, yy and of heading (n, 4) of sigmas along and across a line of sight."""
    along, across, heading = (sigmas**2).T
    cos, sin = np.cos(sight_rad), np.sin(sight_rad)
    return np.column_stack([
        cos**2 * along + sin**2 * across, cos * sin * (along - across),
        sin**2 * along + cos**2 * across, heading,
    ])  # fmt: skip


def learn_spread(seen: Sightings, track: Ints, distance_m: Floats, sight_rad: Floats) -> Spread:
    """Lines of sigma, from how far the middle of three sightings is off the way of the others.

    The three follow each other on a track within some 2.5 steps of time. Who has too few keeps what
    is held for usual. What a push bends is taken off by the share of those that go, half of it all
    at most: of a slow camera's car park nothing would be left.
    """
    order = np.lexsort((seen.frame, track))
    a, b, c = order[:-2], order[1:-1], order[2:]
    time = seen.times_s[seen.frame]
    is_way = (track[a] == track[c]) & (time[c] - time[a] < 2.5 * seen.step_s)
    a, b, c = a[is_way], b[is_way], c[is_way]
    share = ((time[b] - time[a]) / (time[c] - time[a]))[:, None]
    bend = seen.place_m[b] - (1 - share) * seen.place_m[a] - share * seen.place_m[c]
    bend /= np.sqrt(1 + (1 - share) ** 2 + share**2)
    cos, sin = np.cos(sight_rad[b]), np.sin(sight_rad[b])
    turn = seen.heading_rad[c] - seen.heading_rad[b]
    turn -= np.pi * np.rint(turn / np.pi)
    goes = np.hypot(*(seen.place_m[c] - seen.place_m[a]).T) > GOES_MPS * (time[c] - time[a])
    off = np.column_stack([
        bend[:, 0] * cos + bend[:, 1] * sin, bend[:, 1] * cos - bend[:, 0] * sin, turn / np.sqrt(2),
    ])  # fmt: skip
    base, slope = FIRST.base.copy(), FIRST.slope.copy()
    for group in range(2):
        here = (seen.size_m[b, 0] >= LONG_M) == bool(group)
        if here.sum() < FEW:
            continue
        for k in range(3):
            line = _line(distance_m[b][here], np.abs(off[here, k]) / NORMAL, is_flat=k == 2)  # noqa: PLR2004
            base[group, k], slope[group, k] = (LASTING * part for part in line)
        pushed = LASTING * PUSH_MPS2 * seen.step_s**2 / 4 * float(goes[here].mean())
        base[group, :2] = np.maximum(base[group, :2] - pushed, base[group, :2] / 2)
    return Spread(base, slope)


def _line(distance: Floats, size: Floats, *, is_flat: bool) -> tuple[float, float]:
    """The line that does not fall and halves the sizes near and far."""
    order = np.argsort(distance, kind="stable")
    bins = np.array_split(order, 1 if is_flat else max(min(len(order) // FEW, 8), 1))
    at = np.array([distance[one].mean() for one in bins])
    middle = np.array([np.median(size[one]) for one in bins])
    if len(bins) == 1:
        return float(middle[0]), 0.0
    slope = max(float(np.polyfit(at, middle, 1)[0]), 0.0)
    base = float(np.median(middle - slope * at))
    return (base, slope) if base > 0 else (0.0, float(np.median(middle / at)))

"""The lines of a model along its length: roof line, belt, sill with wheel arches, plan taper."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.model import Body

ARCH_GAP_M = 0.055  # between tyre and arch
PEAK_M = 0.04  # the bumpers stand out so far over the bonnet's edge
CAB_RISE_M = 0.95  # from the cowl of a box truck to its cab's roof
ROUND_M = 0.09  # corners of the roof line are cut back so far on both sides
SAME_M = 0.006  # stations closer than this are one
NEAR_M = 0.028  # a bend of the roof line so close to another station shows nothing more
ARCH_ANGLES = np.radians([180.0, 144.0, 108.0, 72.0, 36.0, 0.0])


@dataclass(frozen=True)
class Outline:
    """Lines of a hull over its stations: each array is (n,), in metres, from nose to tail.

    `u_m` is where a station's sides lie, `centre_m` where its middle lies: in plan view nose,
    windscreen and tail are bowed. Both are counted back from the front bumper.
    """

    u_m: NDArray[np.float64]
    centre_m: NDArray[np.float64]
    top_m: NDArray[np.float64]
    belt_m: NDArray[np.float64]
    sill_m: NDArray[np.float64]
    half_m: NDArray[np.float64]
    is_bed: NDArray[np.bool_]
    is_screen: NDArray[np.bool_]  # from this station to the next: windscreen or rear window


def draw_outline(body: Body) -> Outline:
    """Draw the lines of a hull with stations wherever one of them bends."""
    length = body.hull_m or body.length_m
    line = _roof_line(body, length)
    bow = _bow(body, length)
    side = bow[:, 0] + bow[:, 1]
    screens = _screens(body)
    marks = np.interp([*line[:, 0], *(c for pair in screens for c in pair)], bow[:, 0], side)
    windows = [u for pair in body.windows for u in pair]
    beds = _bed_ends(body, length)
    arches = [_arch_stations(body, u) for u in _arches(body)]
    u = _spaced(np.concatenate([windows, *arches, beds]), marks, side[0], side[-1])
    centre = np.interp(u, side, bow[:, 0])
    top = np.interp(centre, line[:, 0], line[:, 1])
    belt = np.interp(u, [body.cowl[0], body.deck[0]], body.belt)
    middle = (centre[:-1] + centre[1:]) / 2
    is_screen = np.array([any(a < c < b for a, b in screens) for c in middle] + [False])
    is_bed = (u > beds[0] - 1e-6) & (u < beds[1] + 1e-6) if beds else np.zeros(len(u), bool)
    return Outline(
        u, centre, top, np.minimum(belt, top - 0.06), _sill(body, u, length),
        _half(body, u, length), is_bed, is_screen,
    )  # fmt: skip


def _roof_line(body: Body, length: float) -> NDArray:
    (cowl_u, cowl_z), (front, back), (deck_u, deck_z) = body.cowl, body.roof, body.deck
    high = cowl_z + CAB_RISE_M if body.load == "box" else body.height_m
    bonnet = (cowl_u * 0.5, body.nose_z + 0.62 * (cowl_z - body.nose_z))
    peak = (front + 0.38 * (back - front), high)
    corners = [
        (PEAK_M, body.nose_z - 0.05), (PEAK_M + 0.05, body.nose_z), bonnet, (cowl_u, cowl_z),
        (front, high - 0.04), peak, (back, high - body.drop_m), (deck_u, deck_z),
        (length - 0.03, body.tail_z),
    ]  # fmt: skip
    if body.load == "bed":
        corners[-2:] = [
            (deck_u, deck_z),
            (deck_u + 0.05, body.tail_z),
            (length - 0.03, body.tail_z),
        ]
    return _rounded(np.array(corners), keep={0, 1, 2, 5})


def _rounded(corners: NDArray, keep: set[int]) -> NDArray:
    """Cut every corner that is not kept back to two points."""
    line = [corners[0]]
    for number in range(1, len(corners) - 1):
        here = corners[number]
        if number in keep:
            line.append(here)
            continue
        for other in (corners[number - 1], corners[number + 1]):
            away = other - here
            line.append(here + away * min(ROUND_M / np.linalg.norm(away), 0.4))
    return np.array([*line, corners[-1]])


def _bow(body: Body, length: float) -> NDArray:
    """How far the sides lie behind the middle, over the centre line: rows (centre, bow)."""
    room = body.overhang_m - body.tyre_m - ARCH_GAP_M - 0.03
    nose = min(body.nose_bow, room) - PEAK_M
    screen = min(0.14, nose)
    tail = body.tail_bow
    front, back = body.roof
    rows = [
        (PEAK_M, nose), (body.cowl[0], screen), (front, screen * 0.6),
        ((front + back) / 2, 0.0), (back, -tail * 0.4), (body.deck[0], -tail * 0.8),
        (length - 0.03, 0.03 - tail),
    ]  # fmt: skip
    if body.load == "bed":
        rows[-2:] = [(body.deck[0], -tail * 0.1), (length - 0.03, 0.03 - tail)]
    return np.array(rows)


def _screens(body: Body) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where windscreen and rear window begin and end on the centre line."""
    (cowl, _), (front, back), (deck, _) = body.cowl, body.roof, body.deck
    rise, fall = front - cowl, deck - back
    return (cowl + 0.10 * rise, front - 0.09 * rise), (back + 0.10 * fall, deck - 0.14 * fall)


def _arches(body: Body) -> tuple[float, float]:
    return body.overhang_m, body.overhang_m + body.wheelbase_m


def _arch_stations(body: Body, hub: float) -> NDArray:
    radius = body.tyre_m + ARCH_GAP_M
    round_ones = hub + radius * np.cos(ARCH_ANGLES)
    return np.concatenate([round_ones, [hub - radius - 0.012, hub + radius + 0.012]])


def _sill(body: Body, u: NDArray, length: float) -> NDArray:
    """Lower edge of the sides: clear of the ground, higher at both ends, up around the wheels."""
    ends = np.clip(np.maximum(0.5 - u, u - (length - 0.55)) / 0.5, 0.0, 1.0)
    low = body.clearance_m + 0.07 * ends
    radius = body.tyre_m + ARCH_GAP_M
    for hub in _arches(body):
        inside = np.abs(u - hub) < radius + 1e-6
        rise = body.tyre_m + np.sqrt(np.maximum(radius**2 - (u - hub) ** 2, 0.0))
        low = np.where(inside, np.maximum(low, rise), low)
    return np.asarray(low)


def _half(body: Body, u: NDArray, length: float) -> NDArray:
    """Half the width: widest at the middle, drawn in towards nose and tail."""
    is_car = body.type in {"car", "pickup"}
    front = np.clip(1.0 - u / (0.30 * body.length_m), 0.0, 1.0) ** 2
    back = np.clip((u - 0.70 * length) / (0.30 * length), 0.0, 1.0) ** 2
    pull = 0.085 if is_car else 0.05
    return np.asarray(body.width_m / 2 * (1.0 - pull * front - (0.06 if is_car else 0.012) * back))


def _bed_ends(body: Body, length: float) -> list[float]:
    return [body.deck[0] + 0.10, length - body.tail_bow - 0.09] if body.load == "bed" else []


def _spaced(fixed: NDArray, marks: NDArray, first: float, last: float) -> NDArray:
    """Stations from first to last: all fixed ones, and those marks that are not close to one."""
    inside = fixed[(fixed > first + SAME_M) & (fixed < last - SAME_M)]
    kept = np.sort(np.concatenate([inside, [first, last]]))
    kept = kept[np.concatenate([[True], np.diff(kept) > SAME_M])]
    far = np.abs(marks[:, None] - kept).min(axis=1) > NEAR_M
    between = (marks > first) & (marks < last)
    more = np.sort(marks[far & between])
    more = more[np.diff(more, prepend=-1.0) > NEAR_M]
    return np.sort(np.concatenate([kept, more]))

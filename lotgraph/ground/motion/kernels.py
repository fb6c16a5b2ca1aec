# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: how a thing on the ground goes on, and what a sighting says of it.

A state is x, y, speed along x and y, heading, turn rate; `cov` (6, 6) is its covariance. Things go
on at constant speed and turn rate; what turns need not go where it faces, so that the same model
holds for who reverses, and where the observer's own motion is not known.
"""

import numpy as np

from lotgraph.kernel import kernel

SIZE_OF_STATE = 6
SMALL = 1e-4  # radians below which a turn is taken for straight on
TURN_LASTS_S = 2.0  # nobody turns for ever
LONG_M = 1.3  # what is shorter walks: it turns on the spot
HELD_S = 1.0  # without a sighting, after which what stands is held to be where it was
STILL_MPS, STILL_RADPS = 0.05, 0.01  # what standing still means, one sigma
WAKES_MPS = 1.5  # how fast it may be when it is found to have moved off
SLOWEST_MPS = 0.4  # that anything goes which does not stand
LATELY = 0.3  # weight of the last sighting
MOVES = 4.5  # squared sigmas off lately, 2 being usual


@kernel()
def limits_of(length):
    """Push (m/s²), turn's push (rad/s²) and heading's drift."""
    push = min(max(0.6 * length, 0.7), 2.0)
    if length < LONG_M:
        return push, 0.0, 1.0
    return push, 0.35, 0.03


@kernel()
def speeds_of(length):
    """Spread of speed at first sight, where a thing faces and to its side."""
    if length < LONG_M:
        return 1.5, 1.5
    return min(4.0 * length, 16.0), min(length, 4.0)


@kernel()
def begin(state, cov, seen, length):
    """Set a state by a first sighting: x, y, heading, variances xx, xy, yy and of heading."""
    along, aside = speeds_of(length)
    _, turn, _ = limits_of(length)
    state[:] = 0.0
    cov[:] = 0.0
    state[0], state[1], state[4] = seen[0], seen[1], seen[2]
    cov[0, 0], cov[0, 1], cov[1, 0], cov[1, 1] = seen[3], seen[4], seen[4], seen[5]
    cos, sin = np.cos(seen[2]), np.sin(seen[2])
    cov[2, 2] = (cos * along) ** 2 + (sin * aside) ** 2
    cov[3, 3] = (sin * along) ** 2 + (cos * aside) ** 2
    cov[2, 3] = cov[3, 2] = cos * sin * (along**2 - aside**2)
    cov[4, 4], cov[5, 5] = seen[6], (0.3 if turn > 0 else 1e-6) ** 2


@kernel()
def step_of(state, dt):
    """Where a state is after so many seconds, and the slopes (6, 6) of that."""
    after, slope = state.copy(), np.eye(SIZE_OF_STATE)
    vx, vy, rate = state[2], state[3], state[5]
    angle = rate * dt
    cos, sin = np.cos(angle), np.sin(angle)
    if abs(angle) < SMALL:
        ahead, aside = dt, angle * dt / 2
        d_ahead, d_aside = -angle * dt * dt / 3, dt * dt / 2
    else:
        ahead, aside = sin / rate, (1 - cos) / rate
        d_ahead = (angle * cos - sin) / rate**2
        d_aside = (angle * sin - (1 - cos)) / rate**2
    after[0] += ahead * vx - aside * vy
    after[1] += aside * vx + ahead * vy
    after[2], after[3] = cos * vx - sin * vy, sin * vx + cos * vy
    after[4] += angle
    fades = np.exp(-dt / TURN_LASTS_S)
    after[5] *= fades
    slope[0, 2], slope[0, 3], slope[0, 5] = ahead, -aside, d_ahead * vx - d_aside * vy
    slope[1, 2], slope[1, 3], slope[1, 5] = aside, ahead, d_aside * vx + d_ahead * vy
    slope[2, 2], slope[2, 3], slope[2, 5] = cos, -sin, -dt * after[3]
    slope[3, 2], slope[3, 3], slope[3, 5] = sin, cos, dt * after[2]
    slope[4, 5], slope[5, 5] = dt, fades
    return after, slope


@kernel()
def spread_of(length, dt, stands):
    """What so many seconds add to a covariance."""
    push, turn, drift = limits_of(length)
    if stands:
        push, turn, drift = 0.05, 0.0, 0.01
    grown = np.zeros((SIZE_OF_STATE, SIZE_OF_STATE))
    for k in range(2):
        grown[k, k] = push**2 * dt**3 / 3
        grown[k, k + 2] = grown[k + 2, k] = push**2 * dt**2 / 2
        grown[k + 2, k + 2] = push**2 * dt
    grown[4, 4] = drift**2 * dt + turn**2 * dt**3 / 3
    grown[4, 5] = grown[5, 4] = turn**2 * dt**2 / 2
    grown[5, 5] = turn**2 * dt + 1e-12
    return grown


@kernel()
def stirs(dt, since, stands):
    """For how much of a step (seconds) a thing may stir, `since` its last sighting at the end.

    What stands and is not seen stays where it was: the speed of a few mm/s that it is left with
    would carry it out of its stall in an hour, and its place would become as unsure.
    """
    if not stands or since <= HELD_S:
        return dt
    return max(HELD_S - (since - dt), 0.0)


@kernel()
def nearest_turn(heading, other):
    """How far a heading is from another, back to front being the same: (-pi/2, pi/2]."""
    return heading - other - np.pi * np.rint((heading - other) / np.pi)


@kernel()
def correct(state, cov, at, off, variance):
    """Take in that component `at` of a state is off by `off`, told with a variance."""
    total = cov[at, at] + variance
    gain = cov[:, at] / total
    state += gain * off
    taken = np.outer(gain, cov[at, :])
    cov -= (taken + taken.T) / 2


@kernel()
def take_in(state, cov, seen):
    """Correct a state by a sighting, as `begin` has it."""
    s00, s01, s11 = cov[0, 0] + seen[3], cov[0, 1] + seen[4], cov[1, 1] + seen[5]
    det = s00 * s11 - s01 * s01
    dx, dy = seen[0] - state[0], seen[1] - state[1]
    for_x = (cov[:, 0] * s11 - cov[:, 1] * s01) / det
    for_y = (cov[:, 1] * s00 - cov[:, 0] * s01) / det
    taken = np.outer(for_x, cov[0, :]) + np.outer(for_y, cov[1, :])
    state += for_x * dx + for_y * dy
    cov -= (taken + taken.T) / 2
    correct(state, cov, 4, nearest_turn(seen[2], state[4]), seen[6])


@kernel()
def misfit(state, cov, seen):
    """Squared distance of a sighting in sigmas of the plane, and the root of det of those."""
    s00, s01, s11 = cov[0, 0] + seen[3], cov[0, 1] + seen[4], cov[1, 1] + seen[5]
    det = max(s00 * s11 - s01 * s01, 1e-12)
    dx, dy = seen[0] - state[0], seen[1] - state[1]
    return (dx * dx * s11 - 2 * dx * dy * s01 + dy * dy * s00) / det, np.sqrt(det)


@kernel()
def settle(anchor, time, seen):
    """Take in where a thing was seen at a time, and tell whether it stands.

    `anchor` is the mean of where it was seen since it last moved, x and y, how often, how far off
    that sightings have been lately in squared sigmas, and since when. It stands once it would be
    off by now if it were slower than anything that moves. A detector errs alike for a while, so
    that the mean of many is held for no surer than a few.
    """
    few = 1 + 1 / min(anchor[2], 4.0)
    s00, s01, s11 = few * seen[3] + 4e-4, few * seen[4], few * seen[5] + 4e-4
    det = max(s00 * s11 - s01 * s01, 1e-12)
    dx, dy = seen[0] - anchor[0], seen[1] - anchor[1]
    off = (dx * dx * s11 - 2 * dx * dy * s01 + dy * dy * s00) / det
    anchor[3] += LATELY * (min(off, 10.0) - anchor[3])
    if anchor[3] > MOVES:
        anchor[0], anchor[1], anchor[2], anchor[3], anchor[4] = seen[0], seen[1], 1.0, 2.0, time
        return False
    anchor[2] += 1
    share = 1 / min(anchor[2], 50.0)
    anchor[0] += share * dx
    anchor[1] += share * dy
    sigma = np.sqrt((seen[3] + seen[5]) / 2)
    return anchor[2] > 3 and time - anchor[4] >= max(1.0, 4 * sigma / SLOWEST_MPS)  # noqa: PLR2004


@kernel()
def hold(state, cov):
    """Take in that a thing stands."""
    correct(state, cov, 2, -state[2], STILL_MPS**2)
    correct(state, cov, 3, -state[3], STILL_MPS**2)
    correct(state, cov, 5, -state[5], STILL_RADPS**2)


@kernel()
def wake(cov, length):
    """Let a thing that stood be as fast as it may be by now."""
    cov[2, 2] += WAKES_MPS**2
    cov[3, 3] += WAKES_MPS**2
    if length >= LONG_M:
        cov[5, 5] += 0.04

# ruff: noqa: PLR2004 -- the first two of four are a centre
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: a track's state as a row of `STATE` numbers, as `tracker.model` has them."""

import math

from lotgraph.kernel import kernel
from lotgraph.tracker.model import (
    AT,
    BEGUN,
    BRISK,
    CALM,
    HITS,
    NOISE,
    PLACE,
    PUSH,
    REST,
    SEEN,
    SPEED,
    STOOD,
    P,
    Q,
    R,
    V,
    X,
)


@kernel()
def advance(one, at, way, how):
    """Move a track's row on to a moment."""
    dt = at - one[AT]
    one[AT] = at
    if dt <= 0:
        return
    span2 = math.exp(one[X + 2] + one[X + 3])
    fade = math.exp(-dt / how[CALM])
    for k in range(4):
        q = way[PUSH, k] ** 2 * (span2 if k < 2 else 1.0)
        if k >= 2:  # sizes do not go on growing for long
            span = how[CALM] * (1 - fade)
            one[X + k] += one[V + k] * span
            one[V + k] *= fade
            one[P + k] += 2 * span * one[Q + k] + span * span * one[R + k] + q * dt**3 / 3
            one[Q + k] = fade * (one[Q + k] + span * one[R + k]) + q * dt * dt / 2
            one[R + k] = fade * fade * one[R + k] + q * dt
        else:
            one[X + k] += one[V + k] * dt
            one[P + k] += 2 * dt * one[Q + k] + dt * dt * one[R + k] + q * dt**3 / 3
            one[Q + k] += dt * one[R + k] + q * dt * dt / 2
            one[R + k] += q * dt


@kernel()
def begin(one, z, at, way):
    """Fill a row with a track of one box, given as centre and logarithms of its sides."""
    span2 = math.exp(z[2] + z[3])
    for k in range(4):
        one[X + k], one[V + k], one[Q + k] = z[k], 0.0, 0.0
        unit = span2 if k < 2 else 1.0
        one[P + k] = way[NOISE, k] ** 2 * unit
        one[R + k] = way[SPEED, k] ** 2 * unit
    one[AT] = one[SEEN] = one[BEGUN] = at
    one[HITS], one[STOOD] = 1, 0
    one[PLACE], one[PLACE + 1] = z[0], z[1]


@kernel()
def rush(one, before, dt, way):
    """Give a track of one box the speed with which it came from another one."""
    span2 = math.exp(one[X + 2] + one[X + 3])
    for k in range(2):
        one[V + k] = (one[X + k] - before[k]) / dt
        one[R + k] = (2 * way[NOISE, k] / dt) ** 2 * span2


@kernel()
def again(one, z, at, way):
    """Let a track go on from one of its boxes as if nothing were known of its speed."""
    begun, hits = one[BEGUN], one[HITS]
    begin(one, z, at, way)
    one[BEGUN], one[HITS] = begun, hits


@kernel()
def noise_of(one, way, span2, k):
    """The noise of a track's boxes: between that of what stands and of what moves, by its speed.

    As long as nobody knows its speed, with the variance of either axis in mind, it may be moving.
    """
    speed2 = one[V] * one[V] + one[V + 1] * one[V + 1] + 0.5 * (one[R] + one[R + 1])
    moves = math.sqrt(min(speed2 / (span2 * BRISK * BRISK), 1.0))
    return way[REST, k] + moves * (way[NOISE, k] - way[REST, k])


@kernel()
def take(one, z, way, trust):
    """Correct a row by a box; `trust` below 1 makes the box count for less."""
    span2 = math.exp(one[X + 2] + one[X + 3])
    for k in range(4):
        noise = noise_of(one, way, span2, k) ** 2 * (span2 if k < 2 else 1.0) / trust
        s = one[P + k] + noise
        off = z[k] - one[X + k]
        gain, gain_v = one[P + k] / s, one[Q + k] / s
        one[X + k] += gain * off
        one[V + k] += gain_v * off
        one[R + k] -= gain_v * one[Q + k]
        one[Q + k] -= gain * one[Q + k]
        one[P + k] -= gain * one[P + k]


@kernel()
def draw(out, one, z, way, trust):
    """Fill in a box drawn towards where its track is expected; `trust` as `take` has it."""
    span2 = math.exp(one[X + 2] + one[X + 3])
    for k in range(4):
        noise = noise_of(one, way, span2, k) ** 2 * (span2 if k < 2 else 1.0) / trust
        out[k] = one[X + k] + one[P + k] / (one[P + k] + noise) * (z[k] - one[X + k])


@kernel()
def cost_of(one, z, way):
    """Half the squared distance of a box from a track, and how wide that track's guess is."""
    span2 = math.exp(one[X + 2] + one[X + 3])
    far, wide = 0.0, 0.0
    for k in range(4):
        unit = span2 if k < 2 else 1.0
        noise = noise_of(one, way, span2, k) ** 2
        s = one[P + k] / unit + noise
        off = z[k] - one[X + k]
        far += off * off / (unit * s)
        wide += math.log(s / noise)
    return far, wide


@kernel()
def rest_of(one, z, way):
    """The same if it stands in its place, as wide as what stands is noisy, twice."""
    span2 = math.exp(one[X + 2] + one[X + 3])
    far, wide = 0.0, 0.0
    for k in range(4):
        unit = span2 if k < 2 else 1.0
        s = 2 * way[REST, k] ** 2
        off = z[k] - one[(PLACE if k < 2 else X) + k]
        far += off * off / (unit * s)
        wide += math.log(s / noise_of(one, way, span2, k) ** 2)
    return far, wide

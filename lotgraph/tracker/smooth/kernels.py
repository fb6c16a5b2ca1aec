# ruff: noqa: PLR0913, PLR0917, PLR2004 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: a two-sided pass over tracks (Rauch, Tung, Striebel)."""

import math

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.tracker.model import NOISE, PUSH, SPEED


@kernel()
def smooth(z, step, ends, seconds, way, longest):
    """Values (m, 4) of tracks at their frames and in gaps of at most `longest` seconds.

    Boxes lie by track and in it by frame, of which each lasts some `seconds`. Also the track and
    the frame of each value, and its box or -1.
    """
    total = 0
    for k in range(len(ends) - 1):
        for j in range(ends[k], ends[k + 1]):
            if j > ends[k] and (step[j] - step[j - 1]) * seconds <= longest:
                total += step[j] - step[j - 1]
            else:
                total += 1
    out = np.empty((total, 4))
    track, frame, box = (
        np.empty(total, np.int64),
        np.empty(total, np.int64),
        np.empty(total, np.int64),
    )
    n = 0
    for k in range(len(ends) - 1):
        first = n
        for j in range(ends[k], ends[k + 1]):
            if j > ends[k] and (step[j] - step[j - 1]) * seconds <= longest:
                for f in range(step[j - 1] + 1, step[j]):
                    track[n], frame[n], box[n] = k, f, -1
                    n += 1
            track[n], frame[n], box[n] = k, step[j], j
            n += 1
        span2 = 0.0
        for j in range(ends[k], ends[k + 1]):
            span2 += math.exp(z[j, 2] + z[j, 3]) / (ends[k + 1] - ends[k])
        for axis in range(4):
            unit = span2 if axis < 2 else 1.0
            noise = way[NOISE, axis] ** 2 * unit
            push = way[PUSH, axis] ** 2 * unit
            speed = way[SPEED, axis] ** 2 * unit
            _smooth(
                z[:, axis],
                seconds,
                frame[first:n],
                box[first:n],
                out[first:n, axis],
                noise,
                push,
                speed,
            )
    return out, track, frame, box


@kernel()
def _smooth(z, seconds, frame, box, out, noise, push, speed):
    count = len(frame)
    x, v = np.empty(count), np.empty(count)
    p, q, r = np.empty(count), np.empty(count), np.empty(count)
    bx, bv = np.empty(count), np.empty(count)
    bp, bq, br = np.empty(count), np.empty(count), np.empty(count)
    for n in range(count):
        if n == 0:
            x[0], v[0], p[0], q[0], r[0] = z[box[0]], 0.0, noise, 0.0, speed
            continue
        dt = (frame[n] - frame[n - 1]) * seconds
        bx[n], bv[n] = x[n - 1] + dt * v[n - 1], v[n - 1]
        bp[n] = p[n - 1] + 2 * dt * q[n - 1] + dt * dt * r[n - 1] + push * dt**3 / 3
        bq[n] = q[n - 1] + dt * r[n - 1] + push * dt * dt / 2
        br[n] = r[n - 1] + push * dt
        if box[n] < 0:
            x[n], v[n], p[n], q[n], r[n] = bx[n], bv[n], bp[n], bq[n], br[n]
            continue
        s = bp[n] + noise
        off = z[box[n]] - bx[n]
        x[n], v[n] = bx[n] + bp[n] / s * off, bv[n] + bq[n] / s * off
        p[n], q[n], r[n] = bp[n] * noise / s, bq[n] * noise / s, br[n] - bq[n] * bq[n] / s
    for n in range(count - 2, -1, -1):
        dt = (frame[n + 1] - frame[n]) * seconds
        det = bp[n + 1] * br[n + 1] - bq[n + 1] ** 2
        if det <= 0:
            continue
        a, b = p[n] + dt * q[n], q[n]  # covariances of here and next: [[a, b], [c, d]]
        c, d = q[n] + dt * r[n], r[n]
        off_x, off_v = x[n + 1] - bx[n + 1], v[n + 1] - bv[n + 1]
        i, j, m = br[n + 1] / det, -bq[n + 1] / det, bp[n + 1] / det
        u, w = i * off_x + j * off_v, j * off_x + m * off_v
        x[n] += a * u + b * w
        v[n] += c * u + d * w
    out[:] = x

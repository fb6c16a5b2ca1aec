"""Compiled: the boxes a detector draws, with its misses, its jitter and its false alarms."""

import math

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.world.sight.kernels import DEPTH, SHOWN, uncovered

MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # as splitmix64 has them
STEP = np.uint64(0x9E3779B97F4A7C15)
MOOD, LUCK, EDGES, SURE, ALARMS, ALARM = range(6)  # what a number is for
COLUMNS = 9  # frame, object, shown, confidence, four edges, number in its frame


@kernel()
def draw(items, who, key, detector, ghosts, fps, first, last, size, cell):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Rows (n, COLUMNS) of detections in frames `first` to `last`; `items` as sight has them.

    `who` (k, 3): object, first and last frame of each; `detector`: as `Detector.row`; `size`: width
    and height of the picture; what hides what is counted in cells of so many pixels.
    """
    order = np.argsort(who[:, 1], kind="mergesort")
    taken = np.zeros((int(size[1] / cell) + 1, int(size[0] / cell) + 1), np.uint8)
    shown, active, count, coming = np.zeros(len(who)), np.zeros(len(who), np.int64), 0, 0
    out, n = np.empty((1024, COLUMNS)), 0
    for frame in range(first, last):
        before, kept = count, 0
        for k in range(count):
            if who[active[k], 2] > frame:
                active[kept] = active[k]
                kept += 1
        count = kept
        while coming < len(order) and who[order[coming], 1] <= frame:
            active[count] = order[coming]
            count, coming = count + 1, coming + 1
        if kept < before or count > kept:
            _sort(items, active[:count])
            uncovered(items, active[:count], cell, taken, shown)
        while n + count + 64 > len(out):
            out = np.concatenate((out, np.empty_like(out)))
        begun = n
        for k in range(count):
            at = active[k]
            one, visible = who[at, 0], shown[at] * items[at, SHOWN]
            n += _find(out[n], items[at], one, visible, key, frame, detector, fps)
        n = _alarm(out, n, key, frame, detector[6], ghosts)
        for k in range(begun, n):
            out[k, 0], out[k, 8] = frame, k - begun
            for edge in range(4):
                out[k, 4 + edge] = min(max(out[k, 4 + edge], 0.0), size[edge % 2])
    return out[:n].copy()


@kernel()
def _sort(items, active):  # type: ignore[no-untyped-def]
    """The nearest first; they nearly are already."""
    for k in range(1, len(active)):
        one, at = active[k], k
        while at and items[active[at - 1], DEPTH] > items[one, DEPTH]:
            active[at] = active[at - 1]
            at -= 1
        active[at] = one


@kernel()
def recall_of(height, visible, detector):  # type: ignore[no-untyped-def]
    """How likely a thing is found that is so many pixels high and shows so much of itself."""
    spare = (visible - detector[3]) / (1 - detector[3])
    if spare <= 0:
        return 0.0
    seen = min(spare, 1.0) ** detector[4]
    return detector[0] / (1 + (detector[1] / max(height, 1e-6)) ** detector[2]) * seen


@kernel()
def _find(row, item, one, visible, key, frame, detector, fps):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Fill a row with a box if it is found; how many rows that makes."""
    wide, high = item[2] - item[0], item[3] - item[1]
    recall = recall_of(high, visible, detector)
    if recall <= 0:
        return 0
    mood, _ = _normals(key, int(frame / fps / detector[8]), one, MOOD)
    fresh, _ = _normals(key, frame, one, LUCK)
    luck = math.sqrt(detector[7]) * mood + math.sqrt(1 - detector[7]) * fresh
    if 0.5 * (1 + math.erf(luck / math.sqrt(2.0))) >= recall:
        return 0
    a, b = _normals(key, frame, one, EDGES)
    c, d = _normals(key, frame, one, EDGES + 16)
    sure, _ = _normals(key, frame, one, SURE)
    row[1], row[2] = one, visible
    row[3] = min(max(recall * 0.9 + 0.08 * sure, 0.05), 0.99)
    row[4], row[5] = item[0] + a * wide * detector[5], item[1] + b * high * detector[5]
    row[6], row[7] = item[2] + c * wide * detector[5], item[3] + d * high * detector[5]
    return 1


@kernel()
def _alarm(out, n, key, frame, mean, ghosts):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Add a frame's false alarms, as many as a Poisson number of that mean; the next row."""
    left, most = math.exp(-mean), n + 60
    product, k = _uniform(key, frame, 0, ALARMS), 0
    while product > left and n < most:
        ghost = ghosts[int(_uniform(key, frame, k, ALARM) * len(ghosts))]
        a, b = _normals(key, frame, k, ALARM + 16)
        c, d = _normals(key, frame, k, ALARM + 32)
        row = out[n]
        row[1], row[2], row[3] = 0, 0.0, 0.2 + 0.4 * _uniform(key, frame, k, ALARM + 48)
        row[4], row[5] = ghost[0] * (1 + 0.02 * a), ghost[1] * (1 + 0.02 * b)
        row[6], row[7] = ghost[2] * (1 + 0.02 * c), ghost[3] * (1 + 0.02 * d)
        n, k = n + 1, k + 1
        product *= _uniform(key, frame, k, ALARMS)
    return n


@kernel()
def _normals(key, frame, one, purpose):  # type: ignore[no-untyped-def]
    """Two independent normal numbers (Box and Muller)."""
    away = math.sqrt(-2 * math.log(_uniform(key, frame, one, 2 * purpose + 128)))
    turn = 2 * math.pi * _uniform(key, frame, one, 2 * purpose + 129)
    return away * math.cos(turn), away * math.sin(turn)


@kernel()
def _uniform(key, frame, one, purpose):  # type: ignore[no-untyped-def]
    """A number above 0 and below 1, of these four alone."""
    mixed = _mix(key + STEP * np.uint64(frame))
    mixed = _mix(mixed + STEP * np.uint64(one * 256 + purpose))
    return (np.float64(mixed >> np.uint64(11)) + 0.5) / 9007199254740992.0


@kernel()
def _mix(value):  # type: ignore[no-untyped-def]
    value = (value ^ (value >> np.uint64(30))) * MIX[0]
    value = (value ^ (value >> np.uint64(27))) * MIX[1]
    return value ^ (value >> np.uint64(31))

# ruff: noqa: C901, PLR0913, PLR0917 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: goes through frames once, and tells of a box when its track is likely real by then."""

import math

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.tracker.doubt import MOSTLY, OFTEN, SAME, STAYS, TWICE
from lotgraph.tracker.room.kernels import is_twice


@kernel()
def admit(still, z, kind, real, most, near, name, ends, likely):
    """Which boxes (n,) are told of, how likely their tracks are real, and what of, all by then.

    Boxes by frame and in it by x; `name` is -1 where a box has no track. `still` are places with
    the camera's moves taken out: of who stays in one place, or goes along with what is better,
    all boxes count as at most `most`.
    """
    count = name.max() + 1
    boxes, shadowed = np.zeros(count, np.int64), np.zeros(count, np.int64)
    touched, size = np.zeros(count, np.int64), np.zeros(count)
    free, held = np.zeros(count), np.zeros(count)
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    votes = np.zeros((count, kind.max() + 1))
    is_told, mean = np.zeros(len(z), np.bool_), np.zeros(len(z))
    what = kind.copy()
    for f in range(len(ends) - 1):
        a, b = ends[f], ends[f + 1]
        for j in range(a, b):
            k = name[j]
            if k < 0:
                continue
            boxes[k] += 1
            touched[k] += near[j]
            free[k] += real[j]
            held[k] += min(real[j], most[j])
            size[k] += 0.5 * (z[j, 2] + z[j, 3])
            for axis in range(2):
                low[k, axis] = min(low[k, axis], still[j, axis])
                high[k, axis] = max(high[k, axis], still[j, axis])
            way = math.hypot(high[k, 0] - low[k, 0], high[k, 1] - low[k, 1])
            stays = way < STAYS * math.exp(size[k] / boxes[k])
            goes_along = touched[k] >= OFTEN * boxes[k]
            mean[j] = (held[k] if stays or goes_along else free[k]) / boxes[k]
            votes[k, kind[j]] += real[j]
            what[j] = votes[k].argmax()
            is_told[j] = mean[j] > likely
        widest = math.exp(z[a:b, 2].max()) if b > a else 0.0
        for i in range(a, b):
            if name[i] < 0:
                continue
            reach = z[i, 0] + (math.exp(z[i, 2]) + widest) / 2
            for j in range(i + 1, b):
                if z[j, 0] > reach:
                    break
                is_of_class = what[i] == what[j]
                if name[j] < 0 or not is_twice(z[i], z[j], is_of_class, TWICE, SAME):
                    continue
                is_less = held[name[i]] < held[name[j]]
                worse, better = (i, j) if is_less else (j, i)
                if is_told[better]:
                    shadowed[name[worse]] += 1
        for j in range(a, b):
            is_told[j] &= shadowed[name[j]] <= MOSTLY * boxes[name[j]]
    return is_told, mean, what

# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: where a thing stands so that its upright hull fills the box that was seen of it.

A thing is x, y, heading, and the logarithms of length, width and height. The best is sought from
several headings; what they find is weighed by how well it fits, so that where a heading is a guess
the place is as unsure as that makes it.
"""

import numpy as np

from lotgraph.kernel import kernel

OF_THING = 6
FX, FY, CX, CY, BEND, WIDTH, HEIGHT, PLACE, AXES, WIDEST = 0, 1, 2, 3, 4, 9, 10, 11, 14, 23
NEAREST_M, FARTHEST_M = 0.3, 200.0  # ahead of the camera
ROUNDS = 12
SLOPE = 1e-4  # step of differences
TRIES = 4  # headings a box is begun from: half a turn is the same box


@kernel()
def stand(camera, boxes, sigmas, sizes, headings):
    """Places, headings (n, 3) and variances xx, xy, yy and of heading (n, 4) of boxes; NaN if none.

    `sigmas` (n, 4) are how far off edges are, in pixels; `sizes` (n, 6) logarithms and spreads;
    `headings` (n, 2) what is known of each heading and its spread: infinite where nothing is.
    """
    told = np.full((len(boxes), 7), np.nan)
    for row in range(len(boxes)):
        _stand(camera, boxes[row], sigmas[row], sizes[row], headings[row], told[row])
    return told


@kernel()
def _stand(camera, box, sigma, size, heading, told):
    at = _first(camera, box, size)
    tries = TRIES if np.isinf(heading[1]) else 1
    found, spread = np.empty((TRIES, OF_THING)), np.empty((TRIES, OF_THING, OF_THING))
    weight = np.full(TRIES, -np.inf)
    ray = np.arctan2(at[1] - camera[PLACE + 1], at[0] - camera[PLACE])
    for k in range(tries):
        thing = np.empty(OF_THING)
        thing[0], thing[1] = at
        thing[2] = ray + k * np.pi / TRIES if tries > 1 else heading[0]
        thing[3:] = size[:3]
        misfit = _fitted(camera, box, sigma, size, heading, thing, spread[k])
        found[k] = thing
        weight[k] = -misfit / 2 + np.log(max(np.linalg.det(spread[k]), 1e-300)) / 2
        far = np.hypot(thing[0] - camera[PLACE], thing[1] - camera[PLACE + 1])
        if far > FARTHEST_M or not np.isfinite(weight[k]):
            weight[k] = -np.inf
    if weight.max() > -np.inf:
        _blended(found, spread, np.exp(weight - weight.max()), told)


@kernel()
def _blended(found, spread, weight, told):
    weight /= weight.sum()
    best = np.argmax(weight)
    told[:] = 0.0
    for k in range(TRIES):
        if weight[k] > 0:
            told[0] += weight[k] * found[k, 0]
            told[1] += weight[k] * found[k, 1]
    told[2] = found[best, 2]
    for k in range(TRIES):
        if weight[k] > 0:
            dx, dy = found[k, 0] - told[0], found[k, 1] - told[1]
            turn = found[k, 2] - told[2]
            turn -= np.pi * np.rint(turn / np.pi)
            told[3] += weight[k] * (spread[k, 0, 0] + dx * dx)
            told[4] += weight[k] * (spread[k, 0, 1] + dx * dy)
            told[5] += weight[k] * (spread[k, 1, 1] + dy * dy)
            told[6] += weight[k] * (spread[k, 2, 2] + turn * turn)
    told[6] = min(told[6], (np.pi / 2) ** 2 / 3)  # of a heading that may be any


@kernel()
def _first(camera, box, size):
    """About where a thing stands: below the middle of its box, as far off as it looks high."""
    u = ((box[0] + box[2]) / 2 - camera[CX]) / camera[FX]
    v = ((box[1] + box[3]) / 2 - camera[CY]) / camera[FY]
    tall = max((box[3] - box[1]) / camera[FY], 1e-4)
    axes = camera[AXES : AXES + 9].reshape(3, 3)
    ray = u * axes[0] + v * axes[1] + axes[2]
    far = np.exp(size[5]) / tall
    middle = np.exp(size[5]) / 2
    drop = camera[PLACE + 2] - middle
    if ray[2] < -1e-3 and drop > 0:  # noqa: PLR2004 -- looks down: meets the height of its middle
        far = min(drop / -ray[2], 2 * far)
    return camera[PLACE : PLACE + 2] + far * ray[:2]


@kernel()
def _fitted(camera, box, sigma, size, heading, thing, spread):
    """Move a thing to where it fits best; its covariance; how ill it fits."""
    misses, others = np.empty(OF_THING + 2), np.empty(OF_THING + 2)
    slope, trial = np.empty((OF_THING + 2, OF_THING)), np.empty(OF_THING)
    damp, cost = 1e-2, _off(camera, box, sigma, size, heading, thing, misses)
    normal = np.eye(OF_THING)
    for _ in range(ROUNDS):
        for k in range(OF_THING):
            trial[:] = thing
            trial[k] += SLOPE
            _off(camera, box, sigma, size, heading, trial, others)
            slope[:, k] = (others - misses) / SLOPE
        normal = slope.T @ slope
        right = slope.T @ misses
        for k in range(OF_THING):
            normal[k, k] += 1e-6
        before = cost
        for _ in range(4):
            step = np.linalg.solve(normal + damp * np.diag(np.diag(normal)), right)
            trial[:] = thing - step
            cost = _off(camera, box, sigma, size, heading, trial, others)
            if cost < before:
                thing[:] = trial
                damp = max(damp / 5, 1e-6)
                break
            damp *= 5
        cost = _off(camera, box, sigma, size, heading, thing, misses)
        if before - cost < 1e-3:  # noqa: PLR2004
            break
    spread[:] = np.linalg.inv(normal)
    return cost


@kernel()
def _off(camera, box, sigma, size, heading, thing, misses):
    """What a thing is off by, in sigmas: edges of its box, sizes, heading; the sum of squares."""
    x0, y0, x1, y1 = _seen(camera, thing)
    misses[0] = _edge(x0, box[0], box[0] <= sigma[0], 1.0) / sigma[0]
    misses[1] = _edge(y0, box[1], box[1] <= sigma[1], 1.0) / sigma[1]
    misses[2] = _edge(x1, box[2], box[2] >= camera[WIDTH] - sigma[2], -1.0) / sigma[2]
    misses[3] = _edge(y1, box[3], box[3] >= camera[HEIGHT] - sigma[3], -1.0) / sigma[3]
    for k in range(3):
        misses[4 + k] = (thing[3 + k] - size[k]) / size[3 + k]
    turn = thing[2] - heading[0]
    misses[7] = 0.0 if np.isinf(heading[1]) else (turn - np.pi * np.rint(turn / np.pi)) / heading[1]
    return (misses**2).sum()


@kernel()
def _edge(is_at, seen, is_cut, inwards):
    """How far an edge is from where it was seen: where the picture cuts it, it may lie beyond."""
    off = is_at - seen
    return 0.0 if is_cut and off * inwards < 0 else off


@kernel()
def _seen(camera, thing):
    """Left, upper, right and lower edge of a thing in the picture."""
    x0, y0, x1, y1 = np.inf, np.inf, -np.inf, -np.inf
    cos, sin = np.cos(thing[2]), np.sin(thing[2])
    length, width, height = np.exp(thing[3]) / 2, np.exp(thing[4]) / 2, np.exp(thing[5])
    for corner in range(8):
        along = length if corner & 1 else -length
        aside = width if corner & 2 else -width
        u, v = pixel(
            camera,
            thing[0] + along * cos - aside * sin,
            thing[1] + along * sin + aside * cos,
            height if corner & 4 else 0.0,
        )
        x0, y0, x1, y1 = min(x0, u), min(y0, v), max(x1, u), max(y1, v)
    return x0, y0, x1, y1


@kernel()
def pixel(camera, x, y, z):
    """Where a point of the world falls in the picture; one beside or behind it, far outside."""
    dx, dy, dz = x - camera[PLACE], y - camera[PLACE + 1], z - camera[PLACE + 2]
    axes = camera[AXES : AXES + 9]
    deep = max(axes[6] * dx + axes[7] * dy + axes[8] * dz, NEAREST_M)
    u = (axes[0] * dx + axes[1] * dy + axes[2] * dz) / deep
    v = (axes[3] * dx + axes[4] * dy + axes[5] * dz) / deep
    far = np.hypot(u, v)
    k1, k2, p1, p2, k3 = camera[BEND : BEND + 5]
    beyond = max(far / camera[WIDEST], 1.0)  # where the lens would fold, straight on
    u, v = u / beyond, v / beyond
    square = u * u + v * v
    radial = 1 + square * (k1 + square * (k2 + square * k3))
    bent_u = u * radial + 2 * p1 * u * v + p2 * (square + 2 * u * u)
    bent_v = v * radial + p1 * (square + 2 * v * v) + 2 * p2 * u * v
    return (
        camera[CX] + camera[FX] * bent_u * beyond,
        camera[CY] + camera[FY] * bent_v * beyond,
    )


@kernel()
def hidden(ends, boxes):
    """Whether a nearer box of the frame, one that ends lower, lies on each edge's middle (n, 4)."""
    is_hidden = np.zeros(boxes.shape, np.bool_)
    for f in range(len(ends) - 1):
        for one in range(ends[f], ends[f + 1]):
            x0, y0, x1, y1 = boxes[one]
            for other in range(ends[f], ends[f + 1]):
                left, top, right, foot = boxes[other]
                if other == one or foot <= y1:
                    continue
                is_beside = top < (y0 + 3 * y1) / 4
                is_hidden[one, 0] |= is_beside and left < x0 < right
                is_hidden[one, 2] |= is_beside and left < x1 < right
                is_hidden[one, 3] |= top < y1 and left < (x0 + x1) / 2 < right
    return is_hidden

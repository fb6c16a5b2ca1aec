# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled steps from rays to what they meet: a site, and things before it.

Nothing here depends on the order of things: a least depth comes out the same, which is why a frame
from the cache equals one from scratch to the bit. The rays of a packet are always the same
neighbours, whatever is known of them already: see `embree.kernels`.

`samples` are the columns of `trace.Samples`, in its order.
"""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.columns import (
    ALBEDO,
    CROWD,
    DEPTH,
    GLOSS,
    GLOW,
    GROUND,
    MATERIAL,
    METAL,
    NORMAL,
    OBJECT,
    OPEN,
    SKY,
    SUN_BIT,
    THING,
)
from lotgraph.twin.stage.embree.kernels import (
    FACE,
    LANES,
    LENGTH,
    U,
    V,
    aim,
    is_met,
    meets,
    packet,
    start,
)
from lotgraph.twin.stage.hull.kernels import box_of, crosses, touches

FAR = np.float32(1e30)
GROUND_ENDS_M = np.float32(600.0)  # farther away it is part of the skyline


@kernel()
def free_over(grid, frame, x, y):
    """Share of the sky free over a place on the ground; `frame` is the grid's x0, y0 and cell."""
    a, b = (x - frame[0]) / frame[2], (y - frame[1]) / frame[2]
    if not (0 <= a < grid.shape[1] - 1 and 0 <= b < grid.shape[0] - 1):
        return np.float32(1)
    p, q = int(a), int(b)
    s, t = np.float32(a - p), np.float32(b - q)
    one = np.float32(1)
    top = grid[q, p] * (one - s) + grid[q, p + 1] * s
    low = grid[q + 1, p] * (one - s) + grid[q + 1, p + 1] * s
    return top * (one - t) + low * t


@kernel()
def settle(rows, directions, spans, eye, scene, solid, grid, grid_frame):
    """Fill in rows by what of the site their rays meet: a face, the ground at z = 0, or the sky.

    `solid` (normals, material, free sky at corners).
    """
    room = packet()
    ex, ey, ez = eye[0], eye[1], eye[2]
    for lane in range(LANES):
        start(room, lane, ex, ey, ez)
    for tile in range(len(spans)):
        for first in range(spans[tile, 0], spans[tile, 1], LANES):
            count = min(LANES, spans[tile, 1] - first)
            for lane in range(count):
                i = first + lane
                aim(room, lane, directions[i, 0], directions[i, 1], directions[i, 2], FAR)
            meets(room, scene, count)
            for lane in range(count):
                i = first + lane
                dx, dy, dz = directions[i, 0], directions[i, 1], directions[i, 2]
                rows[i] = 0
                rows[i, CROWD] = 1
                depth = room[0][LENGTH, lane] if is_met(room, lane) else FAR
                flat = -ez / dz if dz < 0 else FAR
                if flat < GROUND_ENDS_M and flat < depth:
                    x, y = ex + flat * dx, ey + flat * dy
                    rows[i, 0], rows[i, 1], rows[i, NORMAL + 2] = x, y, 1
                    rows[i, DEPTH], rows[i, MATERIAL] = flat, GROUND
                    rows[i, OPEN] = free_over(grid, grid_frame, x, y)
                elif depth == FAR:
                    rows[i, DEPTH], rows[i, MATERIAL] = FAR, SKY
                else:
                    rows[i, 0], rows[i, 1], rows[i, 2] = (
                        ex + depth * dx,
                        ey + depth * dy,
                        ez + depth * dz,
                    )
                    _stand(rows, i, dx, dy, dz, room, lane, solid)


@kernel()
def _stand(rows, i, dx, dy, dz, room, lane, solid):
    normals, material, free = solid
    f, u, v = room[1][FACE, lane], room[0][U, lane], room[0][V, lane]
    w = np.float32(1) - u - v
    nx = w * normals[f, 0, 0] + u * normals[f, 1, 0] + v * normals[f, 2, 0]
    ny = w * normals[f, 0, 1] + u * normals[f, 1, 1] + v * normals[f, 2, 1]
    nz = w * normals[f, 0, 2] + u * normals[f, 1, 2] + v * normals[f, 2, 2]
    length = np.sqrt(nx * nx + ny * ny + nz * nz)
    if nx * dx + ny * dy + nz * dz > 0:  # a leaf from behind
        length = -length
    rows[i, NORMAL], rows[i, NORMAL + 1], rows[i, NORMAL + 2] = (
        nx / length,
        ny / length,
        nz / length,
    )
    rows[i, DEPTH], rows[i, MATERIAL] = room[0][LENGTH, lane], material[f]
    rows[i, OPEN] = w * free[f, 0] + u * free[f, 1] + v * free[f, 2]


@kernel()
def meet(samples, eye, window, number, frame, scene, mesh, glows, free_here, width, is_new):
    """Put a thing's surface into the samples in which it is nearest; marks them in `is_new`.

    `free_here` is the share of the sky free where the thing stands. Tells how many pixels it would
    cover alone, and their box: count, x0, y0, x1, y1 (ends excluded), or zeros.
    """
    rows, _, directions, _, place, spans, bounds = samples
    ex, ey, ez = eye[0] - frame[0], eye[1] - frame[1], eye[2]
    ox, oy = ex * frame[2] + ey * frame[3], ey * frame[2] - ex * frame[3]
    room = packet()
    for lane in range(LANES):
        start(room, lane, ox, oy, ez)
    alone = np.zeros(5, np.int64)
    alone[1], alone[2] = width, len(place)
    for tile in range(len(spans)):
        if spans[tile, 0] == spans[tile, 1] or not touches(bounds, tile, window):
            continue
        for first in range(spans[tile, 0], spans[tile, 1], LANES):
            count = min(LANES, spans[tile, 1] - first)
            if not _aim(room, directions, first, count, ox, oy, ez, frame):
                continue
            meets(room, scene, count)
            for lane in range(count):
                if not is_met(room, lane):
                    continue
                i = first + lane
                _extend(alone, place[i], width)
                depth = room[0][LENGTH, lane]
                other = rows[i, OBJECT]
                if depth > rows[i, DEPTH] or (
                    depth == rows[i, DEPTH] and other != 0 and number > other
                ):
                    continue
                dx, dy, dz = directions[i, 0], directions[i, 1], directions[i, 2]
                _cover(rows, i, dx, dy, dz, room, lane, number, frame, mesh, glows)
                rows[i, 0] = eye[0] + depth * dx
                rows[i, 1] = eye[1] + depth * dy
                rows[i, 2] = eye[2] + depth * dz
                rows[i, OPEN] *= free_here
                is_new[i] = True
    return alone if alone[0] else np.zeros(5, np.int64)


@kernel()
def _aim(room, directions, first, count, ox, oy, oz, frame):
    """Give rays of the eye to lanes, in a thing's own axes; tells if any passes the thing's box."""
    cos, sin = frame[2], frame[3]
    box, passes = box_of(frame), 0
    for lane in range(count):
        gx, gy, dz = (
            directions[first + lane, 0],
            directions[first + lane, 1],
            directions[first + lane, 2],
        )
        dx, dy = gx * cos + gy * sin, gy * cos - gx * sin
        aim(room, lane, dx, dy, dz, FAR)
        passes += crosses(ox, oy, oz, dx, dy, dz, box, FAR)
    return passes > 0


@kernel()
def _extend(box, place, width):
    y, x = place // width, place % width
    box[0] += 1
    box[1], box[2] = min(box[1], x), min(box[2], y)
    box[3], box[4] = max(box[3], x + 1), max(box[4], y + 1)


@kernel()
def _cover(rows, i, dx, dy, dz, room, lane, number, frame, mesh, glows):
    normals, part, colour, gloss, metallic, free, uv, atlas = mesh
    f, t = room[1][FACE, lane], room[0][LENGTH, lane]
    a, b = room[0][U, lane], room[0][V, lane]
    cos, sin = frame[2], frame[3]
    w = np.float32(1) - a - b
    lx = w * normals[f, 0, 0] + a * normals[f, 1, 0] + b * normals[f, 2, 0]
    ly = w * normals[f, 0, 1] + a * normals[f, 1, 1] + b * normals[f, 2, 1]
    nz = w * normals[f, 0, 2] + a * normals[f, 1, 2] + b * normals[f, 2, 2]
    nx, ny = lx * cos - ly * sin, ly * cos + lx * sin
    length = np.sqrt(nx * nx + ny * ny + nz * nz)
    if nx * dx + ny * dy + nz * dz > 0:
        length = -length
    rows[i] = 0
    rows[i, NORMAL], rows[i, NORMAL + 1] = nx / length, ny / length
    rows[i, NORMAL + 2], rows[i, DEPTH] = nz / length, t
    red, green, blue = colour[f, 0], colour[f, 1], colour[f, 2]
    s = w * uv[f, 0, 0] + a * uv[f, 1, 0] + b * uv[f, 2, 0]
    q = w * uv[f, 0, 1] + a * uv[f, 1, 1] + b * uv[f, 2, 1]
    if s > 0 or q > 0:
        row = min(atlas.shape[0] - 1, max(0, int(q * atlas.shape[0])))
        column = min(atlas.shape[1] - 1, max(0, int(s * atlas.shape[1])))
        red, green, blue = atlas[row, column, 0], atlas[row, column, 1], atlas[row, column, 2]
    rows[i, ALBEDO], rows[i, ALBEDO + 1], rows[i, ALBEDO + 2] = red, green, blue
    rows[i, GLOSS], rows[i, METAL] = gloss[f], metallic[f]
    rows[i, OPEN] = w * free[f, 0] + a * free[f, 1] + b * free[f, 2]
    for band in range(3):
        rows[i, GLOW + band] = glows[part[f], band]
    rows[i, OBJECT], rows[i, MATERIAL], rows[i, CROWD] = number, THING, 1


@kernel()
def tell(rows, reach, which, place, objects, depth, surface):
    """Put into pictures the things, depths, and a number that differs where surfaces or sun do."""
    for i in which:
        pixel = place[i]
        material = np.int32(rows[i, MATERIAL])
        objects[pixel] = np.int32(rows[i, OBJECT])
        depth[pixel] = np.float32(np.inf) if material == SKY else rows[i, DEPTH]
        bent = np.int32(0)
        for axis in range(3):  # thirds of the way from one side to the other
            bent = 3 * bent + np.int32(np.rint(rows[i, NORMAL + axis] * np.float32(1.4))) + 1
        surface[pixel] = (material + 2) * 64 + bent * 2 + (reach[i] & SUN_BIT)


@kernel()
def count(objects, numbers):
    """Pixels (k, 5) that show each of some ascending numbers, as `meet` tells them."""
    height, width = objects.shape
    boxes = np.zeros((len(numbers), 5), np.int64)
    boxes[:, 1], boxes[:, 2] = width, height
    last, row = np.int32(0), 0
    for y in range(height):
        for x in range(width):
            number = objects[y, x]
            if number == 0:
                continue
            if number != last:
                last, row = number, np.searchsorted(numbers, number)
            box = boxes[row]
            box[0] += 1
            box[1], box[2] = min(box[1], x), min(box[2], y)
            box[3], box[4] = max(box[3], x + 1), max(box[4], y + 1)
    for row in range(len(numbers)):
        if boxes[row, 0] == 0:
            boxes[row] = 0
    return boxes

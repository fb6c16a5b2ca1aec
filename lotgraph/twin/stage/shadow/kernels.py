# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled steps from samples to what lights them.

A bit is set or cleared whoever asks in the same packet, and in whatever order. `source`, `frame`
and `window` are as `hull.kernels` has them, `samples` the columns of `trace.Samples`.
"""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.columns import CROWD, MATERIAL, NORMAL, OBJECT, SKY
from lotgraph.twin.stage.embree.kernels import LANES, hits, is_hit, packet, put
from lotgraph.twin.stage.hull.kernels import crosses, is_inside, touches

FAR = np.float32(1e30)
HOUSING_M = np.float32(1.0)  # around a lamp nothing of the site hides it: its arm, its pole
LIFT_M = np.float32(0.012)  # a ray to a light starts this far off its surface, not to meet it


@kernel()
def lighten(rows, reach, which, source, bit, scene):
    """Set a source's bit in the samples `which` that face it and from which no face hides it."""
    room = packet()
    asking = np.empty(LANES, np.int64)
    count = 0
    for i in which:
        if rows[i, MATERIAL] == SKY:
            continue
        px = rows[i, 0] + LIFT_M * rows[i, NORMAL]
        py = rows[i, 1] + LIFT_M * rows[i, NORMAL + 1]
        pz = rows[i, 2] + LIFT_M * rows[i, NORMAL + 2]
        gx, gy, gz, length = source[0], source[1], source[2], FAR
        if source[3] > 0:
            gx, gy, gz = gx - px, gy - py, gz - pz
            length = np.sqrt(gx * gx + gy * gy + gz * gz)
            if length > source[4] or length < np.float32(0.02):
                continue
            gx, gy, gz = gx / length, gy / length, gz / length
            length = max(length - HOUSING_M, np.float32(0))
        if gx * rows[i, NORMAL] + gy * rows[i, NORMAL + 1] + gz * rows[i, NORMAL + 2] <= 0:
            continue
        put(room, count, px, py, pz, gx, gy, gz, length)
        asking[count] = i
        count += 1
        if count == LANES:
            _set_free(room, scene, asking, count, reach, bit)
            count = 0
    _set_free(room, scene, asking, count, reach, bit)


@kernel()
def _set_free(room, scene, asking, count, reach, bit):
    if count:
        hits(room, scene, count)
        for lane in range(count):
            if not is_hit(room, lane):
                reach[asking[lane]] |= bit


@kernel()
def darken(samples, windows, bits, sources, frame, scene, only, changed):
    """Take from the samples `only` the light of sources that a thing hides; marks them.

    Row k of `windows` bounds the shadow from source k.
    """
    rows, reach, _, flat, _, spans, bounds = samples
    room = packet()
    asking = np.empty(LANES, np.int64)
    for number in range(len(sources)):
        window, bit = windows[number], bits[number]
        if window[0] > window[2]:
            continue
        source, count = sources[number], 0
        for tile in range(len(spans)):
            if spans[tile, 0] == spans[tile, 1] or not touches(bounds, tile, window):
                continue
            for i in range(spans[tile, 0], spans[tile, 1]):
                if not (only[i] and reach[i] & bit and is_inside(flat, i, window)):
                    continue
                if not _asks(room, count, rows, i, source, frame):
                    continue
                asking[count] = i
                count += 1
                if count == LANES:
                    _clear_hidden(room, scene, asking, count, reach, bit, changed)
                    count = 0
        _clear_hidden(room, scene, asking, count, reach, bit, changed)


@kernel()
def _asks(room, lane, rows, i, source, frame):
    """Give a lane the ray from a sample to a source, unless it misses the thing's box."""
    px = rows[i, 0] + LIFT_M * rows[i, NORMAL]
    py = rows[i, 1] + LIFT_M * rows[i, NORMAL + 1]
    pz = rows[i, 2] + LIFT_M * rows[i, NORMAL + 2]
    gx, gy, dz, length = source[0], source[1], source[2], FAR
    if source[3] > 0:
        gx, gy, dz = gx - px, gy - py, dz - pz
        length = np.sqrt(gx * gx + gy * gy + dz * dz)
        gx, gy, dz = gx / length, gy / length, dz / length
    px, py = px - frame[0], py - frame[1]
    ox, oy = px * frame[2] + py * frame[3], py * frame[2] - px * frame[3]
    dx, dy = gx * frame[2] + gy * frame[3], gy * frame[2] - gx * frame[3]
    if not crosses(ox, oy, pz, dx, dy, dz, frame, length):
        return False
    put(room, lane, ox, oy, pz, dx, dy, dz, length)
    return True


@kernel()
def _clear_hidden(room, scene, asking, count, reach, bit, changed):
    if count:
        hits(room, scene, count)
        for lane in range(count):
            if is_hit(room, lane):
                reach[asking[lane]] &= ~bit
                changed[asking[lane]] = True


@kernel()
def crowd(samples, window, frame, changed):
    """Darken the ground under and beside a thing, which hides the sky from it."""
    rows, _, _, flat, _, spans, bounds = samples
    one = np.float32(1)
    high = np.float32(0.35) * frame[9]
    for tile in range(len(spans)):
        if not touches(bounds, tile, window):
            continue
        for i in range(spans[tile, 0], spans[tile, 1]):
            if not is_inside(flat, i, window) or rows[i, OBJECT] != 0 or rows[i, MATERIAL] < 0:
                continue
            if rows[i, 2] > np.float32(0.4):
                continue
            gx, gy = rows[i, 0] - frame[0], rows[i, 1] - frame[1]
            lx, ly = gx * frame[2] + gy * frame[3], gy * frame[2] - gx * frame[3]
            out_x, out_y = max(frame[4] - lx, lx - frame[7]), max(frame[5] - ly, ly - frame[8])
            inside = min(max(out_x, out_y), np.float32(0))
            out_x, out_y = max(out_x, np.float32(0)), max(out_y, np.float32(0))
            away = np.sqrt(out_x * out_x + out_y * out_y)
            if away >= 4 * high:
                continue
            near = one - away / (4 * high)
            dark = np.float32(0.42) * near * near * near - np.float32(0.75) * inside
            free = one - min(dark, np.float32(0.94))
            if free < rows[i, CROWD]:
                rows[i, CROWD] = free
                changed[i] = True

# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled steps from samples to what lights them.

A bit is set or cleared whoever asks in the same packet, and in whatever order. `source`, `frame`
and `window` are as `hull.kernels` has them, `samples` the columns of `trace.Samples`.

Samples are taken by blocks, whose numbers are first laid out in rows: then a loop over a block,
that finds out who must ask a ray at all, becomes one over vectors. Most need not.
"""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.columns import CROWD, MATERIAL, NORMAL, OBJECT, SKY
from lotgraph.twin.stage.embree.kernels import LANES, hits, is_hit, packet, put
from lotgraph.twin.stage.hull.kernels import box_of, crosses, touches
from lotgraph.twin.stage.lamp.kernels import BLOCK, ZERO, find_lit, lay, shape_of

FAR = np.float32(1e30)
HOUSING_M = np.float32(1.0)  # around a lamp nothing of the site hides it: its arm, its pole
LIFT_M = np.float32(0.012)  # a ray to a light starts this far off its surface, not to meet it


@kernel()
def lighten(rows, reach, which, bits, sources, lamps, scene):
    """Set the bits of sources in the samples `which` that they light and no face hides.

    Row k of `lamps` is that of source k, if it is a lamp.
    """
    room, asking = packet(), np.empty(LANES, np.int64)
    block, laid = np.empty(BLOCK, np.int64), np.empty((6, BLOCK), np.float32)
    asks = np.empty(BLOCK, np.bool_)
    low, high = np.empty(3, np.float32), np.empty(3, np.float32)
    for first in range(0, len(which), BLOCK):
        count = 0
        for k in range(first, min(first + BLOCK, len(which))):
            block[count] = which[k]
            count += rows[which[k], MATERIAL] != SKY
        lay(rows, block, count, laid, low, high)
        for number in range(len(sources)):
            source = sources[number]
            if source[3] == 0:
                for k in range(count):
                    facing = (
                        source[0] * laid[3, k] + source[1] * laid[4, k] + source[2] * laid[5, k]
                    )
                    asks[k] = facing > ZERO
            elif _is_near(source, low, high):
                find_lit(laid, count, source, shape_of(lamps, number), asks)
            else:
                continue
            lane = 0
            for k in range(count):
                if asks[k]:
                    _ask_site(room, lane, laid, k, source, lamps[number, 14])
                    asking[lane] = block[k]
                    lane += 1
                    if lane == LANES:
                        _set_free(room, scene, asking, lane, reach, bits[number])
                        lane = 0
            _set_free(room, scene, asking, lane, reach, bits[number])


@kernel()
def _is_near(source, low, high):
    """Whether a box reaches into the range of a lamp."""
    square = ZERO
    for axis in range(3):
        away = max(low[axis] - source[axis], source[axis] - high[axis], ZERO)
        square += away * away
    return square < source[4] * source[4]


@kernel()
def _ask_site(room, lane, laid, k, source, plumb):
    """Give a lane the ray from a sample to a source, as far as the site may hide it."""
    px = laid[0, k] + LIFT_M * laid[3, k]
    py = laid[1, k] + LIFT_M * laid[4, k]
    pz = laid[2, k] + LIFT_M * laid[5, k]
    gx, gy, gz, length = source[0], source[1], source[2], FAR
    if source[3] > 0:
        gx, gy, gz = gx - px, gy - py, gz - pz
        away = np.sqrt(gx * gx + gy * gy + gz * gz)
        beside = np.sqrt(gx * gx + gy * gy)
        near = max(HOUSING_M / max(away, HOUSING_M), plumb / max(beside, plumb + LIFT_M))
        length = np.float32(1) - near  # of the whole way
    put(room, lane, px, py, pz, gx, gy, gz, length)


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
    rows, reach, _, _, _, spans, bounds = samples
    room, asking = packet(), np.empty(LANES, np.int64)
    block, laid = np.empty(BLOCK, np.int64), np.empty((3, BLOCK), np.float32)
    asks = np.empty(BLOCK, np.bool_)
    around = _around(windows)
    for tile in range(len(spans)):
        if not touches(bounds, tile, around):
            continue
        for first in range(spans[tile, 0], spans[tile, 1], BLOCK):
            count, lit = _of_those_lit(
                reach, only, first, min(first + BLOCK, spans[tile, 1]), block
            )
            is_laid = False
            for number in range(len(sources)):
                bit = bits[number]
                if not (lit & bit and touches(bounds, tile, windows[number])):
                    continue
                if not is_laid:
                    _lay_beside(rows, block, count, frame, laid)
                    is_laid = True
                source = _beside(sources[number], frame)
                _crosses(laid, count, source, frame, asks)
                lane = 0
                for k in range(count):
                    if asks[k] and reach[block[k]] & bit:
                        _ask_thing(room, lane, laid, k, source)
                        asking[lane] = block[k]
                        lane += 1
                        if lane == LANES:
                            _clear_hidden(room, scene, asking, lane, reach, bit, changed)
                            lane = 0
                _clear_hidden(room, scene, asking, lane, reach, bit, changed)


@kernel()
def _of_those_lit(reach, only, first, end, block):
    """Put the samples of a range that something lights into a block: how many; their bits."""
    count, lit = 0, np.int64(0)
    for i in range(first, end):
        block[count] = i
        if only[i] and reach[i]:
            count, lit = count + 1, lit | reach[i]
    return count, lit


@kernel()
def _around(windows):
    """The window around some."""
    around = np.array([np.inf, np.inf, -np.inf, -np.inf], np.float32)
    for window in windows:
        around[0], around[1] = min(around[0], window[0]), min(around[1], window[1])
        around[2], around[3] = max(around[2], window[2]), max(around[3], window[3])
    return around


@kernel()
def _beside(source, frame):
    """A source in a thing's own axes; and 1 if it is a place, 0 if it is far away."""
    x, y = source[0] - frame[0] * source[3], source[1] - frame[1] * source[3]
    ox, oy = x * frame[2] + y * frame[3], y * frame[2] - x * frame[3]
    return ox, oy, source[2], source[3]


@kernel()
def _lay_beside(rows, block, count, frame, laid):
    """Lay out where rays from a block to a light start, in a thing's own axes."""
    for k in range(count):
        i = block[k]
        x = rows[i, 0] + LIFT_M * rows[i, NORMAL] - frame[0]
        y = rows[i, 1] + LIFT_M * rows[i, NORMAL + 1] - frame[1]
        laid[0, k], laid[1, k] = x * frame[2] + y * frame[3], y * frame[2] - x * frame[3]
        laid[2, k] = rows[i, 2] + LIFT_M * rows[i, NORMAL + 2]


@kernel()
def _crosses(laid, count, source, frame, asks):
    """Which rays from a block to a source pass a thing's box."""
    x, y, z, nearby = source
    box, end = box_of(frame), np.float32(1) if nearby > ZERO else FAR
    for k in range(count):
        px, py, pz = laid[0, k], laid[1, k], laid[2, k]
        dx, dy, dz = x - nearby * px, y - nearby * py, z - nearby * pz
        asks[k] = crosses(px, py, pz, dx, dy, dz, box, end)


@kernel()
def _ask_thing(room, lane, laid, k, source):
    """Give a lane the ray from a sample to a source, in the axes that both are told in."""
    px, py, pz = laid[0, k], laid[1, k], laid[2, k]
    x, y, z, nearby = source
    length = np.float32(1) if nearby > ZERO else FAR
    put(room, lane, px, py, pz, x - nearby * px, y - nearby * py, z - nearby * pz, length)


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
    rows, _, _, _, _, spans, bounds = samples
    one, wide = np.float32(1), np.float32(1.4) * frame[9]
    for tile in range(len(spans)):
        if not touches(bounds, tile, window):
            continue
        for i in range(spans[tile, 0], spans[tile, 1]):
            if rows[i, 2] > np.float32(0.4):
                continue
            gx, gy = rows[i, 0] - frame[0], rows[i, 1] - frame[1]
            lx, ly = gx * frame[2] + gy * frame[3], gy * frame[2] - gx * frame[3]
            out_x, out_y = max(frame[4] - lx, lx - frame[7]), max(frame[5] - ly, ly - frame[8])
            inside = max(out_x, out_y)
            if inside >= wide or rows[i, OBJECT] != 0 or rows[i, MATERIAL] < 0:
                continue
            out_x, out_y = max(out_x, ZERO), max(out_y, ZERO)
            away = np.sqrt(out_x * out_x + out_y * out_y)
            if away >= wide:
                continue
            near = one - away / wide
            dark = np.float32(0.42) * near * near * near - np.float32(0.75) * min(inside, ZERO)
            free = one - min(dark, np.float32(0.94))
            if free < rows[i, CROWD]:
                rows[i, CROWD] = free
                changed[i] = True

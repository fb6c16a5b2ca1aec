# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled light of lamps. Rows of `lamps` are as `stage.lamps` has them.

Samples are taken by blocks, whose numbers are first laid out in rows. `fall` has no branch, so that
a loop over a block becomes one over vectors; whoever asks for one place gets the very same bits.
"""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.columns import MATERIAL, NORMAL, SKY
from lotgraph.twin.stage.hull.kernels import touches

BLOCK = 64  # samples
ZERO, ONE = np.float32(0), np.float32(1)
FAINT = np.float32(2e-5)  # of a lamp's candela, per square metre: nothing anybody would see


@kernel()
def fall(gx, gy, gz, lamp):
    """Kilolux of a lamp on a surface that faces it, so far from it; below FAINT it is 0."""
    ax, ay, az, reach, edge, fade, cut = lamp
    square = gx * gx + gy * gy + gz * gz
    shrunk = ONE / np.sqrt(max(square, np.float32(1e-4)))
    along = -(gx * ax + gy * ay + gz * az) * shrunk
    spread = max((along - edge) / (ONE - edge), ZERO)
    spread = spread * spread if fade > ZERO else spread
    spread = spread * spread if fade > ONE else spread
    over = -gz * shrunk - cut
    low = min(over, ZERO) / np.float32(0.06)
    # A head lamp: a sharp edge above, and less and less light below.
    beam = np.float32(0.04) if over > ZERO else ONE / (ONE + low * low)
    spread = spread * beam if cut < ONE else spread
    rim = max(ONE - square / (reach * reach), ZERO)
    strength = spread * rim * rim / max(square, np.float32(0.04))
    return strength if strength > FAINT and square >= np.float32(1e-4) else ZERO


@kernel()
def shape_of(lamps, number):
    """What `fall` asks of a lamp: its direction, range, edge, fading and cut."""
    lamp = lamps[number]
    return lamp[3], lamp[4], lamp[5], lamp[9], lamp[10], lamp[11], lamp[12]


@kernel()
def lamp_at(x, y, z, lamps, number):
    """Direction to a lamp and its kilolux there on a facing surface; 0 out of its range."""
    gx, gy, gz = lamps[number, 0] - x, lamps[number, 1] - y, lamps[number, 2] - z
    strength = fall(gx, gy, gz, shape_of(lamps, number))
    shrunk = ONE / np.sqrt(max(gx * gx + gy * gy + gz * gz, np.float32(1e-4)))
    return gx * shrunk, gy * shrunk, gz * shrunk, strength


@kernel()
def lay(rows, block, count, laid, low, high):
    """Lay out places and normals of a block, and the corners of the box around it."""
    low[:], high[:] = np.inf, -np.inf
    for k in range(count):
        i = block[k]
        for axis in range(3):
            place = rows[i, axis]
            laid[axis, k], laid[3 + axis, k] = place, rows[i, NORMAL + axis]
            low[axis], high[axis] = min(low[axis], place), max(high[axis], place)


@kernel()
def find_lit(laid, count, place, lamp, asks):
    """Which samples of a block face a lamp that lights them."""
    x, y, z = place[0], place[1], place[2]
    for k in range(count):
        gx, gy, gz = x - laid[0, k], y - laid[1, k], z - laid[2, k]
        facing = gx * laid[3, k] + gy * laid[4, k] + gz * laid[5, k]
        asks[k] = facing > ZERO and fall(gx, gy, gz, lamp) > ZERO


@kernel()
def spotted(samples, window, beams, number, bit, bits, changed):
    """Set the bit of a beam in the samples that it would light; marks them, and lists them."""
    rows, _, _, _, _, spans, bounds = samples
    lit = np.empty(len(rows), np.int32)
    block, laid, asks = (
        np.empty(BLOCK, np.int64),
        np.empty((6, BLOCK), np.float32),
        np.empty(BLOCK, np.bool_),
    )
    low, high = np.empty(3, np.float32), np.empty(3, np.float32)
    lamp, found = shape_of(beams, number), 0
    for tile in range(len(spans)):
        if not touches(bounds, tile, window):
            continue
        for first in range(spans[tile, 0], spans[tile, 1], BLOCK):
            count = 0
            for i in range(first, min(first + BLOCK, spans[tile, 1])):
                block[count] = i
                count += rows[i, MATERIAL] != SKY
            lay(rows, block, count, laid, low, high)
            find_lit(laid, count, beams[number], lamp, asks)
            for k in range(count):
                if asks[k]:
                    i = block[k]
                    bits[i] |= bit
                    changed[i] = True
                    lit[found] = i
                    found += 1
    return lit[:found]

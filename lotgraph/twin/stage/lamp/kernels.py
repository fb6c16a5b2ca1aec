# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled light of lamps. Rows of `lamps` are as `stage.lamps` has them.

`fall` has no branch, so that a loop over places becomes one over vectors; whoever asks for one
place gets the very same bits.
"""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.columns import MATERIAL, NORMAL, SKY
from lotgraph.twin.stage.hull.kernels import is_inside, touches

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
def spotted(samples, window, beams, number, bit, bits, changed):
    """Set the bit of a beam in the samples that it would light; marks them, and lists them."""
    rows, _, _, flat, _, spans, bounds = samples
    lit = np.empty(len(rows), np.int32)
    count = 0
    for tile in range(len(spans)):
        if not touches(bounds, tile, window):
            continue
        for i in range(spans[tile, 0], spans[tile, 1]):
            if rows[i, MATERIAL] == SKY or not is_inside(flat, i, window):
                continue
            gx, gy, gz, level = lamp_at(rows[i, 0], rows[i, 1], rows[i, 2], beams, number)
            facing = rows[i, NORMAL] * gx + rows[i, NORMAL + 1] * gy + rows[i, NORMAL + 2] * gz
            if level > 0 and facing > 0:
                bits[i] |= bit
                changed[i] = True
                lit[count] = i
                count += 1
    return lit[:count]

"""Compiled: what falls before a lens, and drops upon it.

Planes are (3, h, w) float32, pooled pictures means of squares of their pixels.
"""

# mypy: disable-error-code="no-untyped-def,assignment,call-overload"

import numpy as np

from lotgraph.kernel import kernel

ZERO, ONE, HALF = np.float32(0), np.float32(1), np.float32(0.5)


@kernel()
def drops(planes, near, size, where):
    """Draw drops on the lens, far out of focus: each a dim view of much around it, upside down.

    `where` (n, 5): x, y, radius in pixels, opacity, how flat it lies. `near` is a pooled picture,
    itself out of focus.
    """
    bands, height, width = planes.shape
    _, rows, columns = near.shape
    for index in range(len(where)):
        cx, cy, radius, opacity, flat = where[index]
        for y in range(max(0, np.int64(cy - radius)), min(height, np.int64(cy + radius) + 2)):
            dy = (y + 0.5 - cy) / radius
            for x in range(max(0, np.int64(cx - radius)), min(width, np.int64(cx + radius) + 2)):
                dx = (x + 0.5 - cx) / radius
                dx += np.float32(0.18) * dy * flat
                away = dx * dx + dy * dy * (1 + flat)
                if away >= 1:
                    continue
                edge = min(ONE, (1 - away) * np.float32(1.5))
                a = opacity * edge * edge * (3 - 2 * edge)
                sx = cx - dx * np.float32(0.22) * width * (0.6 + away)
                sy = cy - dy * np.float32(0.32) * height * (0.6 + away)
                column = min(max(np.int64(sx / size), 0), columns - 1)
                row = min(max(np.int64(sy / size), 0), rows - 1)
                dim = np.float32(1.05) - np.float32(0.45) * away
                for band in range(bands):
                    lit = near[band, row, column] * dim
                    planes[band, y, x] += a * (lit - planes[band, y, x])


@kernel()
def falling(planes, wide, size, streaks, glint):
    """Draw what falls: `streaks` (n, 6): x, y of its middle, its run in x and y, half width, alpha.

    A drop shows light from all around, so it stands out before what is dark; `glint` times as much
    where a lamp beside the lens shines on it.
    """
    bands, height, width = planes.shape
    _, rows, columns = wide.shape
    around = np.zeros(bands, np.float32)
    for band in range(bands):
        for row in range(rows):
            for column in range(columns):
                around[band] += wide[band, row, column]
        around[band] /= np.float32(rows * columns)
    for index in range(len(streaks)):
        cx, cy, run_x, run_y, half, alpha = streaks[index]
        reach_x, reach_y = abs(run_x) / 2 + half + 1, abs(run_y) / 2 + half + 1
        square = max(run_x * run_x + run_y * run_y, np.float32(1e-6))
        for y in range(max(0, np.int64(cy - reach_y)), min(height, np.int64(cy + reach_y) + 1)):
            for x in range(max(0, np.int64(cx - reach_x)), min(width, np.int64(cx + reach_x) + 1)):
                dx, dy = x + HALF - cx, y + HALF - cy
                along = min(HALF, max(-HALF, (dx * run_x + dy * run_y) / square))
                ex, ey = dx - along * run_x, dy - along * run_y
                cover = half + HALF - np.float32(np.sqrt(ex * ex + ey * ey))
                if cover <= 0:
                    continue
                a = alpha * min(ONE, cover)
                column, row = min(x // size, columns - 1), min(y // size, rows - 1)
                for band in range(bands):
                    lit = (
                        np.float32(0.6) * glint * around[band]
                        + np.float32(0.7) * wide[band, row, column]
                    )
                    planes[band, y, x] += a * (lit - planes[band, y, x])

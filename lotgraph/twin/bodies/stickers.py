"""Stickers: simple printed patterns, by which two vans of one firm, or two white cars, differ."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.plates import LETTERS
from lotgraph.twin.seeds import Split, stream

PATTERNS: dict[Split, tuple[str, ...]] = {
    "train": ("stripes", "disc", "checks", "word", "oval", "phone"),
    "held_out": ("chevrons", "ring", "dots", "letter", "band", "web"),
}
SIDE = 32  # pixels of a sticker's square picture


def paint_sticker(pattern: str, seed: int) -> NDArray[np.uint8]:
    """Paint a sticker, (32, 32, 3) sRGB: colours and details follow from the seed."""
    import cv2

    numbers = stream(seed, "sticker", pattern)
    ground, ink = _colours(numbers)
    picture = np.empty((SIDE, SIDE, 3), np.uint8)
    picture[:] = ground
    y, x = np.mgrid[:SIDE, :SIDE]
    step = int(numbers.integers(4, 9))
    off = np.hypot(x - 15.5, y - 15.5)
    shapes = {
        "stripes": (x + y) // step % 2 == 0,
        "checks": (x // step + y // step) % 2 == 0,
        "disc": off < 6 + step,
        "oval": np.hypot((x - 15.5) / 1.5, y - 15.5) < 5 + step / 2,
        "chevrons": (x + np.abs(y - 16)) // step % 2 == 0,
        "ring": np.abs(off - 10) < step / 2,
        "dots": np.hypot(x % (step + 4) - 4, y % (step + 4) - 4) < step / 2,
        "band": np.abs(y - 16) < step,
    }
    if pattern in shapes:
        picture[shapes[pattern]] = ink
    else:
        _letter(picture, pattern, numbers, ink)
    cv2.rectangle(picture, (0, 0), (SIDE - 1, SIDE - 1), ink, 1)
    return picture


def _colours(numbers: np.random.Generator) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Two colours far enough apart to be seen beside each other."""
    ground = numbers.integers(20, 236, 3)
    ink = np.where(ground > 127, ground - 110, ground + 110)  # noqa: PLR2004 -- half of 255
    ink[int(numbers.integers(3))] = int(numbers.integers(20, 236))
    return tuple(ground.tolist()), tuple(ink.tolist())


def _letter(
    picture: NDArray, pattern: str, numbers: np.random.Generator, ink: tuple[int, ...]
) -> None:
    import cv2

    rows = {"word": 2, "phone": 3, "letter": 1, "web": 2}[pattern]
    signs = "0123456789" if pattern == "phone" else LETTERS
    count = {1: 1, 2: 3, 3: 4}[rows]
    size = {1: 1.1, 2: 0.45, 3: 0.33}[rows]
    for row in range(rows):
        text = "".join(signs[int(numbers.integers(len(signs)))] for _ in range(count))
        at = (3, (row + 1) * SIDE // rows - (4 if rows > 1 else 5))
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, ink, 2 if rows == 1 else 1)

"""Measures pictures of a standing camera, whatever they show.

What a scene looks like is measured at one size for all, because a small picture packs more into
each pixel; what sensor and codec leave is measured in the picture as it came.
"""

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Pictures = NDArray[np.uint8]
Curve = NDArray[np.float64]
WIDTH_PX = 320  # all are brought to it, the smallest that came
STEPS = np.concatenate([[0.0, 1.0], np.geomspace(2, 160, 12)])  # of gradients, grey levels
RINGS = np.geomspace(0.01, 0.5, 15)  # cycles a pixel
GREYS = np.arange(0, 257, 32)
MOVED = 2.0  # grey levels, smoothed: where a step is larger, something moved
FEWEST = 400  # pixels of a grey that tell its noise
BLOCK_PX = 8
BLACK, WHITE = 16, 250
SPREAD = (5, 95)  # % of a box's pixels that are darker than what counts as dark, and as bright


def shrunk(picture: Pictures) -> Pictures:
    """The picture at the common width."""
    height = round(picture.shape[0] * WIDTH_PX / picture.shape[1])
    return np.asarray(cv2.resize(picture, (WIDTH_PX, height), interpolation=cv2.INTER_AREA))


def grey_of(picture: Pictures) -> NDArray[np.float32]:
    """Grey levels (h, w)."""
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)


def statistics(pictures: Pictures) -> dict[str, float]:
    """Numbers of pictures (n, h, w, 3) that follow each other; the last shows the scene."""
    small = shrunk(pictures[-1])
    grey = grey_of(small)
    jumps = gradients(grey)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(float)
    saturation = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)[..., 1].astype(float)
    fine = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.0))
    centres, power = spectrum(grey)
    return {
        "grey, mean": float(grey.mean()),
        "grey, spread": float(grey.std()),
        "black, %": 100 * float((grey < BLACK).mean()),
        "white, %": 100 * float((grey > WHITE).mean()),
        "gradient, median": float(np.median(jumps)),
        "gradient, 95 %": float(np.percentile(jumps, 95)),
        "fine detail, mean": float(fine.mean()),
        "spectrum, slope": float(np.polyfit(np.log(centres), np.log(power + 1e-9), 1)[0]),
        "colour, spread": float(np.hypot(lab[..., 1].std(), lab[..., 2].std())),
        "saturation, mean": float(saturation.mean()),
        "saturation, 95 %": float(np.percentile(saturation, 95)),
        **residue(pictures),
    }


def contrasts(picture: Pictures, boxes: NDArray[np.integer]) -> list[float]:
    """Grey levels between what is dark and what is bright in each box (n, 4) of a picture."""
    grey = cv2.blur(grey_of(picture), (3, 3))
    shown = [grey[y0:y1, x0:x1] for x0, y0, x1, y1 in boxes.tolist()]
    return [float(np.ptp(np.percentile(one, SPREAD))) if one.size else 0.0 for one in shown]


def gradients(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Steps from pixel to pixel, across and down."""
    steps = (np.abs(np.diff(grey, axis=1)).ravel(), np.abs(np.diff(grey, axis=0)).ravel())
    return np.concatenate(steps)


def spectrum(grey: NDArray[np.float32]) -> tuple[Curve, Curve]:
    """Mean power in rings of frequency, and the middles of the rings in cycles a pixel."""
    window = np.outer(np.hanning(grey.shape[0]), np.hanning(grey.shape[1]))
    power = np.abs(np.fft.fft2((grey - grey.mean()) * window)) ** 2 / (window**2).sum()
    down, across = (np.fft.fftfreq(count) for count in grey.shape)
    rings = np.digitize(np.hypot(down[:, None], across[None]).ravel(), RINGS)
    sums = np.bincount(rings, power.ravel(), len(RINGS) + 1)[1:-1]
    counts = np.bincount(rings, minlength=len(RINGS) + 1)[1:-1]
    return np.sqrt(RINGS[1:] * RINGS[:-1]), sums / np.maximum(counts, 1)


def noise(pictures: Pictures) -> tuple[Curve, float]:
    """Standard deviation of noise from frame to frame: by brightness (len(GREYS) - 1,), and all.

    Only where nothing moved and the light did not change. Not a number where too little tells.
    """
    squares, levels = [], []
    greys = [grey_of(one) for one in pictures]
    for one, other in pairwise(greys):
        step = other - one
        slow = cv2.blur(step, (9, 9))
        still = (np.abs(slow) < MOVED) & (other < 250) & (other > 4)  # noqa: PLR2004 -- not clipped
        squares.append((step - slow)[still] ** 2 / 2)
        levels.append(other[still])
    drawn, level = np.concatenate(squares), np.concatenate(levels)
    which = np.digitize(level, GREYS) - 1
    counts = np.bincount(which, minlength=len(GREYS) - 1)[: len(GREYS) - 1]
    sums = np.bincount(which, drawn, len(GREYS) - 1)[: len(GREYS) - 1]
    curve = np.where(counts >= FEWEST, np.sqrt(sums / np.maximum(counts, 1)), np.nan)
    return curve, float(np.sqrt(drawn.mean())) if len(drawn) else float("nan")


def residue(pictures: Pictures) -> dict[str, float]:
    """What sensor and codec leave: noise, frozen blocks, edges of blocks."""
    last = grey_of(pictures[-1])
    across, down = np.abs(np.diff(last, axis=1)), np.abs(np.diff(last, axis=0))
    ends = slice(BLOCK_PX - 1, None, BLOCK_PX)
    on = across[:, ends].mean() + down[ends].mean()
    step = np.abs(np.diff(np.stack([grey_of(one) for one in pictures]), axis=0))
    rows, columns = (size // BLOCK_PX for size in last.shape)
    cut = step[:, : rows * BLOCK_PX, : columns * BLOCK_PX]
    blocks = cut.reshape(-1, rows, BLOCK_PX, columns, BLOCK_PX).max(axis=(2, 4))
    return {
        "noise": noise(pictures)[1],
        "frozen blocks, %": 100 * float((blocks == 0).mean()),
        "8-pixel edges": float(on / (across.mean() + down.mean() + 1e-9)),
    }


def curves(pictures: Pictures) -> dict[str, Curve]:
    """The curves that a plot shows: of gradients, of the spectrum, of noise by brightness."""
    grey = grey_of(shrunk(pictures[-1]))
    jumps = gradients(grey)
    return {
        "gradients": np.array([(jumps >= step).mean() for step in STEPS]),
        "spectrum": spectrum(grey)[1],
        "noise": noise(pictures)[0],
    }

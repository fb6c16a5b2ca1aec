"""Disturbs pictures as cameras, codecs and weather do, and more than they do."""

from collections.abc import Callable

import numpy as np

from lotgraph.training.draw import Picture

GREY_SHARE, HUE_SHARE, ANY_HUE_SHARE = 0.15, 0.4, 0.1
BLUR_SHARE, SMEAR_SHARE, COARSE_SHARE, NOISE_SHARE = 0.2, 0.12, 0.25, 0.35
SHARPEN_SHARE, JPEG_SHARE, VEIL_SHARE = 0.15, 0.4, 0.15
Step = Callable[[np.random.Generator, Picture], Picture]


def disturb(chance: np.random.Generator, picture: Picture) -> Picture:
    """A picture of the same size with the same things in it, which looks otherwise."""
    for share, step in STEPS:
        if chance.random() < share:
            picture = step(chance, picture)
    return picture


def _tone(chance: np.random.Generator, picture: Picture) -> Picture:
    """Brightness, contrast, gamma and white balance, by a table for each colour."""
    import cv2

    levels = np.linspace(0, 1, 256)[:, None]
    gamma = np.exp(chance.normal(0, 0.35))
    gain = np.exp(chance.normal(0, 0.25)) * np.exp(chance.normal(0, 0.08, 3))
    lift = chance.normal(0, 0.08)
    pivot = chance.uniform(0.3, 0.6)
    contrast = np.exp(chance.normal(0, 0.25))
    table = ((levels**gamma * gain - pivot) * contrast + pivot + lift) * 255
    return np.asarray(cv2.LUT(picture, table.clip(0, 255).astype(np.uint8)[None]), np.uint8)


def _hue(chance: np.random.Generator, picture: Picture) -> Picture:
    import cv2

    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    turn = chance.integers(180) if chance.random() < ANY_HUE_SHARE else chance.integers(-12, 13)
    rich = np.exp(chance.normal(0, 0.4))
    steps = np.arange(256)
    tables = np.stack([(steps + turn) % 180, (steps * rich).clip(0, 255), steps], axis=1)
    return np.asarray(
        cv2.cvtColor(cv2.LUT(hsv, tables.astype(np.uint8)[None]), cv2.COLOR_HSV2RGB), np.uint8
    )


def _grey(_chance: np.random.Generator, picture: Picture) -> Picture:
    import cv2

    return np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)


def _blur(chance: np.random.Generator, picture: Picture) -> Picture:
    import cv2

    return np.asarray(cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.4, 2.0)), np.uint8)


def _smear(chance: np.random.Generator, picture: Picture) -> Picture:
    """As of a camera that shakes, or a shutter that is open for long."""
    import cv2

    size = int(chance.integers(3, 10)) | 1
    kernel = np.zeros((size, size), np.float32)
    turn = chance.uniform(0, np.pi)
    far = np.array([np.cos(turn), np.sin(turn)]) * size / 2
    middle = np.array([size // 2] * 2)
    ends = [tuple(int(v) for v in np.round(middle + way * far)) for way in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return np.asarray(cv2.filter2D(picture, -1, kernel / max(1.0, float(kernel.sum()))), np.uint8)


def _coarse(chance: np.random.Generator, picture: Picture) -> Picture:
    """Scale down and up again, as recorders do."""
    import cv2

    height, width = picture.shape[:2]
    scale = chance.uniform(0.35, 0.9)
    ways = (cv2.INTER_LINEAR, cv2.INTER_AREA, cv2.INTER_NEAREST, cv2.INTER_CUBIC)
    down, up = (int(chance.choice(ways)) for _ in range(2))
    small = cv2.resize(picture, (int(width * scale), int(height * scale)), interpolation=down)
    return np.asarray(cv2.resize(small, (width, height), interpolation=up), np.uint8)


def _noise(chance: np.random.Generator, picture: Picture) -> Picture:
    """Noise of single pixels or of lumps, in grey or in colours."""
    import cv2

    height, width = picture.shape[:2]
    lump = int(chance.choice([1, 1, 1, 2, 3]))
    colours = int(chance.choice([1, 3]))
    drawn = np.empty((height // lump + 1, width // lump + 1, colours), np.int16)
    cv2.setRNGSeed(int(chance.integers(2**31)))  # cv2 draws ten times as fast
    cv2.randn(drawn, np.zeros(colours), np.full(colours, chance.uniform(2, 22)))
    noise: np.ndarray = drawn
    noise = (
        cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR) if lump > 1 else noise
    )
    noise = noise.reshape(*noise.shape[:2], colours)[:height, :width]
    return np.asarray((picture + noise).clip(0, 255).astype(np.uint8))


def _sharpen(chance: np.random.Generator, picture: Picture) -> Picture:
    import cv2

    amount = chance.uniform(0.3, 2.0)
    soft = cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.6, 1.6))
    return np.asarray(cv2.addWeighted(picture, 1 + amount, soft, -amount, 0), np.uint8)


def _jpeg(chance: np.random.Generator, picture: Picture) -> Picture:
    import cv2

    quality = [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(12, 85))]
    return np.asarray(
        cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_COLOR), np.uint8
    )


def _veil(chance: np.random.Generator, picture: Picture) -> Picture:
    """Fog, glare or a dirty dome: light of one colour, more in one corner."""
    height, width = picture.shape[:2]
    rows, columns = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None]
    slope = chance.uniform(-1, 1, 2)
    most = chance.uniform(0.1, 0.6)
    veil = (0.5 + 0.5 * (rows * slope[0] + columns * slope[1])).clip(0, 1)[..., None] * most
    return np.asarray((picture * (1 - veil) + veil * chance.integers(0, 256)).astype(np.uint8))


STEPS: tuple[tuple[float, Step], ...] = (
    (VEIL_SHARE, _veil),
    (0.85, _tone),
    (HUE_SHARE, _hue),
    (GREY_SHARE, _grey),
    (BLUR_SHARE, _blur),
    (SMEAR_SHARE, _smear),
    (NOISE_SHARE, _noise),
    (COARSE_SHARE, _coarse),
    (SHARPEN_SHARE, _sharpen),
    (JPEG_SHARE, _jpeg),
)

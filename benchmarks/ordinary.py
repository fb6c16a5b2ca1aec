"""What happens before a camera that works: weather, light and traffic, as painters.

None of these is a fault. What begins at some moment begins at `START_S` of a clip.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scripts.drawn.paint import Painter, moved
from scripts.drawn.scene import Frame

START_S = 8.0


def _lit(frame: NDArray[Any], gain: Any, more: Any = 0.0) -> Frame:
    return np.asarray(np.clip(frame * np.float32(1) * gain + more, 0, 255), dtype=np.uint8)


def _since(t_s: float, lasts_s: float) -> float:
    """From 0 at the start to 1 when `lasts_s` are over."""
    return float(np.clip((t_s - START_S) / lasts_s, 0, 1))


def _glow(frame: Frame, x: float, y: float, radius: float) -> NDArray[np.float32]:
    """A soft spot of height 1 at shares `x`, `y` of the view; radius as a share of its width."""
    height, width = frame.shape[:2]
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    apart = (columns - x * width) ** 2 + (rows - y * height) ** 2
    return np.asarray(np.exp(-apart / (radius * width) ** 2), dtype=np.float32)


def wind(frame: Frame, t_s: float) -> Frame:
    """Shake a mast: up to two pixels of 640, in gusts."""
    gust = 0.5 + 0.5 * np.sin(0.4 * t_s)
    return moved(2 * gust * np.sin(9 * t_s), 1.5 * gust * np.cos(7 * t_s))(frame, t_s)


def headlights(frame: Frame, t_s: float) -> Frame:
    """A car turns: its beam sweeps the whole view within four seconds, every fifteen."""
    x = (t_s - START_S) % 15.0 / 4.0 * 1.6 - 0.3 if t_s >= START_S else 9.0
    return _lit(frame, 1.0, 260.0 * _glow(frame, x, 0.6, 0.3)[..., None])


def white_lorry(frame: Frame, t_s: float) -> Frame:
    """A white lorry hides half the view for three seconds; exposure steps down and back."""
    x = ((t_s - START_S) % 20.0) / 3.0 * 1.5 - 0.5 if t_s >= START_S else 9.0
    out = frame.copy()
    height, width = frame.shape[:2]
    left, right = round(x * width), round((x + 0.5) * width)
    cv2.rectangle(out, (left, height // 8), (right, height - 8), (235, 235, 230), -1)
    cv2.rectangle(out, (left, height - 40), (right, height - 8), (60, 60, 64), -1)
    return _lit(out, 0.65) if -0.3 < x < 0.9 else out  # noqa: PLR2004 - mostly in view


def sun(frame: Frame, t_s: float) -> Frame:
    """The sun comes out of clouds within two seconds, and exposure answers three later."""
    answered = 1.3 if t_s > START_S + 5.0 else 1.0
    return _lit(frame, (0.75 + 0.85 * _since(t_s, 2.0)) / answered)


def cloud(frame: Frame, t_s: float) -> Frame:
    """The edge of a cloud's shadow goes over the view within four seconds."""
    edge = _since(t_s, 4.0) * 1.4 - 0.2
    ramp = np.clip((edge - np.linspace(0, 1, frame.shape[1], dtype=np.float32)) * 5 + 0.5, 0, 1)
    return _lit(frame, (1 - 0.45 * ramp)[None, :, None])


def lamps(frame: Frame, t_s: float) -> Frame:
    """At dusk the lamps of the place are switched on, and exposure steps down."""
    if t_s < START_S:
        return frame
    pools = sum(_glow(frame, x, 0.6, 0.12) for x in (0.15, 0.5, 0.85))
    return _lit(frame, 0.85 * (1 + 1.2 * np.asarray(pools)[..., None]), 10.0)


def dusk(frame: Frame, t_s: float) -> Frame:
    """Take two thirds of the light within a minute: ten times faster than nature."""
    return _lit(frame, 0.35 ** (t_s / 60.0))


def snow(frame: Frame, t_s: float) -> Frame:
    """Let flakes of every size fall, others in each frame."""
    random = np.random.default_rng([5, round(1000 * t_s)])
    out = frame.copy()
    height, width = frame.shape[:2]
    for _ in range(width // 4):
        x, y, radius = random.integers(0, width), random.integers(0, height), random.exponential(2)
        cv2.circle(out, (int(x), int(y)), round(radius), (225, 225, 230), -1, cv2.LINE_AA)
    return out


def rain(frame: Frame, t_s: float) -> Frame:
    """Streaks, others in each frame, under a little less contrast."""
    random = np.random.default_rng([6, round(1000 * t_s)])
    out = _lit(frame, 0.85, 15.0)
    height, width = frame.shape[:2]
    for x, y in random.integers(0, (width, height), (width // 3, 2)).tolist():
        cv2.line(out, (x, y), (x + 1, y + height // 30), (170, 170, 175), 1)
    return out


def mist(frame: Frame, t_s: float) -> Frame:
    """Let haze come within half a minute and take a third of the contrast."""
    share = 0.33 * _since(t_s, 30.0)
    return _lit(frame, 1 - share, 140.0 * share)


def parks_before_the_lens(frame: Frame, t_s: float) -> Frame:
    """A van with windows and seams stops so near that it hides half the view, and stays."""
    height, width = frame.shape[:2]
    left = round(width * (1.0 - 0.5 * _since(t_s, 3.0)))
    out = frame.copy()
    van = np.full((height, width // 2, 3), (150, 154, 160), np.float32)
    van += np.linspace(25, -25, height, dtype=np.float32)[:, None, None]
    cv2.rectangle(van, (20, height // 6), (width // 5, height // 2), (46, 52, 60), -1)
    cv2.rectangle(van, (width // 4, height // 6), (width // 2 - 10, height // 2), (50, 56, 66), -1)
    for x in (width // 5 + 12, width // 4 - 6):
        cv2.line(van, (x, 0), (x, height), (80, 82, 86), 2)
    cv2.line(van, (0, height * 2 // 3), (width // 2, height * 2 // 3), (100, 104, 110), 3)
    cv2.circle(van, (width // 8, height), height // 5, (30, 30, 32), -1, cv2.LINE_AA)
    random = np.random.default_rng(round(1000 * t_s))
    van += random.standard_normal((height, width // 2, 1), np.float32) * 2
    van *= min(1.0, frame.mean() / 100)  # lit as its place is
    shown = np.clip(van, 0, 255).astype(np.uint8)[:, : max(0, width - left)]
    out[:, left : left + shown.shape[1]] = shown
    return out


def insects(frame: Frame, t_s: float) -> Frame:
    """Infrared light: no colour, and moths as soft white blobs before the lens."""
    grey = np.repeat(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    out = grey.astype(np.float32)
    for k in range(3):
        x = 0.5 + 0.6 * np.sin((0.7 + 0.3 * k) * t_s + 2 * k)
        y = 0.5 + 0.6 * np.cos((1.1 - 0.2 * k) * t_s + k)
        out += 200.0 * _glow(frame, float(x), float(y), 0.05 + 0.03 * k)[..., None]
    return np.asarray(np.clip(out, 0, 255), dtype=np.uint8)


def spider(frame: Frame, t_s: float) -> Frame:
    """A web that glows by infrared light and sways, over a quarter of the view."""
    out = frame.astype(np.float32)
    height, width = frame.shape[:2]
    web = np.zeros((height, width), np.uint8)
    sway = round(4 * np.sin(2 * t_s))
    for k in range(6):
        foot = (width // 3 + sway, height * k // 5)
        cv2.line(web, (0, height * k // 9), foot, 255, max(2, width // 160), cv2.LINE_AA)
    soft = cv2.GaussianBlur(web.astype(np.float32), (0, 0), width / 160)
    return np.asarray(np.clip(out + 0.6 * soft[..., None], 0, 255), dtype=np.uint8)


def infrared(frame: Frame, t_s: float) -> Frame:
    """The camera goes over to infrared: colour goes, noise grows, the middle is lit."""
    if t_s < START_S:
        return frame
    grey = np.repeat(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    random = np.random.default_rng(round(1000 * t_s))
    grain = random.standard_normal(grey.shape[:2], np.float32)[..., None] * 3
    return _lit(grey, 0.7 + 0.7 * _glow(frame, 0.5, 0.5, 0.4)[..., None], 10.0 + grain)


def wet(frame: Frame, t_s: float) -> Frame:
    """Drops stand on the glass: a dozen soft round spots."""
    if t_s < START_S:
        return frame
    random = np.random.default_rng(3)
    soft = cv2.GaussianBlur(frame, (0, 0), frame.shape[1] / 80)
    mask = np.zeros(frame.shape[:2], np.float32)
    for x, y in random.random((12, 2)):
        mask = np.maximum(mask, np.clip(_glow(frame, float(x), float(y), 0.05) * 3, 0, 1))
    mixed = frame * (1 - mask[..., None]) + soft * mask[..., None]
    return np.asarray(mixed, dtype=np.uint8)


def nothing(frame: Frame, t_s: float) -> Frame:
    """Leave the frame as it is."""
    return frame


# What happens, how it is painted, and whether by day, by night (dusk is both) or at any hour.
EVENTS: dict[str, tuple[Painter, str]] = {
    "nothing": (nothing, "any"),
    "wind": (wind, "any"),
    "headlights": (headlights, "night"),
    "white lorry": (white_lorry, "day"),
    "sun": (sun, "day"),
    "cloud": (cloud, "day"),
    "lamps switched on": (lamps, "night"),
    "dusk": (dusk, "day"),
    "snow": (snow, "any"),
    "rain": (rain, "any"),
    "mist": (mist, "any"),
    "parks before the lens": (parks_before_the_lens, "any"),
    "insects by infrared": (insects, "night"),
    "spider": (spider, "night"),
    "infrared": (infrared, "night"),
    "drops on the glass": (wet, "any"),
}

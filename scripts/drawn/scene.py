"""Draw a car park: textured ground, markings, a wall, vehicles with shadows, sensor noise.

A view fixes the place (ground, wall, markings), so that every clip of one camera shows the same
landmarks; the seed fixes who drives by and the noise; the hour fixes the light.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lotgraph.video.encode import Encoding, write_clip

Frame = NDArray[np.uint8]
Paint = Callable[[Frame, float], Frame]

PAINTS = (
    (188, 32, 38),
    (28, 70, 160),
    (225, 225, 220),
    (40, 40, 44),
    (196, 160, 40),
    (90, 120, 90),
)
ROUND_SHARE = 0.25  # of the vehicles
DUSK = 0.5  # daylight below which lamps are lit
GRAIN = 6.0  # standard deviation of the sensor's noise by night; by day a third of it


@dataclass(frozen=True)
class Scene:
    """One camera's picture over time; times count from the start of the clip."""

    seed: int = 0
    size: tuple[int, int] = (320, 180)
    hour: float = 12.0
    view: int = 0
    vehicles: int = 3

    @property
    def daylight(self) -> float:
        """Light from 0.25 (night, lamps lit) to 1 (noon), smooth over dawn and dusk."""
        sun = np.cos((self.hour - 12.0) / 12.0 * np.pi)
        return float(0.25 + 0.75 / (1.0 + np.exp(-8.0 * sun)))

    @cached_property
    def ground(self) -> NDArray[np.float32]:
        """The empty place in full light: (h, w, 3) float32 of 0 to 255."""
        width, height = self.size
        random = np.random.default_rng([711, self.view])
        picture = np.full((height, width, 3), (98.0, 98.0, 102.0), np.float32)
        for cells in (6, 24, 96):
            coarse = random.normal(0, 9, (cells * height // width + 2, cells, 1)).astype(np.float32)
            picture += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
        _draw_wall(picture, random)
        _draw_markings(picture, self.view)
        return np.clip(picture, 0, 255)

    @cached_property
    def traffic(self) -> list[dict[str, Any]]:
        """Who drives where: lane height, speed and start as shares of the picture, colour."""
        random = np.random.default_rng([712, self.seed])
        return [
            {
                "lane": 0.5 + 0.4 * (number + random.uniform(0.2, 0.8)) / max(self.vehicles, 1),
                "speed": random.choice([-1, 1]) * random.uniform(0.08, 0.25),
                "start": random.uniform(0, 1.3),
                "paint": PAINTS[random.integers(len(PAINTS))],
                "is_round": bool(random.random() < ROUND_SHARE),
            }
            for number in range(self.vehicles)
        ]

    def frame(self, number: int, t_s: float) -> Frame:
        """The picture at `t_s`: (h, w, 3) uint8 RGB; `number` only seeds the noise."""
        picture = self.ground.copy()
        for vehicle in self.traffic:
            _draw_vehicle(picture, vehicle, t_s, has_lamps=self.daylight < DUSK)
        random = np.random.default_rng([713, self.seed, self.view, number])
        height, width = picture.shape[:2]
        sigma = GRAIN * (4 / 3 - self.daylight)
        grain = random.standard_normal((height, width, 1), np.float32) * np.float32(sigma)
        return np.clip(picture * np.float32(self.daylight) + grain, 0, 255).astype(np.uint8)


def draw_clip(  # noqa: PLR0913  all but three have defaults
    path: Path | str,
    *,
    seed: int,
    seconds: float,
    fps: float = 10,
    size: tuple[int, int] = (320, 180),
    hour: float = 12.0,
    view: int = 0,
    vehicles: int = 3,
    paint: Paint | None = None,
    codec: str = "h264",
    encoding: Encoding | None = None,
) -> Path:
    """Draw a clip into `path`; its suffix names the container (mp4, mkv, avi, ts).

    `paint` is called with each frame (h, w, 3) uint8 RGB and its time in seconds and returns the
    frame to write. `encoding` overrides `codec` and says everything else about the file.
    """
    scene = Scene(seed=seed, size=size, hour=hour, view=view, vehicles=vehicles)

    def frames() -> Iterator[tuple[float, Frame]]:
        for number in range(round(seconds * fps)):
            t_s = number / fps
            frame = scene.frame(number, t_s)
            yield t_s, paint(frame, t_s) if paint else frame

    return write_clip(path, frames(), fps=fps, encoding=encoding or Encoding(codec=codec))


def _draw_wall(picture: NDArray[np.float32], random: np.random.Generator) -> None:
    """A wall with windows along the top third: landmarks that stay when a camera moves."""
    height, width = picture.shape[:2]
    base = int(height * random.uniform(0.27, 0.33))
    picture[:base] = picture[:base] * 0.35 + np.array([118, 92, 74], np.float32)
    step = width // 9
    for left in range(int(step * random.uniform(0.2, 0.8)), width - step // 2, step):
        top = int(base * random.uniform(0.2, 0.4))
        shade = float(random.uniform(20, 70))
        corner = (left + step // 2, base - base // 4)
        cv2.rectangle(picture, (left, top), corner, (shade, shade, shade + 20), -1)
        cv2.rectangle(picture, (left, top), corner, (190, 184, 176), max(1, width // 320))


def _draw_markings(picture: NDArray[np.float32], view: int) -> None:
    """Stall lines that fan out from the wall; another view fans the other way."""
    height, width = picture.shape[:2]
    slant = (0.18, -0.22, 0.05, -0.08)[view % 4]
    for share in np.linspace(-0.1, 1.1, 11):
        top = (int(share * width), int(height * 0.36))
        foot = (int((share + slant) * width), int(height * 0.56))
        cv2.line(picture, top, foot, (205, 205, 198), max(1, width // 160), cv2.LINE_AA)
    for share in (0.62, 0.9):
        start = (0, int(height * (share + slant / 8)))
        end = (width, int(height * (share - slant / 8)))
        cv2.line(picture, start, end, (214, 190, 80), max(1, width // 200), cv2.LINE_AA)


def _draw_vehicle(
    picture: NDArray[np.float32], vehicle: dict[str, Any], t_s: float, *, has_lamps: bool
) -> None:
    height, width = picture.shape[:2]
    middle = int(((vehicle["start"] + vehicle["speed"] * t_s) % 1.4 - 0.2) * width)
    level, half, rise = int(vehicle["lane"] * height), width // 12, height // 14
    left, top, right, foot = middle - half, level - rise, middle + half, level + rise
    shadow = picture[max(foot - 2, 0) : foot + rise // 2, max(left, 0) : max(right + half // 3, 0)]
    shadow *= 0.55
    colour = tuple(float(c) for c in vehicle["paint"])
    if vehicle["is_round"]:
        cv2.ellipse(picture, (middle, level), (half, rise), 0, 0, 360, colour, -1, cv2.LINE_AA)
    else:
        cv2.rectangle(picture, (left, top), (right, foot), colour, -1)
    cv2.rectangle(
        picture,
        (middle - half // 2, top + rise // 3),
        (middle + half // 2, level),
        (52, 60, 70),
        -1,
    )
    if has_lamps:
        front = right if vehicle["speed"] > 0 else left
        cv2.circle(picture, (front, level), max(2, rise // 2), (2000.0, 1900.0, 1600.0), -1)

"""Noise: of the amplifier, of light itself, of dead pixels. New in every frame."""

import numpy as np

from lotgraph.corrupt.model import Floats, Pictures, Scene, each

WHITE = 255.0


def gaussian(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """The same everywhere; `strength` is its deviation as a share of white."""

    def one(k: int, frame: Floats) -> Floats:
        noise = scene.of_frame(k).standard_normal((*scene.grain, 3), np.float32)
        return frame + scene.spread(noise) * np.float32(strength * WHITE)

    return each(frames, one)


def shot(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """As the root of what light there is; `strength` is its deviation at white."""

    def one(k: int, frame: Floats) -> Floats:
        noise = scene.of_frame(k).standard_normal((*scene.grain, 3), np.float32)
        told: Floats = frame + scene.spread(noise) * np.sqrt(
            frame * np.float32(strength**2 * WHITE)
        )
        return told

    return each(frames, one)


def impulse(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """Pixels that are black or white; `strength` is their share."""

    def one(k: int, frame: Floats) -> Floats:
        draw = scene.spread(scene.of_frame(k).random(scene.grain, np.float32))[..., None]
        told = np.where(draw < strength / 2, np.float32(0), frame)
        return np.where(draw > 1 - strength / 2, np.float32(WHITE), told)

    return each(frames, one)

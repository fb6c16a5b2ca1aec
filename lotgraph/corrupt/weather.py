"""Weather: rain falls, fog drifts, dirt on the lens stays, and in the dark there is only noise."""

import numpy as np

from lotgraph.corrupt.model import Floats, Pictures, Scene, each, smooth

RAIN, FOG, DIRT = 3, 4, 5  # what chance of a clip is for
FALL_HZ = 2.5  # pictures' heights that a drop falls in a second
SLANT = 0.15
STREAK = (0.03, 0.10)  # heights long: the near ones are longer
BRIGHT = 205.0
VEIL = np.array([216, 220, 224], np.float32)  # fog by day
MUD = np.array([92, 82, 70], np.float32)
SNOW = np.array([232, 236, 240], np.float32)
GAMMA = 2.2
READ = 0.004  # noise of reading, as a share of white before amplifying
DRIFT_HZ = 0.02  # pictures' widths that fog drifts in a second


def rain(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """Bright streaks that fall; `strength` is how many, in hundreds, and how much they veil."""
    import cv2

    chance, (height, width) = scene.of_clip(RAIN), scene.shape
    most = 4000
    drops = chance.random((most, 4))[: round(100 * strength)]  # the same ones, and more
    long = (STREAK[0] + drops[:, 2] * (STREAK[1] - STREAK[0])) * height
    speed = FALL_HZ * height * (0.6 + 0.8 * drops[:, 2])
    thick = max(1, round(scene.scale))
    veil = 1 - np.exp(-strength / 20)

    def one(k: int, frame: Floats) -> Floats:
        y = (drops[:, 1] * 1.2 * height + speed * scene.times_s[k]) % (1.2 * height) - 0.1 * height
        x = (drops[:, 0] * 1.2 - 0.1) * width + SLANT * y
        ends = np.stack([np.stack([x, y], 1), np.stack([x + SLANT * long, y + long], 1)], 1)
        mask = np.zeros(scene.shape, np.uint8)
        cv2.polylines(mask, np.rint(ends).astype(np.int32), False, 255, thick, cv2.LINE_AA)
        share = cv2.GaussianBlur(mask, (0, 0), 0.6 * scene.scale).astype(np.float32)[..., None]
        share *= np.float32(0.75 / 255)
        veiled = frame + (np.float32(170) - frame) * np.float32(0.5 * veil)
        told: Floats = veiled + (np.float32(BRIGHT) - veiled) * share
        return told

    return each(frames, one)


def fog(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """What is higher in the picture is farther and fades; `strength` is how thick it is half-way.

    Clouds in it drift.
    """
    height, width = scene.shape
    clouds = smooth(scene.of_clip(FOG), (height, 2 * width), 4)
    far = np.linspace(1.6, 0.4, height, dtype=np.float32)[:, None]

    def one(k: int, frame: Floats) -> Floats:
        shift = int(scene.times_s[k] * DRIFT_HZ * width) % (2 * width)
        here = np.take(clouds, range(shift, shift + width), axis=1, mode="wrap")
        clear = np.exp(np.float32(-strength) * far * (0.7 + 0.6 * here))[..., None]
        return VEIL + (frame - VEIL) * clear

    return each(frames, one)


def spatter(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """Mud or snow on the lens, blurred and in one place; `strength` is the share it covers."""
    import cv2

    chance = scene.of_clip(DIRT)
    colour = MUD if chance.random() < 0.5 else SNOW  # noqa: PLR2004 -- one or the other
    fine, coarse = smooth(chance, scene.shape, 24), smooth(chance, scene.shape, 7)
    field = 0.5 * fine + 0.5 * coarse
    edge = np.quantile(field, 1 - min(strength, 1.0))
    hard = (field >= edge).astype(np.float32)
    share = 0.9 * cv2.GaussianBlur(hard, (0, 0), 2.0 * scene.scale)[..., None]

    return each(frames, lambda _, frame: frame + (colour - frame) * share)


def low_light(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """Less light, amplified half the way back; `strength` is how many halvings.

    What is left of light has its own noise, and reading it adds some; colours fade.
    """
    dim, gain = np.float32(2.0**-strength), np.float32(2.0 ** (strength / 2))
    fade = np.float32(min(1.0, 0.12 * strength))

    light_of = (np.arange(256, dtype=np.float32) / 255) ** np.float32(GAMMA) * dim
    # By the root of light: the dark needs fine steps, as eyes and cameras take them.
    shown = np.float32(255) * np.linspace(0, 1, 4096, dtype=np.float32) ** np.float32(2 / GAMMA)

    def one(k: int, frame: Floats) -> Floats:
        light = light_of[frame.astype(np.uint8)]
        noise = scene.of_frame(k).standard_normal((*scene.grain, 3), np.float32)
        deviation = np.sqrt(light * np.float32(0.002) + np.float32(READ**2))
        seen = np.maximum(light + scene.spread(noise) * deviation * np.sqrt(1 - dim), 0) * gain
        grey = seen.mean(axis=2, keepdims=True)
        root = np.sqrt(np.minimum(seen + (grey - seen) * fade, 1))
        told: Floats = shown[(root * np.float32(4095)).astype(np.int16)]
        return told

    return each(frames, one)

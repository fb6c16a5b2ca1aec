"""The infrared lamp that sits around a camera's lens, and the photocell that switches it.

It lights what the camera sees from where the camera is, so it throws no shadow that would be seen;
what sends light back to where it came from, such as plates, signs and paint with beads, glares.
"""

from dataclasses import replace

import numpy as np

from lotgraph.twin.optics import axes
from lotgraph.twin.plan import Camera
from lotgraph.twin.stage.lamps import burning
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery

TURNS_RAD = np.linspace(-0.5, 0.5, 7)  # beside the camera's axis, and below the horizon
DIPS_RAD = np.linspace(0.15, 0.9, 6)
FARTHEST_M = 40.0  # that a photocell has a say on


def with_lamp(
    light: Light, scenery: Scenery, camera: Camera, *, kcd: float, below_klux: float
) -> Light:
    """The light by which a camera sees: with its own lamp, of `kcd` ahead, where it is dark."""
    is_dark = kcd > 0 and falls_klux(light, scenery, camera) < below_klux
    return replace(light, infrared_kcd=kcd) if is_dark else light


def falls_klux(light: Light, scenery: Scenery, camera: Camera) -> float:
    """Kilolux that fall on the ground before a camera, on the mean, as if nothing stood there."""
    outside = float((light.sky + light.beam * max(float(light.sun[2]), 0.0)).mean())
    if not light.are_lamps_on or not len(scenery.lamps):
        return outside
    forward = axes(camera)[2]
    heading = np.arctan2(forward[1], forward[0])
    turns, dips = np.meshgrid(heading + TURNS_RAD, DIPS_RAD)
    away = np.minimum(camera.position_m[2] / np.tan(dips), FARTHEST_M)
    places = np.stack([np.cos(turns) * away, np.sin(turns) * away, np.zeros_like(away)], -1)
    places = places.reshape(-1, 3) + np.array([*camera.position_m[:2], 0.0])
    lamps = burning(scenery.lamps, are_lamps_on=True).astype(float)
    to = lamps[None, :, :3] - places[:, None]
    square = (to**2).sum(axis=2)
    along = -np.einsum("pli,li->pl", to, lamps[:, 3:6]) / np.sqrt(square)
    edge = lamps[:, 10]
    fades = np.clip((along - edge) / (1 - edge), 0, None) ** (2 ** lamps[:, 11])
    ends = np.clip(1 - square / lamps[:, 9] ** 2, 0, None) ** 2
    level = fades * ends / square * to[..., 2] / np.sqrt(square) * lamps[:, 6:9].mean(axis=1)
    return outside + float(level.sum(axis=1).mean())

"""Which way a camera looks, and the same camera after a nudge."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Camera


def axes(camera: Camera) -> NDArray[np.float64]:
    """Rows: the picture's right, the picture's down, and forward, as unit vectors of the world.

    Yaw turns anticlockwise from east, pitch tips forward down, then roll turns the picture's right
    towards its down, so that what is level seems to rise to the right.
    """
    sin_yaw, cos_yaw = np.sin(camera.yaw_rad), np.cos(camera.yaw_rad)
    sin_pitch, cos_pitch = np.sin(camera.pitch_rad), np.cos(camera.pitch_rad)
    forward = np.array([cos_pitch * cos_yaw, cos_pitch * sin_yaw, -sin_pitch])
    right = np.array([sin_yaw, -cos_yaw, 0.0])
    down = np.cross(forward, right)
    sin_roll, cos_roll = np.sin(camera.roll_rad), np.cos(camera.roll_rad)
    return np.stack(
        [cos_roll * right + sin_roll * down, cos_roll * down - sin_roll * right, forward]
    )


def moved(
    camera: Camera,
    *,
    yaw_rad: float = 0.0,
    pitch_rad: float = 0.0,
    roll_rad: float = 0.0,
    zoom: float = 1.0,
) -> Camera:
    """The camera after its head has turned and zoomed by so much, as wind or a guard makes it."""
    return replace(
        camera,
        yaw_rad=camera.yaw_rad + yaw_rad,
        pitch_rad=camera.pitch_rad + pitch_rad,
        roll_rad=camera.roll_rad + roll_rad,
        focal_px=camera.focal_px * zoom,
    )

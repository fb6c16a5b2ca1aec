"""A camera as it sees the ground: its place, the way it looks, and the bend of its lens."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TANGENTS = np.linspace(0, 12, 4001)  # to 85 degrees from the axis: beyond, no such lens sees
FARTHEST = 4.0  # tangent of the widest angle that is asked of a lens that never folds


@dataclass(frozen=True)
class CameraModel:
    """A pinhole with the bend of its lens as OpenCV has it, over ground that is flat, at 0.

    Metres lie east, north and up. The rows of `axes` (3, 3) are the picture's right, its down and
    forward, as unit vectors of the world.
    """

    focal_px: tuple[float, float]
    centre_px: tuple[float, float]
    distortion: tuple[float, float, float, float, float]  # k1, k2, p1, p2, k3
    size_px: tuple[int, int]
    position_m: tuple[float, float, float]
    axes: Floats

    @property
    def told(self) -> Floats:
        """As compiled steps read it (24,): the fields in their order, and the widest tangent."""
        fields = (self.focal_px, self.centre_px, self.distortion, self.size_px, self.position_m)
        return np.concatenate([*fields, self.axes.ravel(), [_widest(self.distortion)]])


def _widest(distortion: tuple[float, ...]) -> float:
    """Tangent of the widest angle before the lens folds; the small tangential terms left out."""
    k1, k2, _, _, k3 = distortion
    square = TANGENTS**2
    folds = 1 + square * (3 * k1 + square * (5 * k2 + square * 7 * k3)) <= 0
    return float(TANGENTS[folds.argmax()]) if folds.any() else FARTHEST


def looking(yaw_rad: float, pitch_rad: float, roll_rad: float) -> Floats:
    """Axes of a camera: yaw anticlockwise from east, pitch down, roll turns right towards down."""
    sin_yaw, cos_yaw = np.sin(yaw_rad), np.cos(yaw_rad)
    sin_pitch, cos_pitch = np.sin(pitch_rad), np.cos(pitch_rad)
    forward = np.array([cos_pitch * cos_yaw, cos_pitch * sin_yaw, -sin_pitch])
    right = np.array([sin_yaw, -cos_yaw, 0.0])
    down = np.cross(forward, right)
    sin, cos = np.sin(roll_rad), np.cos(roll_rad)
    return np.stack([cos * right + sin * down, cos * down - sin * right, forward])

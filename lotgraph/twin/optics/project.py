"""Where points of the world fall in a picture."""

import itertools

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.optics.distort import distort, widest
from lotgraph.twin.optics.pose import axes
from lotgraph.twin.plan import Camera

MARGIN_PX = 3  # around a rectangle: what is straight outside bulges between its corners
LATTICE = np.array(list(itertools.product((0.0, 0.5, 1.0), repeat=3)))


def project(
    camera: Camera, points: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pixels (n, 2) and depths (n,) in metres along the camera's axis of points (n, 3).

    A pixel is NaN where its point lies behind the camera, or so far aside that the lens would
    fold it back into the picture. Pixels outside the picture are given as they are.
    """
    local = (np.asarray(points, np.float64) - camera.position_m) @ axes(camera).T
    depth = local[:, 2]
    ahead = depth > 0
    flat = local[:, :2] / np.where(ahead, depth, np.nan)[:, None]
    flat[(flat**2).sum(axis=1) >= widest(camera.distortion) ** 2] = np.nan
    centre = np.array([camera.width_px / 2, camera.height_px / 2])
    return distort(flat, camera.distortion) * camera.focal_px + centre, depth


def rectangle(camera: Camera, corners: NDArray[np.floating]) -> tuple[int, int, int, int]:
    """Columns x0..x1 and rows y0..y1 (ends excluded) that hold a box of eight corners (8, 3).

    Corners stand in the order of `itertools.product` over the box's three axes. The whole
    picture, where a part of the box is beside or behind the camera.
    """
    weights = np.stack([LATTICE, 1 - LATTICE])[::-1]
    picks = np.array(list(itertools.product((0, 1), repeat=3)))
    share = np.prod(weights[picks, :, np.arange(3)], axis=1)
    pixels, _ = project(camera, share.T @ corners)
    if np.isnan(pixels).any():
        return 0, 0, camera.width_px, camera.height_px
    size = (camera.width_px, camera.height_px)
    low = np.clip(np.floor(pixels.min(axis=0)) - MARGIN_PX, 0, size)
    high = np.clip(np.ceil(pixels.max(axis=0)) + MARGIN_PX, 0, size)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])

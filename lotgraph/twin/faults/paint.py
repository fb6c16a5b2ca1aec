"""Lets faults befall one camera: its head, its light, its picture."""

import math
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.faults.cover import cloth, is_still
from lotgraph.twin.faults.model import Fault, Kind
from lotgraph.twin.optics import moved
from lotgraph.twin.plan import Camera
from lotgraph.twin.seeds import stream
from lotgraph.twin.sensor.lens import STATED_WIDTH_PX, dirt_map, gaussian

KNOCK_S = 0.6  # a head takes to turn away, or back
RACK_S = 2.5  # a lens takes to lose its focus, or to find it
DIRT_STEPS = 48  # in which dirt grows: each is too small to be seen
MUD = np.array([0.62, 0.52, 0.40], np.float32)  # of light from all around, that dirt sends on
POOL_PX = 16
BURST = 4  # frames that are lost together, or not
Radiance = NDArray[np.float32]


class Painter:
    """What befalls one camera. At a moment without a fault, everything comes back untouched."""

    def __init__(self, camera: Camera, faults: Iterable[Fault]) -> None:
        self._camera = camera
        self._faults = tuple(one for one in faults if one.camera_id == camera.camera_id)
        self._dirt = lru_cache(2)(self._dirt_of)
        self._cloth = lru_cache(1)(self._cloth_of)

    def camera_at(self, camera: Camera, t_s: float) -> Camera:
        """The camera, which may have moved of itself, as someone left it who knocked it."""
        fault = self._on("moved", t_s)
        return camera if fault is None else knocked(camera, fault, t_s)

    def stops(self, t_s: float) -> float:
        """By how much too long the camera exposes."""
        fault = self._on("over_exposed", t_s)
        return fault.amount if fault else 0.0

    def source_s(self, t_s: float) -> float:
        """When the picture was taken that the camera delivers: earlier, where it is frozen."""
        fault = self._on("frozen", t_s)
        if fault is None:
            return t_s
        return max(0, math.ceil(fault.begins_s * self._camera.fps - 1e-6) - 1) / self._camera.fps

    def is_lost(self, number: int) -> bool:
        """Whether the frame of that number, since the world began, never arrives."""
        fault = self._on("dropped_frames", number / self._camera.fps)
        if fault is None:
            return False
        return bool(stream(fault.seed, "lost", number // BURST).random() < fault.amount)

    def through(self, radiance: Radiance, t_s: float) -> Radiance:
        """Light (h, w, 3) as it reaches the chip: hidden, soiled or out of focus."""
        if fault := self._on("defocused", t_s):
            return self._defocused(radiance, fault, t_s)
        if fault := self._on("dirty", t_s):
            grown = (t_s - fault.begins_s) / (fault.ends_s - fault.begins_s)
            return self._soiled(radiance, fault, math.ceil(DIRT_STEPS * grown))
        if fault := self._on("covered", t_s):
            rests_s = (fault.begins_s + fault.ends_s) / 2
            opacity, colour = self._cloth(fault, rests_s if is_still(fault, t_s) else t_s)
            level = radiance.mean(axis=(0, 1))
            return np.asarray(radiance + opacity * (colour * level - radiance), np.float32)
        return radiance

    def delivered(self, picture: NDArray[np.uint8], t_s: float) -> NDArray[np.uint8]:
        """The picture (h, w, 3) that leaves the camera."""
        return picture if self._on("black", t_s) is None else np.zeros_like(picture)

    def _on(self, kind: Kind, t_s: float) -> Fault | None:
        return next((one for one in self._faults if one.kind == kind and one.is_on(t_s)), None)

    def _defocused(self, radiance: Radiance, fault: Fault, t_s: float) -> Radiance:
        from lotgraph.twin.faults import kernels

        racked = min(1.0, (t_s - fault.begins_s) / RACK_S, (fault.ends_s - t_s) / RACK_S)
        radius = racked * fault.amount * self._camera.width_px / STATED_WIDTH_PX
        rows = np.arange(math.floor(radius) + 1)
        half_widths = np.floor(np.sqrt(radius**2 - rows**2)).astype(np.int64)
        reach = len(rows) - 1
        padded = np.pad(radiance, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
        out = np.empty(radiance.shape, np.float32)
        kernels.disc(padded.astype(np.float32, copy=False), half_widths, out)
        return out

    def _soiled(self, radiance: Radiance, fault: Fault, step: int) -> Radiance:
        from lotgraph.twin.sensor import kernels

        alpha = self._dirt(fault, step)
        planes = np.ascontiguousarray(np.moveaxis(radiance, 2, 0), np.float32)
        _, height, width = planes.shape
        pooled = np.empty((3, -(-height // POOL_PX), -(-width // POOL_PX)), np.float32)
        kernels.pool(planes, POOL_PX, pooled)
        for plane in pooled:
            kernels.blur(plane, gaussian(3.0), np.empty_like(plane))
        wide = np.empty_like(planes)
        kernels.enlarge(pooled * MUD[:, None, None], POOL_PX, wide)
        return np.ascontiguousarray(np.moveaxis(planes + alpha * (wide - planes), 0, 2))

    def _dirt_of(self, fault: Fault, step: int) -> NDArray[np.float32]:
        return dirt_map(self._camera, fault.amount * step / DIRT_STEPS, fault.seed, "fault")

    def _cloth_of(self, fault: Fault, t_s: float) -> tuple[Radiance, Radiance]:
        return cloth(fault, t_s, self._camera.height_px, self._camera.width_px)


def knocked(camera: Camera, fault: Fault, t_s: float) -> Camera:
    """A camera whose middle has moved by the fault's pixels, in a direction of its seed."""
    turned = min(1.0, (t_s - fault.begins_s) / KNOCK_S, (fault.ends_s - t_s) / KNOCK_S)
    chance = stream(fault.seed, "knock")
    way, roll = chance.uniform(0, 2 * math.pi), chance.normal(0, 0.25)
    shift_px = fault.amount * camera.width_px / STATED_WIDTH_PX
    angle = turned * math.atan2(shift_px, camera.focal_px)
    return moved(
        camera,
        yaw_rad=angle * math.cos(way) / max(math.cos(camera.pitch_rad), 0.2),
        pitch_rad=angle * math.sin(way),
        roll_rad=angle * roll,
    )

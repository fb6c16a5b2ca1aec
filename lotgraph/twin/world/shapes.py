"""How far objects reach as they are drawn: points of each, standing still and step by step."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.twin.bodies.tips import COUNT, STEPS, vehicle_tips, walker_tips
from lotgraph.twin.world.model import WALKER, Poses, World

Floats = NDArray[np.float64]

RIDDEN = ("motorbike", "bicycle")  # somebody sits on it, unless it is parked
STANDS_BELOW_MPS = 0.05  # a walker's legs are still


@dataclass(frozen=True)
class Shapes:
    """Points of objects in their own axes, in metres.

    `points` (shapes, COUNT, 3), and `sizes` (shapes, 3) of boxes around them. `about` (objects, 5)
    by number less one: rear axle to middle; shape at rest; shape with a rider, or of a stride's
    first step; steps of a stride, 0 of a vehicle; metres that a stride carries.
    """

    points: Floats
    sizes: Floats
    about: Floats

    def at(self, poses: Poses) -> NDArray[np.intp]:
        """Which shape each object has at a moment."""
        rest, other, steps = self.about[poses.object_id - 1, 1:4].astype(np.intp).T
        walks = np.abs(poses.speed_mps) > STANDS_BELOW_MPS
        is_other = np.where(poses.kind == WALKER, walks, poses.is_awake)
        step = (poses.phase % 1.0 * steps).astype(np.intp)
        shape: NDArray[np.intp] = np.where(is_other, other + step, rest)
        return shape


def shapes_of(world: World, object_ids: NDArray[np.integer]) -> Shapes:
    """Shapes of these objects; 1.5 kB of a vehicle and 20 kB of a walker."""
    split, found, count = world.plan.split, [np.zeros((0, COUNT, 3))], 0
    about = np.zeros((len(world.axles_m), 5))
    about[:, 0] = world.axles_m
    is_there = pl.col("object_id").is_in(np.unique(object_ids).tolist())
    for row in world.vehicles.filter(is_there).iter_rows(named=True):
        look = (row["body"], row["look_seed"], split)
        found.append(vehicle_tips(*look)[None])
        about[row["object_id"] - 1, 1:3] = count
        if row["type"] in RIDDEN:
            found.append(vehicle_tips(*look, is_ridden=True)[None])
            count += 1
            about[row["object_id"] - 1, 2] = count
        count += 1
    for row in world.walkers.filter(is_there).iter_rows(named=True):
        found.append(walker_tips(row["look_seed"], split, row["pushes"]))
        about[row["object_id"] - 1, 1:] = (count, count + 1, STEPS, row["stride_m"])
        count += 1 + STEPS
    points = np.concatenate(found)
    flat = 2 * np.abs(points[:, :, :2]).max(axis=1)
    return Shapes(points, np.column_stack([flat, points[:, :, 2].max(axis=1)]), about)

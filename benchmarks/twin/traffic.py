"""Parked vehicles in most stalls, and some that drive round the lanes at an even speed."""

import numpy as np

from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.catalogue import bodies_of
from lotgraph.twin.bodies.mesh import Mesh
from lotgraph.twin.plan import Plan
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.build import along
from lotgraph.twin.world.model import Poses

SPEED_MPS = 4.0
FULL = 0.6  # of the stalls


class Traffic:
    """Who stands and drives where; `lights` are of those that drive."""

    def __init__(self, plan: Plan, moving: int, lights: int) -> None:
        """Draw them."""
        chance = stream(plan.seed, "benchmark")
        models = bodies_of(plan.split)
        stalls = [stall for stall in plan.stalls if chance.random() < FULL]
        self.parked = [(*stall.centre, stall.heading_rad) for stall in stalls]
        self.lanes = [lane for lane in plan.lanes if lane.kind == "aisle"]
        self.moving, self.lights = moving, lights
        self.meshes: dict[int, Mesh] = {
            number: build_vehicle(
                models[int(chance.integers(len(models)))].name, number, plan.split
            )
            for number in range(1, len(self.parked) + moving + 1)
        }

    def poses(self, t_s: float) -> Poses:
        """Where they all are."""
        rows = [(*place, 0) for place in self.parked]
        for number in range(self.moving):
            lane = self.lanes[number % len(self.lanes)]
            points = np.array(lane.points)
            length = float(np.hypot(*np.diff(points, axis=0).T).sum())
            at = (SPEED_MPS * t_s + number * length / max(1, self.moving)) % length
            (x, y), heading = along(points, at)
            rows.append((x, y, heading, self.lights))
        x, y, heading, lights = np.array(rows).T
        nothing = np.zeros(len(rows))
        return Poses(
            object_id=np.arange(1, len(rows) + 1, dtype=np.int32),
            kind=nothing.astype(np.uint8),
            x_m=x,
            y_m=y,
            heading_rad=heading,
            speed_mps=nothing,
            steer_rad=nothing,
            phase=nothing,
            lights=lights.astype(np.uint8),
            is_awake=np.ones(len(rows), np.bool_),
        )

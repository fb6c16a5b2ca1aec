"""The meshes and looks of everything that is ever on a site, made when first seen."""

from functools import lru_cache

from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.bodies.look import draw_look
from lotgraph.twin.bodies.mesh import Mesh
from lotgraph.twin.bodies.walkers import Walker, build_walker
from lotgraph.twin.truth.boxes import Shown
from lotgraph.twin.world.model import VEHICLE, Poses, World

VEHICLES_KEPT = 400  # about 0.3 MB each
STEPS_KEPT = 1500
STEPS = 24  # of a stride: nobody sees more, and what was built is used again
STANDS_BELOW_MPS = 0.05
RIDDEN = ("motorbike", "bicycle")  # somebody sits on it, unless it is parked


class Wardrobe:
    """Gives each object of a world its mesh; the same object, doing the same, gets the same one."""

    def __init__(self, world: World) -> None:
        self._split = world.plan.split
        self._vehicles = {row["object_id"]: row for row in world.vehicles.to_dicts()}
        self._walkers = {row["object_id"]: row for row in world.walkers.to_dicts()}
        self._vehicle = lru_cache(VEHICLES_KEPT)(self._build_vehicle)
        self._walker = lru_cache(VEHICLES_KEPT)(self._build_walker)
        self._step = lru_cache(STEPS_KEPT)(self._pose_walker)
        self.shown = lru_cache(None)(self._describe)

    def meshes(self, poses: Poses) -> dict[int, Mesh]:
        """The mesh of each object of a moment, as it is then."""
        columns = (poses.object_id, poses.kind, poses.phase, poses.speed_mps, poses.is_awake)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return {
            number: self._vehicle(number, awake and self._vehicles[number]["type"] in RIDDEN)
            if kind == VEHICLE
            else self._step(number, int(phase * STEPS) % STEPS, abs(speed) > STANDS_BELOW_MPS)
            for number, kind, phase, speed, awake in rows
        }

    def _build_vehicle(self, number: int, is_ridden: bool) -> Mesh:
        row = self._vehicles[number]
        look = (row["body"], row["look_seed"], self._split, row["plate"])
        return build_vehicle(*look, is_ridden=is_ridden)

    def _build_walker(self, number: int) -> Walker:
        row = self._walkers[number]
        return build_walker(row["look_seed"], row["pushes"])

    def _pose_walker(self, number: int, step: int, walks: bool) -> Mesh:
        return self._walker(number).mesh(step / STEPS, 1.0 if walks else 0.0)

    def _describe(self, number: int) -> Shown:
        if number not in self._vehicles:
            return Shown("", "", "")
        row = self._vehicles[number]
        body = body_of(row["body"], self._split)
        return Shown(
            body.name, row["type"], draw_look(row["look_seed"], self._split, body).paint.name
        )

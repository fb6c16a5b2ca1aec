"""The meshes and looks of everything that is ever on a site, made when first seen."""

import math
from functools import lru_cache

from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.bodies.look import draw_look
from lotgraph.twin.bodies.mesh import Mesh, turn_wheels
from lotgraph.twin.bodies.walkers import Walker, build_walker
from lotgraph.twin.truth.boxes import Shown
from lotgraph.twin.world.model import TYRE_M, VEHICLE, Poses, World

VEHICLES_KEPT = 400  # about 0.3 MB each
TURNED_KEPT = 1500  # and 0.1 MB where only wheels are turned
STEPS_KEPT = 480  # strides of 20 people, about 0.1 MB each step
STEPS = 24  # of a stride: nobody sees more, and what was built is used again
STANDS_BELOW_MPS = 0.05
ROLLS = 5  # ways a wheel may stand: no spokes repeat in a fifth of a turn, so each looks new
STEER_RAD, STEERS_RAD = 0.2, 0.6  # steps of steering, and the most
RIDDEN = ("motorbike", "bicycle")  # somebody sits on it, unless it is parked


class Wardrobe:
    """Gives each object of a world its mesh; the same object, doing the same, gets the same one."""

    def __init__(self, world: World) -> None:
        self._split = world.plan.split
        self._vehicles = {
            row["object_id"]: row | {"tyre_m": body_of(row["body"], self._split).tyre_m}
            for row in world.vehicles.to_dicts()
        }
        self._walkers = {row["object_id"]: row for row in world.walkers.to_dicts()}
        self._vehicle = lru_cache(VEHICLES_KEPT)(self._build_vehicle)
        self._turned = lru_cache(TURNED_KEPT)(self._turn)
        self._walker = lru_cache(VEHICLES_KEPT)(self._build_walker)
        self._step = lru_cache(STEPS_KEPT)(self._pose_walker)
        self.shown = lru_cache(None)(self._describe)

    def meshes(self, poses: Poses) -> dict[int, Mesh]:
        """The mesh of each object of a moment, as it is then."""
        columns = (poses.object_id, poses.kind, poses.phase, poses.speed_mps, poses.steer_rad)
        rows = zip(*(column.tolist() for column in (*columns, poses.is_awake)), strict=True)
        return {
            number: self._driven(number, phase, steer, awake)
            if kind == VEHICLE
            else self._step(number, int(phase * STEPS) % STEPS, abs(speed) > STANDS_BELOW_MPS)
            for number, kind, phase, speed, steer, awake in rows
        }

    def _driven(self, number: int, phase: float, steer_rad: float, is_awake: bool) -> Mesh:
        row = self._vehicles[number]
        roll = round(phase * TYRE_M / row["tyre_m"] / math.tau * ROLLS) % ROLLS
        most = round(STEERS_RAD / STEER_RAD)
        steer = max(-most, min(most, round(steer_rad / STEER_RAD)))
        return self._turned(number, is_awake and row["type"] in RIDDEN, steer, roll)

    def _turn(self, number: int, is_ridden: bool, steer: int, roll: int) -> Mesh:
        mesh = self._vehicle(number, is_ridden)
        if not steer and not roll:
            return mesh
        return turn_wheels(mesh, steer * STEER_RAD, roll * math.tau / ROLLS)

    def _build_vehicle(self, number: int, is_ridden: bool) -> Mesh:
        row = self._vehicles[number]
        look = (row["body"], row["look_seed"], self._split, row["plate"])
        return build_vehicle(*look, is_ridden=is_ridden)

    def _build_walker(self, number: int) -> Walker:
        row = self._walkers[number]
        return build_walker(row["look_seed"], self._split, row["pushes"])

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

"""The meshes and looks of everything that is ever on a site, made when seen."""

import math
from functools import lru_cache

from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.bodies.look import draw_look
from lotgraph.twin.bodies.mesh import Mesh, turn_wheels
from lotgraph.twin.bodies.walkers import Walker, build_walker
from lotgraph.twin.recent import Recent
from lotgraph.twin.truth.boxes import Shown
from lotgraph.twin.world.model import TYRE_M, VEHICLE, Poses, World
from lotgraph.twin.world.shapes import RIDDEN, STANDS_BELOW_MPS

STEPS = 24  # of a stride: nobody sees more, and what was built is used again
ROLLS = 5  # ways a wheel may stand: no spokes repeat in a fifth of a turn, so each looks new
STEER_RAD, STEERS_RAD = 0.2, 0.6  # steps of steering, and the most


class Wardrobe:
    """Gives each object of a world its mesh; the same object, doing the same, gets the same one."""

    def __init__(self, world: World) -> None:
        self._split = world.plan.split
        self._vehicles = {
            row["object_id"]: row | {"tyre_m": body_of(row["body"], self._split).tyre_m}
            for row in world.vehicles.to_dicts()
        }
        self._walkers = {row["object_id"]: row for row in world.walkers.to_dicts()}
        # A vehicle takes about 0.3 MB, and 0.1 MB where only wheels are turned, as does a stride.
        self._vehicle = Recent(self._build_vehicle)
        self._turned = Recent(self._turn)
        self._walker = Recent(self._build_walker)
        self._step = Recent(self._pose_walker)
        self.shown = lru_cache(None)(self._describe)

    def meshes(self, poses: Poses) -> dict[int, Mesh]:
        """The mesh of each object of a moment, as it is then."""
        columns = (poses.object_id, poses.kind, poses.phase, poses.speed_mps, poses.steer_rad)
        rows = zip(*(column.tolist() for column in (*columns, poses.is_awake)), strict=True)
        for made in (self._vehicle, self._turned, self._walker, self._step):
            made.turn()
        return {
            number: self._driven(number, phase, steer, awake)
            if kind == VEHICLE
            else self._walking(number, phase, abs(speed) > STANDS_BELOW_MPS)
            for number, kind, phase, speed, steer, awake in rows
        }

    def _driven(self, number: int, phase: float, steer_rad: float, is_awake: bool) -> Mesh:
        row = self._vehicles[number]
        roll = round(phase * TYRE_M / row["tyre_m"] / math.tau * ROLLS) % ROLLS
        most = round(STEERS_RAD / STEER_RAD)
        steer = max(-most, min(most, round(steer_rad / STEER_RAD)))
        mesh = self._vehicle(number, is_awake and row["type"] in RIDDEN)
        return self._turned(mesh, steer, roll)

    def _walking(self, number: int, phase: float, walks: bool) -> Mesh:
        return self._step(self._walker(number), int(phase * STEPS) % STEPS, walks)

    @staticmethod
    def _turn(mesh: Mesh, steer: int, roll: int) -> Mesh:
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

    @staticmethod
    def _pose_walker(walker: Walker, step: int, walks: bool) -> Mesh:
        return walker.mesh(step / STEPS, 1.0 if walks else 0.0)

    def _describe(self, number: int) -> Shown:
        if number not in self._vehicles:
            return Shown("", "", "")
        row = self._vehicles[number]
        body = body_of(row["body"], self._split)
        return Shown(
            body.name, row["type"], draw_look(row["look_seed"], self._split, body).paint.name
        )

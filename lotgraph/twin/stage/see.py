"""Stage: what a camera of a site sees at a moment, and what of each thing it sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.mesh import Mesh
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.stage.columns import DEPTH, OBJECT
from lotgraph.twin.stage.lamps import burning
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery, survey
from lotgraph.twin.stage.source import sources
from lotgraph.twin.stage.thing import Cast, Thing, cast
from lotgraph.twin.stage.trace import Samples, compose, extent, is_sky, light_up, trace_site
from lotgraph.twin.stage.view import View, look
from lotgraph.twin.world.model import Poses


@dataclass(frozen=True, eq=False)
class Seen:
    """What one camera sees: `radiance` (h, w, 3) linear kcd/m2, `object_id` (h, w), `depth` (h, w).

    0 in `object_id` is the site; `depth` is in metres along the ray, infinite in the sky. A row of
    `alone` and of `visible` belongs to each of `numbers` (k,): pixels, then their box x0, y0, x1,
    y1 (ends excluded, zero where there are none), without and with what stands before it. Boxes
    end at the picture's edge.
    """

    radiance: NDArray[np.float32]
    object_id: NDArray[np.int32]
    depth: NDArray[np.float32]
    numbers: NDArray[np.int32]
    alone: NDArray[np.int64]
    visible: NDArray[np.int64]


class Stage:
    """A site ready to be seen."""

    def __init__(self, plan: Plan) -> None:
        """Build the scenery.

        Raises:
            TwinError: a texture is unknown, or there are too many lamps.
        """
        self.scenery: Scenery = survey(plan)
        self._cameras = {camera.camera_id: camera for camera in plan.cameras}
        self._look = lru_cache(maxsize=16)(look)
        self._casts: dict[int, Cast] = {}

    def frame(
        self, camera: str | Camera, light: Light, poses: Poses, meshes: Mapping[int, Mesh]
    ) -> Seen:
        """See the site with its things; `meshes` by their numbers.

        A camera that has been nudged is given itself, in place of its name.

        Raises:
            TwinError: the plan has no such camera, or a thing has no mesh.
        """
        view = self._look(self._camera(camera))
        things = self._things(poses, meshes)
        samples = self._site(view, light)
        _, alone = compose(samples, things, (), self.scenery, sources(self.scenery, light))
        everything = np.arange(len(samples.rows))
        radiance = _shaded(samples, everything, self.scenery, light)
        shape = (view.camera.height_px, view.camera.width_px)
        objects = samples.rows[:, OBJECT].astype(np.int32).reshape(shape)
        depth = np.where(is_sky(samples.rows), np.float32(np.inf), samples.rows[:, DEPTH])
        numbers = np.array(sorted(alone), np.int32)
        return Seen(
            radiance.reshape(*shape, 3),
            objects,
            depth.reshape(shape),
            numbers,
            _rows([alone[number] for number in numbers.tolist()]),
            _visible(objects, numbers),
        )

    def _camera(self, camera: str | Camera) -> Camera:
        if isinstance(camera, Camera):
            return camera
        if camera not in self._cameras:
            known = ", ".join(self._cameras)
            raise TwinError(
                f"site {self.scenery.plan.site_id} has no camera {camera!r}; it has {known}"
            )
        return self._cameras[camera]

    def _things(self, poses: Poses, meshes: Mapping[int, Mesh]) -> list[Thing]:
        columns = (poses.object_id, poses.x_m, poses.y_m, poses.heading_rad, poses.lights)
        things = []
        for number, x, y, heading, lights in zip(*(one.tolist() for one in columns), strict=True):
            if number not in meshes:
                raise TwinError(
                    f"object {number} stands on the site without a mesh; give its mesh too"
                )
            made = self._cast(meshes[number])
            place = (x, y, np.cos(heading), np.sin(heading))
            frame = np.array([*place, *made.low, *made.high], np.float32)
            state = (number, id(made), x, y, heading, lights)
            things.append(Thing(number, made, frame, lights, state))
        return things

    def _cast(self, mesh: Mesh) -> Cast:
        """The cast of a mesh, made once; it keeps the mesh, so its id stays its own."""
        if id(mesh) not in self._casts:
            self._casts[id(mesh)] = cast(mesh)
        return self._casts[id(mesh)]

    def _site(self, view: View, light: Light) -> Samples:
        from lotgraph.twin.stage.texture.kernels import paint

        scenery = self.scenery
        samples = trace_site(scenery, view)
        weather, marks = light.weather, scenery.marks
        paint(
            samples.rows,
            samples.directions,
            np.float32(1 / view.camera.focal_px),
            scenery.materials,
            (np.array(scenery.plan.extent_m, np.float32), scenery.lanes),
            (marks.planes, marks.paints, marks.starts, marks.members, marks.frame),
            scenery.plan.seed % 2**31,
            np.array([light.are_lamps_on, weather.wetness, weather.snow], np.float32),
            weather.seed,
        )
        light_up(samples, np.arange(len(samples.rows)), scenery, sources(scenery, light))
        return samples


def _shaded(
    samples: Samples, which: NDArray[np.integer], scenery: Scenery, light: Light
) -> NDArray[np.float32]:
    from lotgraph.twin.stage.shade.kernels import shade

    sky = np.stack([
        light.zenith, light.horizon, light.cloud, light.bounce, light.beam, light.sun, light.fog,
        light.sky,
    ])  # fmt: skip
    air = np.array([light.weather.cloud, light.weather.haze_per_m], np.float32)
    lamps = burning(scenery.lamps, are_lamps_on=light.are_lamps_on)
    radiance: NDArray[np.float32] = shade(
        samples.rows, samples.reach, samples.directions, which, sky, air, light.weather.seed,
        lamps, np.empty((0, lamps.shape[1]), np.float32),
    )  # fmt: skip
    return radiance


def _visible(objects: NDArray[np.int32], numbers: NDArray[np.int32]) -> NDArray[np.int64]:
    """Per number, the pixels that show it."""
    flat = objects.ravel()
    shown = np.flatnonzero(flat)
    order = np.argsort(flat[shown], kind="stable")
    ends = np.searchsorted(flat[shown][order], [numbers, numbers + 1])
    return _rows([extent(shown[order[a:b]], objects.shape[1]) for a, b in ends.T.tolist()])


def _rows(found: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.array(found, np.int64).reshape(-1, 5)

"""Stage: what a camera of a site sees at a moment, and what of each thing it sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.mesh import Mesh
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.recent import Recent
from lotgraph.twin.stage.beams import beams_of
from lotgraph.twin.stage.layer import Layers
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery, survey
from lotgraph.twin.stage.season import SUMMER, Season
from lotgraph.twin.stage.thing import Cast, Thing, cast
from lotgraph.twin.stage.view import View, look
from lotgraph.twin.stage.whole import whole
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
    """A site ready to be seen: by day and night, by any camera, with any things on it.

    What the last few cameras saw is kept, and only what moved since is traced; the bytes are the
    same without. One that turns its head counts anew. A picture kept at 640 x 360 takes 85 MB.
    """

    def __init__(self, plan: Plan, *, kept_cameras: int = 4, season: Season = SUMMER) -> None:
        """Build the scenery.

        Raises:
            TwinError: a texture is unknown, or there are too many lamps.
        """
        self.scenery: Scenery = survey(plan, season)
        self._cameras = {camera.camera_id: camera for camera in plan.cameras}
        self._kept_cameras = kept_cameras
        self._look = lru_cache(maxsize=max(1, kept_cameras))(look)
        self._layers: dict[Camera, tuple[tuple, Layers]] = {}
        self._casts = Recent(self._cast)

    def frame(
        self, camera: str | Camera, light: Light, poses: Poses, meshes: Mapping[int, Mesh]
    ) -> Seen:
        """See the site with its things; `meshes` by their numbers.

        A camera that has been nudged is given itself, in place of its name.

        Raises:
            TwinError: the plan has no such camera, or a thing has no mesh.
        """
        from lotgraph.twin.stage.meet.kernels import count

        view = self._look(self._camera(camera))
        things = self._things(poses, meshes)
        if self._kept_cameras:
            shot = self._lit(view, light).see(things)
        else:
            shot = whole(self.scenery, view, light, things)
        pictures, numbers = shot.pictures, np.array(sorted(shot.alone), np.int32)
        objects = pictures.laid(pictures.object_id)
        return Seen(
            pictures.laid(pictures.smooth),
            objects,
            pictures.laid(pictures.depth),
            numbers,
            np.array([shot.alone[n] for n in numbers.tolist()], np.int64).reshape(-1, 5),
            count(objects, numbers),
        )

    def _lit(self, view: View, light: Light) -> Layers:
        """The layers of a view under a light, kept from the last frame where they can be."""
        said, before = self._layers.pop(view.camera, ((), None))
        if before is None or said != light.said:
            before = Layers(self.scenery, view, light, before)
        self._layers[view.camera] = (light.said, before)
        while len(self._layers) > self._kept_cameras:
            del self._layers[next(iter(self._layers))]
        return before

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
        self._casts.turn()
        things = []
        for number, x, y, heading, lights in zip(*(one.tolist() for one in columns), strict=True):
            if number not in meshes:
                raise TwinError(
                    f"object {number} stands on the site without a mesh; give its mesh too"
                )
            mesh = meshes[number]
            if mesh.original is not None:
                self._casts(mesh.original)  # is needed as soon as the wheels turn on
            made = self._casts(mesh)
            place = (x, y, np.cos(heading), np.sin(heading))
            frame = np.array([*place, *made.low, *made.high], np.float32)
            beams = beams_of(made.mesh, lights, frame)
            state = (id(made), x, y, heading, lights)
            things.append(Thing(number, made, frame, lights, beams, state))
        return things

    def _cast(self, mesh: Mesh) -> Cast:
        return cast(mesh, None if mesh.original is None else self._casts(mesh.original))

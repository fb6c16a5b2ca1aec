"""Pictures of one camera: what each pixel sends, shows and how far away that is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Camera
from lotgraph.twin.stage.illuminate import illuminate
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.spot import Spots
from lotgraph.twin.stage.trace import Samples

Alone = dict[int, NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class Pictures:
    """Columns of one picture, pixel by pixel; `smooth` is what is shown of `radiance`."""

    camera: Camera
    radiance: NDArray[np.float32]
    smooth: NDArray[np.float32]
    luma: NDArray[np.float32]  # logarithm of luminance
    object_id: NDArray[np.int32]
    depth: NDArray[np.float32]
    surface: NDArray[np.int32]  # differs where surfaces or sunlight do

    @classmethod
    def empty(cls, camera: Camera) -> "Pictures":
        """Room for all of a camera's pixels."""
        count = camera.width_px * camera.height_px
        radiance, smooth = np.empty((2, count, 3), np.float32)
        luma, depth = np.empty((2, count), np.float32)
        object_id, surface = np.empty((2, count), np.int32)
        return cls(camera, radiance, smooth, luma, object_id, depth, surface)

    def copy(self) -> "Pictures":
        """The same, to be drawn over."""
        numbers = (self.radiance.copy(), self.smooth.copy(), self.luma.copy())
        rest = (self.object_id.copy(), self.depth.copy(), self.surface.copy())
        return Pictures(self.camera, *numbers, *rest)

    def draw(
        self,
        samples: Samples,
        which: NDArray[np.integer],
        scenery: Scenery,
        light: Light,
        spots: Spots,
    ) -> None:
        """Draw the samples `which`, and smooth the edges anew on which they may tell."""
        from lotgraph.twin.stage.meet.kernels import tell
        from lotgraph.twin.stage.smooth.kernels import smooth, stale, weigh

        height, width = self.camera.height_px, self.camera.width_px
        place = samples.place
        illuminate(samples, which, scenery, light, spots, self.radiance)
        tell(
            *(samples.rows, samples.reach, which, place),
            *(self.object_id, self.depth, self.surface),
        )
        weigh(self.radiance, which, place, self.luma)
        columns = (self.radiance, self.luma, self.surface, self.object_id)
        radiance, luma, keys, objects = (self.laid(one) for one in columns)
        blocks = stale(which, place, height, width)
        smooth(radiance, luma, keys, objects, blocks, self.laid(self.smooth))

    def laid(self, column: NDArray) -> NDArray:
        """A column as rows of the picture."""
        return column.reshape(self.camera.height_px, self.camera.width_px, *column.shape[1:])


@dataclass(frozen=True, eq=False)
class Shot:
    """One picture, and what each thing would cover alone, as `meet.kernels` tells it."""

    pictures: Pictures
    alone: Alone

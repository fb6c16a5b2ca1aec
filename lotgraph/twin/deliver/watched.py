"""A studio that says which moment is looked at, so that somebody can tell how far a piece is."""

from collections.abc import Callable

from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.plan import Camera
from lotgraph.twin.stage.see import Seen
from lotgraph.twin.world.model import Poses, World


class WatchedStudio(Studio):
    """Shows what a studio shows, and tells `watch` the true time of each view before."""

    def __init__(self, order: Order, world: World) -> None:
        super().__init__(order, world)
        self.watch: Callable[[float], None] = _nobody

    def see(self, camera: Camera, t_s: float) -> tuple[Seen, Poses]:
        """What a camera sees at a moment, and who is there."""
        self.watch(t_s)
        return super().see(camera, t_s)


def _nobody(_t_s: float) -> None:
    """Watch nothing."""

"""Optics: where a point of the world falls in a camera's picture, and which ray made a pixel.

Reads a plan's cameras. Read by the stage, which follows the rays, and by truth.
"""

from lotgraph.twin.optics.cast import rays
from lotgraph.twin.optics.pose import axes, moved
from lotgraph.twin.optics.project import project, rectangle

__all__ = ["axes", "moved", "project", "rays", "rectangle"]

"""Small clips drawn by rule: the footage of the tests and of the demo, good and bad.

The same call gives the same bytes. Views are fixed places; a seed changes only what drives by.
"""

from lotgraph.video.encode import Encoding, write_clip
from scripts.drawn.scene import Scene, draw_clip

__all__ = ["Encoding", "Scene", "draw_clip", "write_clip"]

"""Landing: what lies in the landing folder, where each file belongs, and what still awaits a run.

One row is one landed thing: a file, or a folder of stills. Nothing here opens, moves or changes
a file. Read by the captures room, the arrival sensor and `lotgraph landing`.
"""

from lotgraph.landing.listing import folders, list_landing
from lotgraph.landing.live import Live
from lotgraph.landing.place import place

__all__ = ["Live", "folders", "list_landing", "place"]

"""Everything configurable, in one described place: `lotgraph.toml`.

Each setting can be overridden by an environment variable: LOTGRAPH__PATHS__LAKE=s3://… sets
`[paths] lake`. LOTGRAPH_SETTINGS names another file. The sections are models whose fields carry
the description that the docs and `lotgraph settings` show.
"""

from lotgraph.settings.read import FILE_VARIABLE, load
from lotgraph.settings.sections import (
    UNPLACED,
    Arrivals,
    Camera,
    Detections,
    Health,
    Paths,
    Server,
    Settings,
    Site,
    Windows,
)

__all__ = [
    "FILE_VARIABLE",
    "UNPLACED",
    "Arrivals",
    "Camera",
    "Detections",
    "Health",
    "Paths",
    "Server",
    "Settings",
    "Site",
    "Windows",
    "load",
]

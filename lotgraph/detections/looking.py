"""What the settings say of looking at a camera: what changes its rows, besides the detector.

A detector's version tells of all that it does by itself: its file, the least score, the most
boxes, overlaps, tiles. The hardware that looks changes no row that counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lotgraph.detector.regions import REVISION, Polygon, Region
from lotgraph.settings import Settings

LOOKED_WITH = "looked_with"  # where a record's configuration tells of it, camera by camera
_EVERYWHERE = Region()


@dataclass(frozen=True)
class Looking:
    """How footage of one camera is looked at."""

    rate_hz: float
    is_resting: bool
    region: Region = _EVERYWHERE

    @property
    def told(self) -> dict[str, Any]:
        """The same by the names that it has in the settings; equal ones are told alike.

        Where there is a region, how its boxes count is told as well: who changes that makes windows
        of such cameras due, and of no others.
        """
        counted = {} if self.region == _EVERYWHERE else {"region_revision": REVISION}
        return {
            "rate_hz": self.rate_hz,
            "rest_when_still": self.is_resting,
            "keep": self.region.keep,
            "leave_out": self.region.leave_out,
            **counted,
        }


def looking_of(settings: Settings, site_id: str) -> dict[str, Looking]:
    """How each camera of a site that the settings name is looked at."""
    rules, site = settings.detections, settings.sites.get(site_id)
    return {
        name: Looking(
            rules.rate_hz,
            rules.rest_when_still,
            Region(_corners(camera.keep), _corners(camera.leave_out)),
        )
        for name, camera in (site.cameras if site else {}).items()
    }


def regions_of(looking: Mapping[str, Looking]) -> dict[str, Region]:
    """Where somebody wants boxes, of cameras for which the settings say so."""
    return {name: one.region for name, one in looking.items() if one.region != _EVERYWHERE}


def _corners(polygons: list[list[list[float]]]) -> tuple[Polygon, ...]:
    return tuple(tuple((x, y) for x, y in polygon) for polygon in polygons)

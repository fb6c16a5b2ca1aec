"""Where in a picture somebody wants boxes: polygons to keep and to leave out, per camera."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.model import Detector, Found, Frames
from lotgraph.detector.suppress import best_of
from lotgraph.errors import DetectorError
from lotgraph.polygon import is_polygon
from lotgraph.written import line_of, parsed, text_of

Polygon = tuple[tuple[float, float], ...]  # corners in shares of the frame's width and height
WORDS = ("keep", "leave_out")
REVISION = 2  # raised when other boxes of the same ones count


@dataclass(frozen=True)
class Region:
    """A box counts by where it stands, the middle of its lower edge.

    That must lie in one of `keep`, if there are any, and in none of `leave_out`. Who stands on an
    edge that two polygons share is in one of them; mirrored, it may be the other one.
    """

    keep: tuple[Polygon, ...] = ()
    leave_out: tuple[Polygon, ...] = ()

    def holds(self, box: NDArray[np.float32], width: int, height: int) -> NDArray[np.bool_]:
        """Which boxes (n, 4) in px of a frame count."""
        x = (box[:, 0] + box[:, 2]) / 2 / width
        y = (box[:, 3] - 0.5) / height  # the last row of pixels that it covers
        is_kept = np.full(len(box), not self.keep)
        for polygon in self.keep:
            is_kept |= _inside(polygon, x, y)
        for polygon in self.leave_out:
            is_kept &= ~_inside(polygon, x, y)
        return is_kept


class Regional:
    """A detector of which only boxes in a region are taken, and of those the best.

    So what is elsewhere crowds none of them out. What overlaps is one thing before, wherever it
    stands.
    """

    def __init__(self, detector: Detector, region: Region) -> None:
        self._detector, self._region = detector, region

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it tells apart."""
        return self._detector.kinds

    @property
    def version(self) -> str:
        """That of the detector, and a hash of the region."""
        told = json.dumps([self._region.keep, self._region.leave_out, REVISION])
        return f"{self._detector.version} region:{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    @property
    def most(self) -> int:
        """Boxes of a frame that are given, the best."""
        return self._detector.most

    def detect(self, frames: Frames) -> Found:
        """Find boxes in (b, h, w, 3) frames."""
        return best_of(self.propose(frames), self.most)

    def propose(self, frames: Frames) -> Found:
        """The same before the best of each frame are taken."""
        found = self._detector.propose(frames)
        return found.only(self._region.holds(found.box, frames.shape[2], frames.shape[1]))


def read_regions(file: Path, captures: Sequence[Sequence[str]]) -> tuple[list[Region], list[str]]:
    """The region of each capture: a section of its own in a TOML file, else what is above all.

    A capture has some names; its section is that of the first one which has any. Sections of other
    captures are left aside, and named.

    Raises:
        DetectorError: with the line, if a word or polygon is none, or nothing is for any capture.
    """
    text = text_of(file, "regions", DetectorError)
    content = parsed(file, text, DetectorError)
    sections = {key: value for key, value in content.items() if isinstance(value, dict)}
    above = {key: value for key, value in content.items() if key not in sections}
    own = {key: _region(file, text, value, (key,)) for key, value in sections.items()}
    everybody = _region(file, text, above, ())
    chosen = [next((name for name in names if name in own), None) for names in captures]
    strange = [key for key in sections if key not in chosen]
    if strange and not above and not any(chosen):
        raise DetectorError(
            f"{file}:{line_of(text, strange[:1]) or 1}: no footage is called {strange[0]}; there "
            f"is {', '.join(names[0] for names in captures)}"
        )
    return [own[name] if name else everybody for name in chosen], strange


def _region(file: Path, text: str, section: dict[str, Any], where: tuple[str, ...]) -> Region:
    found: dict[str, tuple[Polygon, ...]] = {}
    for key, value in section.items():
        place = f"{file}:{line_of(text, [*where, key]) or 1}: {key}"
        if key not in WORDS:
            raise DetectorError(f"{place}: expected {' or '.join(WORDS)}")
        if not isinstance(value, list):
            raise DetectorError(f"{place}: expected a list of polygons; got {value!r:.80}")
        found[key] = tuple(_polygon(place, one) for one in value)
    return Region(**found)


def _polygon(place: str, value: object) -> Polygon:
    if not isinstance(value, list) or not is_polygon(value):
        raise DetectorError(
            f"{place}: expected polygons such as [[0, 0.3], [1, 0.3], [0.5, 1]], corners in shares "
            f"of the picture's width and height; got {value!r:.80}"
        )
    return tuple((float(x), float(y)) for x, y in value)


def _inside(polygon: Polygon, x: NDArray, y: NDArray) -> NDArray[np.bool_]:
    """Whether points are inside, by how many edges lie to their right."""
    corners = np.array(polygon)
    x0, y0 = corners.T[:, :, None]
    x1, y1 = np.roll(corners, -1, axis=0).T[:, :, None]
    is_level = (y0 <= y) != (y1 <= y)
    with np.errstate(all="ignore"):  # of edges that are level, or almost, and cross nothing
        crossing = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    return np.asarray((is_level & (x < crossing)).sum(axis=0) % 2 == 1)

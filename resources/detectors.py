"""Who looks for vehicles and people: one detector, and which version of it is wanted."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

import dagster as dg
from pydantic import Field

from lotgraph.detector.model import Detector, OpenedDetector, Wishes
from lotgraph.detector.open import open_detector
from lotgraph.detector.suppression import Suppression
from lotgraph.detector.tile import Tiled
from lotgraph.wave.due import STAGES

Stamp = tuple[tuple[Path, int, int, int], ...]


class Detectors(dg.ConfigurableResource[Detector], ABC):
    """A detector that is opened when it is needed."""

    @abstractmethod
    def open(self) -> Detector:
        """The detector, ready to look."""

    @property
    def models(self) -> Mapping[str, Mapping[str, str]]:
        """By table, the version of each model that it is to be made with."""
        version = self.open().version
        return {table: {"detector": version} for table in STAGES["detect_window"]}


class NamedDetector(Detectors):
    """The detector that the settings name."""

    name: str = Field(description="`ours`, the path of an ONNX file, or `torchvision:NAME`.")
    provider: str = Field(description="Hardware that looks, as `lotgraph detect` names it.")
    least_score: float = Field(description="Boxes with a lower score are left out.")
    most_boxes: int = Field(description="Boxes of one frame that are given, the surest.")

    suppression: str = Field(
        default=Suppression.HARD.value, description="What becomes of boxes that overlap."
    )
    tile_px: int | None = Field(
        default=None, description="Side of tiles that are looked at as well; none if unset."
    )

    def open(self) -> Detector:
        """See `Detectors.open`; once for a process, as long as its files stay the same."""
        # A van is no car as well: boxes of two kinds at one place are one thing.
        wishes = Wishes(
            self.least_score,
            most=self.most_boxes,
            across_kinds=True,
            suppression=Suppression(self.suppression),
            providers=(self.provider,),
        )
        known = _OPENED.get((self.name, wishes))
        if known is None or known[1] != _stamp(known[0].files):
            detector = open_detector(self.name, wishes)
            known = _OPENED[self.name, wishes] = (detector, _stamp(detector.files))
        return Tiled(known[0], self.tile_px, wishes) if self.tile_px else known[0]


_OPENED: dict[tuple[str, Wishes], tuple[OpenedDetector, Stamp]] = {}


def _stamp(files: tuple[Path, ...]) -> Stamp:
    """What differs when one of them is written, comes or goes."""
    there = [(file, file.stat()) for file in files if file.is_file()]
    return tuple((file, state.st_mtime_ns, state.st_size, state.st_ino) for file, state in there)

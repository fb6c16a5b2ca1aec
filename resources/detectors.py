"""Who looks for vehicles and people: one detector, and which version of it is wanted."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import dagster as dg
from pydantic import Field

from lotgraph.detector.model import Detector, Wishes
from lotgraph.detector.open import open_detector
from lotgraph.wave.due import STAGES


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
    least_score: float = Field(description="Boxes with a lower score are left out.")
    most_boxes: int = Field(description="Boxes of one frame that are given, the surest.")

    def open(self) -> Detector:
        """See `Detectors.open`; once for a process, as long as its file stays the same."""
        file = Path(self.name)
        stamp = file.stat().st_mtime_ns if file.is_file() else 0
        # A van is no car as well: boxes of two kinds at one place are one thing.
        wishes = Wishes(self.least_score, most=self.most_boxes, across_kinds=True)
        return _opened(self.name, wishes, stamp)


@cache
def _opened(name: str, wishes: Wishes, _stamp: int) -> Detector:
    return open_detector(name, wishes)

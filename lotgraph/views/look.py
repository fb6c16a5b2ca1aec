"""Looks at a few frames of a camera's window: how bright, sharp, noisy, and its plate."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from lotgraph.health.compare import Comparer, Reference, change
from lotgraph.health.measure import STANDARD_WIDTH_PX, VIEW_WIDTH_PX, Look
from lotgraph.health.plates import encode
from lotgraph.health.suspect import STILL_CHANGE, STILL_PEAK
from lotgraph.views.columns import CAMERA_VIEWS

LOOKS_PER_WINDOW = 60  # enough for a median; their views are 4 MB
_SHORTEST_STEP_S = 2.0  # frames nearer than this show the same traffic


def sparse_rate(duration_s: float) -> float:
    """Frames a second that look at a window of this much footage often enough, not too often."""
    return 1.0 / max(_SHORTEST_STEP_S, duration_s / LOOKS_PER_WINDOW)


@dataclass
class Viewer:
    """Collects the looks at one camera in one window; holds at most their small grey views."""

    site_id: str
    camera_id: str
    hour: int
    looks: list[Look] = field(default_factory=list)
    _changes: list[bool] = field(default_factory=list)

    def take(self, looks: Iterable[Look]) -> None:
        """Add looks of one capture, in the order of time."""
        before: Look | None = None
        for now in looks:
            if before is not None and before.view.shape == now.view.shape:
                step = change(now, before)
                self._changes.append(step.mean <= STILL_CHANGE and step.peak <= STILL_PEAK)
            before = now
            self.looks.append(now)

    def table(self) -> pl.DataFrame:
        """One row of camera_views; none if nothing was looked at."""
        if not self.looks:
            return CAMERA_VIEWS.empty()
        reference = self._reference()
        widths = [one.edge_width_px for one in self.looks if np.isfinite(one.edge_width_px)]
        return CAMERA_VIEWS.table(
            site_id=[self.site_id],
            camera_id=[self.camera_id],
            hour=[self.hour],
            frames=[len(self.looks)],
            **{name: [self._median(name)] for name in _MEDIANS},
            **{f"{name}_spread": [self._spread(name)] for name in ("noise", "block_ratio")},
            edge_width_px=[float(np.median(widths)) if widths else None],
            still_share=[float(np.mean(self._changes)) if self._changes else None],
            sway_px=[self._sway_px(reference)],
            plate_png=[encode(reference.plate) if reference else None],
            slopes=[reference.slopes.ravel().tolist() if reference else None],
        )

    def _median(self, name: str) -> float:
        return float(np.median([getattr(one, name) for one in self.looks]))

    def _spread(self, name: str) -> float:
        values = np.array([getattr(one, name) for one in self.looks])
        return float(np.median(np.abs(values - np.median(values))))

    def _fitting(self) -> list[Look]:
        shown = [one for one in self.looks if one.is_informative]
        return [one for one in shown if one.view.shape == shown[-1].view.shape]

    def _reference(self) -> Reference | None:
        shown = self._fitting()
        return Reference.of(shown) if shown else None

    def _sway_px(self, reference: Reference | None) -> float | None:
        if reference is None:
            return None
        comparer = Comparer(reference)
        shifts = [comparer.landmarks.shift(one.view) for one in self._fitting()]
        found = [shift.distance_px for shift in shifts if shift.is_found]
        return float(np.median(found)) * STANDARD_WIDTH_PX / VIEW_WIDTH_PX if found else None


_MEDIANS = ("level", "bright_share", "contrast", "noise", "block_ratio")

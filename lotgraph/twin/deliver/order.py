"""An order: everything that decides the bytes of a rendering."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from lotgraph.errors import TwinError
from lotgraph.twin.deliver.piece import Piece, pieces
from lotgraph.twin.deliver.stretch import Stretch, check
from lotgraph.twin.faults.clock import clock_error_s, clock_gain_s
from lotgraph.twin.faults.model import Fault
from lotgraph.twin.faults.paint import Painter
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.plan.write import written
from lotgraph.twin.stage.weather import Weather

MOST_FRAMES = 54_000  # of a capture: a process holds what is true of them, up to 20 kB each


@dataclass(frozen=True)
class Order:
    """So many seconds of a site from a moment on; the same order gives the same bytes.

    `seed` decides who comes and what goes wrong, the plan's own seed what the site looks like.
    Life goes on all the time; where `stretches` are named, cameras record in those alone.

    Raises:
        TwinError: stretches lie outside or over each other, or a capture has more frames than
            memory holds the truth of.
    """

    plan: Plan
    seed: int
    begins_at: datetime
    duration_s: float
    weather: Weather
    capture_s: float = 300.0
    faults: tuple[Fault, ...] = ()
    looks_per_hour: float = 0.0  # how often someone turns each camera aside for a while
    stretches: tuple[Stretch, ...] = ()

    def __post_init__(self) -> None:
        check(self.stretches, self.duration_s)
        longest_s = max(one.ends_s - one.begins_s for one in self.recorded)
        for camera in self.plan.cameras:
            frames = camera.fps * min(self.capture_s, longest_s)
            if frames > MOST_FRAMES:
                raise TwinError(
                    f"a capture of {camera.camera_id} would have {frames:,.0f} frames; expected at "
                    f"most {MOST_FRAMES:,}, because memory holds what is true of them until its "
                    f"end: let captures last for {MOST_FRAMES / camera.fps / 60:g} minutes or less"
                )

    @property
    def recorded(self) -> tuple[Stretch, ...]:
        """What cameras record: all of it, unless stretches are named."""
        return self.stretches or (Stretch(0.0, self.duration_s, self.weather),)

    @property
    def pieces(self) -> list[Piece]:
        """The captures to render, camera by camera."""
        spans_s = [(one.begins_s, one.ends_s) for one in self.recorded]
        return list(pieces(self.plan, spans_s, self.capture_s))

    def faults_of(self, camera: Camera) -> tuple[Fault, ...]:
        """What befalls one camera, in the order of all faults."""
        return self._by_camera.get(camera.camera_id, ())

    @cached_property
    def _by_camera(self) -> dict[str, tuple[Fault, ...]]:
        # Weeks have hundreds, and each name of tens of thousands of captures asks several times.
        found: dict[str, list[Fault]] = {}
        for fault in self.faults:
            found.setdefault(fault.camera_id, []).append(fault)
        return {camera_id: tuple(faults) for camera_id, faults in found.items()}

    def arriving(self, piece: Piece) -> Iterator[int]:
        """Numbers of the frames of a piece that are not lost on their way, in order."""
        painter = Painter(piece.camera, self.faults_of(piece.camera))
        return (n for n in range(piece.first, piece.last) if not painter.is_lost(n))

    @cached_property
    def config(self) -> dict[str, Any]:
        """What stands in the record of every table that was made for this order."""
        return {
            "plan": hashlib.sha256(written(self.plan).encode()).hexdigest(),
            "seed": self.seed,
            "begins_at": self.begins_at.isoformat(),
            "duration_s": self.duration_s,
            "capture_s": self.capture_s,
            "weather": asdict(self.weather),
            "faults": [asdict(fault) for fault in self.faults],
            "looks_per_hour": self.looks_per_hour,
            "stretches": [asdict(stretch) for stretch in self.stretches],
        }

    def weather_at(self, t_s: float) -> Weather:
        """The weather of a true time; between two stretches, that of the one to come."""
        recorded = self.recorded
        return next((one.weather for one in recorded if t_s < one.ends_s), recorded[-1].weather)

    def shows(self, camera: Camera, t_s: float) -> datetime:
        """What a camera's clock shows at a true time, with whatever befalls it."""
        ahead_s = camera.clock_offset_s + t_s * camera.clock_drift_ppm * 1e-6
        ahead_s += clock_error_s(self.faults_of(camera), camera.camera_id, t_s)
        return self.moment(t_s + ahead_s)

    def counts_s(self, camera: Camera, begins_s: float, lasts_s: float) -> float:
        """What a camera counts in a capture, by its clock, from a true time on, for so long.

        It counts on where its clock is set: times in a file can neither leap nor go back.
        """
        counted_s = lasts_s * (1 + camera.clock_drift_ppm * 1e-6)
        faults, until_s = self.faults_of(camera), begins_s + lasts_s
        return counted_s + clock_gain_s(faults, camera.camera_id, begins_s, until_s)

    def moment(self, t_s: float) -> datetime:
        """Seconds since the world began as a moment, to the microsecond."""
        return self.begins_at + timedelta(microseconds=round(t_s * 1e6))

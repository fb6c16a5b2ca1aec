"""Which windows are live: they can be taken, because they are within the horizon and over."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from lotgraph.settings import Windows
from lotgraph.windows import WindowGrid


@dataclass(frozen=True)
class Live:
    """Windows from `first` up to and without `end` (None: they go on as time does)."""

    grid: WindowGrid
    first: datetime
    end: datetime | None = None

    @classmethod
    def of(cls, windows: Windows, now: datetime) -> "Live":
        """The live windows that settings name, reckoned at `now`."""
        first = windows.first_day or (now - timedelta(days=windows.horizon_days)).date()
        end = windows.last_day + timedelta(days=1) if windows.last_day else None
        start, stop = (datetime.combine(d, time(), tzinfo=UTC) if d else None for d in (first, end))
        return cls(windows.grid, start or datetime.min.replace(tzinfo=UTC), stop)

    def over_at(self, now: datetime) -> datetime:
        """The first moment that is in no finished live window: what starts earlier can be taken."""
        running = self.grid.start_of(now)
        return min(running, self.end) if self.end else running

"""Which windows are live: they can be taken, because they are within the horizon and over."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from lotgraph.settings import Windows
from lotgraph.windows import WindowGrid


@dataclass(frozen=True)
class Live:
    """Windows from `first` up to and without `end` (None: they go on as time does)."""

    grid: WindowGrid
    first: datetime
    end: datetime | None = None
    horizon: timedelta | None = None  # None: `first` stays where it is

    @classmethod
    def of(cls, windows: Windows, now: datetime) -> "Live":
        """The live windows that settings name, reckoned at `now`."""
        end = windows.last_day + timedelta(days=1) if windows.last_day else None
        stop = _midnight(end) if end else None
        if windows.first_day:
            return cls(windows.grid, _midnight(windows.first_day), stop)
        horizon = timedelta(days=windows.horizon_days)
        return cls(windows.grid, _midnight((now - horizon).date()), stop, horizon)

    def at(self, now: datetime) -> "Live":
        """The same, reckoned again: a process that runs for days outlives its first windows."""
        if self.horizon is None:
            return self
        return replace(self, first=max(self.first, _midnight((now - self.horizon).date())))

    def holds(self, window_at: datetime) -> bool:
        """Whether the window that starts then is one of them."""
        return self.first <= window_at and (self.end is None or window_at < self.end)

    def over_at(self, now: datetime) -> datetime:
        """The first moment that is in no finished live window: what starts earlier can be taken."""
        running = self.grid.start_of(now)
        return min(running, self.end) if self.end else running


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)

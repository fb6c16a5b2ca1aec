"""Windows: how time is cut up. A window is named by its start in UTC: 2026-03-02T0800Z."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl

KEY_FORMAT = "%Y-%m-%dT%H%MZ"  # no colon: keys are folder names too
DAY_FORMAT = "%Y-%m-%d"


@dataclass(frozen=True)
class WindowGrid:
    """Windows of `length` that start at midnight UTC and divide the day."""

    length: timedelta

    def start_of(self, moment: datetime) -> datetime:
        """Start of the window that holds `moment` (a window holds its own start)."""
        midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + (moment - midnight) // self.length * self.length

    def key_of(self, moment: datetime) -> str:
        """Key of the window that holds `moment`."""
        return self.start_of(moment).strftime(KEY_FORMAT)

    def keys_of(self, moments: pl.Expr) -> pl.Expr:
        """Keys of the windows that hold each of a column of UTC times."""
        return moments.dt.truncate(self.length).dt.strftime(KEY_FORMAT)

    def bounds(self, key: str) -> tuple[datetime, datetime]:
        """First moment of a window, and first moment after it."""
        start = datetime.strptime(key, KEY_FORMAT).replace(tzinfo=UTC)
        return start, start + self.length

    def count(self, reach: timedelta) -> int:
        """How many windows before one hold all that is at most so long before it."""
        return -(-reach // self.length)

    def keys_until(self, key: str, reach: timedelta) -> list[str]:
        """Keys of a window, and of those before it that reach so far back, in order."""
        start, _ = self.bounds(key)
        return [
            self.key_of(start - back * self.length) for back in range(self.count(reach), -1, -1)
        ]

    @property
    def cron(self) -> str:
        """The cron line whose ticks are the starts of windows."""
        minutes = int(self.length.total_seconds()) // 60
        if minutes < 60:  # noqa: PLR2004
            return f"*/{minutes} * * * *"
        return f"0 */{minutes // 60} * * *" if minutes < 24 * 60 else "0 0 * * *"


def day_of(window_key: str) -> str:
    """Key of the day a window starts in."""
    return window_key[:10]


def same_time_before(window_key: str, count: int) -> list[str]:
    """Keys of the windows that start at that time of the `count` days before, in order."""
    return [day + window_key[10:] for day in days_before(day_of(window_key), count)]


def days_before(day: str, count: int) -> list[str]:
    """Keys of the `count` days before a day, in order."""
    last = date.fromisoformat(day)
    return [str(last - timedelta(days=back)) for back in range(count, 0, -1)]

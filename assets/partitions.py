"""How tables are cut up: sites (they appear as they are found) by windows or days (UTC)."""

from datetime import UTC, date, datetime, time, timedelta

import dagster as dg

from lotgraph.settings import Windows, load
from lotgraph.windows import DAY_FORMAT, KEY_FORMAT


def _bounds(windows: Windows, now: datetime) -> tuple[datetime, datetime | None]:
    """First and one-past-last live moment.

    The horizon keeps live partitions under Dagster's limit. It is reckoned when the location
    loads; a nightly reload or restart moves it on.
    """
    first = windows.first_day or (now - timedelta(days=windows.horizon_days)).date()
    end = windows.last_day + timedelta(days=1) if windows.last_day else None
    return _midnight(first), _midnight(end) if end else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


_WINDOWS = load().windows
_FIRST, _END = _bounds(_WINDOWS, datetime.now(UTC))

SITES = dg.DynamicPartitionsDefinition(name="sites")
WINDOWS = dg.TimeWindowPartitionsDefinition(
    cron_schedule=_WINDOWS.grid.cron, fmt=KEY_FORMAT, start=_FIRST, end=_END, timezone="UTC"
)
DAYS = dg.TimeWindowPartitionsDefinition(
    cron_schedule="0 0 * * *", fmt=DAY_FORMAT, start=_FIRST, end=_END, timezone="UTC"
)
SITE_WINDOWS = dg.MultiPartitionsDefinition({"site": SITES, "window": WINDOWS})
SITE_DAYS = dg.MultiPartitionsDefinition({"site": SITES, "window": DAYS})

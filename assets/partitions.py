"""How tables are cut up: sites (they appear as they are found) by windows or days (UTC)."""

import warnings
from datetime import UTC, datetime, timedelta

import dagster as dg

from lotgraph.landing.live import Live
from lotgraph.settings import load
from lotgraph.windows import DAY_FORMAT, KEY_FORMAT

# The horizon keeps live partitions under Dagster's limit. It is reckoned when the location loads;
# a reload or restart moves it on, and sensors ask for no window before `LIVE.at(now)`.
LIVE = Live.of(load().windows, datetime.now(UTC))

SITES_NAME = "sites"
SITES = dg.DynamicPartitionsDefinition(name=SITES_NAME)
WINDOWS = dg.TimeWindowPartitionsDefinition(
    cron_schedule=LIVE.grid.cron, fmt=KEY_FORMAT, start=LIVE.first, end=LIVE.end, timezone="UTC"
)
# A day is there from its first hour on: what the days before it teach is needed then.
DAYS = dg.TimeWindowPartitionsDefinition(
    cron_schedule="0 0 * * *",
    fmt=DAY_FORMAT,
    start=LIVE.first,
    end=LIVE.end,
    timezone="UTC",
    end_offset=0 if LIVE.end else 1,
)
SITE_WINDOWS = dg.MultiPartitionsDefinition({"site": SITES, "window": WINDOWS})
SITE_DAYS = dg.MultiPartitionsDefinition({"site": SITES, "window": DAYS})


def days_apart(first: int, last: int) -> dg.MultiPartitionMapping:
    """Map days to other days of the same site, from `first` to `last` days later."""
    return _same_site(dg.TimeWindowPartitionMapping(start_offset=first, end_offset=last))


def windows_apart(first: int, last: int) -> dg.MultiPartitionMapping:
    """Map windows to all windows of the same site from `first` to `last` days later."""
    a_day = timedelta(days=1) // LIVE.grid.length
    return _same_site(
        dg.TimeWindowPartitionMapping(start_offset=first * a_day, end_offset=last * a_day)
    )


def _same_site(windows: dg.PartitionMapping) -> dg.MultiPartitionMapping:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # in Dagster 1.13; said at every load
        return dg.MultiPartitionMapping(
            {
                "site": dg.DimensionPartitionMapping("site", dg.IdentityPartitionMapping()),
                "window": dg.DimensionPartitionMapping("window", windows),
            }
        )


def windows_until(reach: timedelta) -> dg.MultiPartitionMapping:
    """Map windows to themselves and to those before them that reach so far back."""
    return _same_site(dg.TimeWindowPartitionMapping(start_offset=-LIVE.grid.count(reach)))


# Between windows and days of the same site: the windows of a day, the day of a window.
SAME_DAY = _same_site(dg.TimeWindowPartitionMapping())

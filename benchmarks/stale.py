"""How long stale_windows' question takes beside one bare stat of the same records.

    python -m benchmarks.stale [--sites 20] [--days 30]

Writes the records of every table for all hours of so many days, then asks what is due: in a new
process (nothing remembered), again, and after one summary of a day was made anew.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lotgraph.lake.ledger import Ledger
from lotgraph.lake.record import Origin, Record, Upstream
from lotgraph.lake.store import Lake, folder_of
from lotgraph.wave.due import TABLES, TAKEN_TABLES, WINDOW_TABLES, Calendar, Entry, Wave

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
BASELINE_DAYS = 14
REPEATS = 5
Ledgers = dict[str, Ledger[Entry]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--days", type=int, default=30)
    sizes = parser.parse_args()
    sites = [f"site{number:03}" for number in range(sizes.sites)]
    calendar = Calendar(f"{FIRST:%Y-%m-%d}", f"{FIRST + timedelta(days=sizes.days):%Y-%m-%d}")
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(folder)
        for site in sites:
            for record in _records(site, sizes.days):
                _put(lake, record)
        bare_s, records = _best(lambda: _bare_pass(folder))
        _say("bare scandir and stat of the records", bare_s, bare_s, f"{records} records")
        ledgers = _ledgers(lake)
        cold_s, due = _once(lambda: _due(sites, ledgers, calendar))
        _say("a new process", cold_s, bare_s, f"{due} due")
        warm_s, due = _best(lambda: _due(sites, ledgers, calendar))
        _say("again", warm_s, bare_s, f"{due} due")
        day = f"{FIRST:%Y-%m-%d}"
        _put(lake, _record("daily_views", sites[0], day, data_version="f" * 64))
        late_s, due = _once(lambda: _due(sites, ledgers, calendar))
        _say("after one day was summed up anew", late_s, bare_s, f"{due} due")


def _due(sites: list[str], ledgers: Ledgers, calendar: Calendar) -> int:
    """The sensor's whole question, but for Dagster's runs; how many partitions are due."""
    found = 0
    for site in sites:
        records = {table: ledger.of_site(site) for table, ledger in ledgers.items()}
        found += len(Wave(site, records, BASELINE_DAYS, calendar, {}).due())
    return found


def _ledgers(lake: Lake) -> Ledgers:
    return {table: Ledger(lake, table, Entry.of) for table in TABLES}


def _records(site: str, days: int) -> Iterator[Record]:
    """What runs of every window and day would have left: nothing of it is due."""
    for number in range(days + 1):
        day = f"{FIRST + timedelta(days=number):%Y-%m-%d}"
        before = [
            f"{FIRST + timedelta(days=number - back):%Y-%m-%d}"
            for back in range(1, min(number, BASELINE_DAYS) + 1)
        ]
        if before:
            reads = [("daily_views", one) for one in sorted(before)]
            yield _record("camera_baselines", site, day, *reads)
        if number == days:
            return
        hours = [f"{day}T{hour:02}00Z" for hour in range(24)]
        yield _record("daily_views", site, day, *(("camera_views", hour) for hour in hours))
        for hour in hours:
            for table in TAKEN_TABLES:
                yield _record(table, site, hour)
            for table in WINDOW_TABLES:
                baseline = () if table == "camera_views" or not before else ("camera_baselines",)
                reads = [("captures", hour), *((name, day) for name in baseline)]
                yield _record(table, site, hour, *reads)


def _record(
    table: str, site: str, key: str, *reads: tuple[str, str], data_version: str = "0" * 64
) -> Record:
    upstream = tuple(Upstream(name, f"{site}|{one}", "0" * 64) for name, one in reads)
    return Record(table, f"{site}|{key}", data_version, 8, 1, "", upstream, Origin())


def _put(lake: Lake, record: Record) -> None:
    folder = Path(lake.files.path(folder_of(record.table, record.partition)))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "record.json").write_bytes(record.encode())


def _bare_pass(root: str) -> int:
    """Names, sizes and times of every record, and nothing done with them."""
    records = 0
    for folder, _, files in os.walk(root):
        for name in files:
            records += os.stat(f"{folder}/{name}").st_size > 0  # noqa: PTH116
    return records


def _once(work: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def _best(work: Callable[[], int]) -> tuple[float, int]:
    return min(_once(work) for _ in range(REPEATS))


def _say(what: str, seconds: float, bare_s: float, found: str) -> None:
    print(f"{what:38} {seconds * 1000:8.0f} ms {seconds / bare_s:6.2f} x  {found}", flush=True)


if __name__ == "__main__":
    main()

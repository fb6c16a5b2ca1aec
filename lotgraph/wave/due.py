"""Decides which windows and days of one site are due, from the records of its tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lotgraph.lake.record import Record
from lotgraph.windows import day_of

Records = Mapping[str, Mapping[str, Record]]  # table -> window or day -> what is current

WINDOW_TABLES = ("frame_quality", "camera_health", "camera_usability")
JOBS = ("learn_baselines", "judge_window", "summarise_day")
TABLES = ("captures", *WINDOW_TABLES, "daily_quality", "camera_baselines")


@dataclass(frozen=True)
class Due:
    """One partition that must be made, by which job, and why."""

    day: str
    job: str
    window: str  # a window's key, or a day's
    because: str

    @property
    def turn(self) -> tuple[str, int, str]:
        """Day by day; a day's windows after its baseline, its summary last."""
        return self.day, JOBS.index(self.job), self.window


def due(site: str, records: Records, baseline_days: int) -> list[Due]:
    """What is due at one site, in the order to do it.

    A day is due only when none of its windows is, and a baseline only when no day that it is
    learnt from is: so nothing is made from what is about to change, and repeated asking ends.
    """
    current = {
        (table, f"{site}|{key}"): record.data_version
        for table, rows in records.items()
        for key, record in rows.items()
    }
    windows = list(_due_windows(records, current))
    open_days = {item.day for item in windows}
    days = list(_due_days(records, current, open_days))
    open_days |= {item.day for item in days}
    baselines = _due_baselines(records, current, open_days, baseline_days)
    return sorted([*windows, *days, *baselines], key=lambda item: item.turn)


Current = Mapping[tuple[str, str], str]


def _due_windows(records: Records, current: Current) -> Iterator[Due]:
    for window in records.get("captures", {}):
        for table in WINDOW_TABLES:
            why = _reason(records.get(table, {}).get(window), current)
            if why:
                yield Due(day_of(window), "judge_window", window, f"{table} {why}")
                break


def _due_days(records: Records, current: Current, open_days: set[str]) -> Iterator[Due]:
    for day in sorted({day_of(window) for window in records.get("frame_quality", {})} - open_days):
        why = _reason(records.get("daily_quality", {}).get(day), current)
        if why:
            yield Due(day, "summarise_day", day, f"daily_quality {why}")


def _due_baselines(
    records: Records, current: Current, open_days: set[str], baseline_days: int
) -> Iterator[Due]:
    taught = set(records.get("daily_quality", {}))
    for day in sorted({day_of(window) for window in records.get("captures", {})}):
        before = {
            str(date.fromisoformat(day) - timedelta(days=back))
            for back in range(1, baseline_days + 1)
        }
        if not before & taught or before & open_days:
            continue
        why = _reason(records.get("camera_baselines", {}).get(day), current)
        if why:
            yield Due(day, "learn_baselines", day, f"camera_baselines {why}")


def _reason(record: Record | None, current: Current) -> str:
    """Why a table must be made: it was never made, or an upstream is not what it was; else ''."""
    if record is None:
        return "was never made"
    for read in record.upstream:
        now = current.get((read.table, read.partition))
        if now != read.data_version:
            return f"was made before {read.table} [{read.partition}] changed"
    return ""

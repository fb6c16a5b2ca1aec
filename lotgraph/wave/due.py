"""Decides which windows and days of one site are due, from the records of its tables."""

import hashlib
import json
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lotgraph.detections.looking import LOOKED_WITH
from lotgraph.lake.record import Upstream
from lotgraph.landing.live import Live
from lotgraph.windows import DAY_FORMAT, day_of, days_before

# What each job makes of a window, besides what those below it make; the first takes its files too.
STAGES = {
    "judge_window": (
        *("camera_views", "frame_quality", "camera_health", "camera_usability"),
        "labels",
    ),
    "detect_window": ("detected_frames", "detections"),
    "track_window": ("track_boxes", "tracks"),
    "compare_window": ("detection_tallies", "detection_drift"),
    "link_window": ("track_links",),  # reads windows before, too
    "carry_window": ("ground_tracks",),
}
WINDOW_TABLES = tuple(table for tables in STAGES.values() for table in tables)
JOBS = ("learn_baselines", *STAGES, "summarise_day")
TAKEN_TABLES = ("captures", "quarantine")  # made from files
TABLES = (*TAKEN_TABLES, *WINDOW_TABLES, "daily_views", "camera_baselines")
_NEVER = "was never made"
# The last window of a day is over at midnight and needs time of its own to be judged.
JUDGING = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Entry:
    """As much of a record as tells whether it is up to date."""

    data_version: str
    upstream: tuple[Upstream, ...]
    fingerprint: str  # of its contract
    code_version: str
    models: Mapping[str, str] = field(default_factory=dict)  # version of each that was used
    settings: Mapping[str, str] = field(default_factory=dict)  # digest of each camera's

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Entry":
        """The part of a record's fields that counts here."""
        reads = tuple(Upstream(**read) for read in record["upstream"])
        origin = record["origin"]
        told = record["contract_fingerprint"], origin["code_version"]
        models = {name: sys.intern(version) for name, version in origin["models"].items()}
        fingerprint, code_version = map(sys.intern, told)
        cameras = origin["config"].get(LOOKED_WITH, {}).items()
        settings = {name: sys.intern(digest_of(told)) for name, told in cameras}
        version = str(record["data_version"])
        return cls(version, reads, fingerprint, code_version, models, settings)


def digest_of(settings: Mapping[str, Any]) -> str:
    """A digest of a camera's settings, the same for those of a record and those in force."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]


Records = Mapping[str, Mapping[str, Entry]]  # table -> window or day -> what is current


@dataclass(frozen=True)
class Calendar:
    """Keys of the first live day, of the day still running, and of the first day after all."""

    first: str
    running: str
    end: str = "9999-12-31"

    @classmethod
    def of(cls, live: Live, now: datetime) -> "Calendar":
        """The live days as they stand at `now`."""
        first, running = (moment.strftime(DAY_FORMAT) for moment in (live.first, now - JUDGING))
        return (
            cls(first, running, live.end.strftime(DAY_FORMAT)) if live.end else cls(first, running)
        )

    def is_live(self, day: str) -> bool:
        """Whether tables of that day may be made."""
        return self.first <= day < self.end


@dataclass(frozen=True)
class Due:
    """One partition that must be made, by which job, why, and a hash of what it is made from."""

    day: str
    job: str
    key: str  # of a window, or of a day
    because: str
    input: str

    @property
    def turn(self) -> tuple[str, int, str]:
        """Day by day; a day's windows after its baseline, its summary last."""
        return self.day, JOBS.index(self.job), self.key


@dataclass(frozen=True)
class Wave:
    """The records of one site, and what else decides what is due there.

    Attributes:
        site_id: the site.
        records: by table and key, what is current.
        baseline_days: how many days before a day teach its baseline.
        calendar: which days are live, and which one is running.
        landed: windows that await a run because of their files, with a hash of those.
        given_up: windows and days that failed too often: what comes after no longer waits.
        fingerprints: by table, its contract's. What was made under another cannot be read, so it
            is due, and counts as not there for what reads it.
        code_versions: by table, that of the code that makes it, where made by other code is a
            reason to make it again.
        models: by table, the version of each model that it is to be made with, "" for none.
        settings: by table, a digest of each camera's settings that it is to be made with. A table
            is asked of those cameras alone that its record names: nobody looked at the others. One
            whose record names none, as all did once, counts as made with what is wanted.
        left_out: tables that cannot be made now. Where they are due nobody asks for them, nor for
            what comes after them.
    """

    site_id: str
    records: Records
    baseline_days: int
    calendar: Calendar
    landed: Mapping[str, str]
    given_up: Collection[str] = ()
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    code_versions: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: Collection[str] = ()

    def due(self) -> list[Due]:
        """What is due, in the order to do it.

        A day is summed up when it is over and the views of none of its windows are due, and a
        baseline learnt when no day that teaches it is due: so nothing is made from what is about
        to change, and repeated asking ends.
        """
        current = {
            (table, f"{self.site_id}|{key}"): entry.data_version
            for table, rows in self.records.items()
            for key, entry in rows.items()
            if self._is_readable(table, entry)
        }
        windows = list(self._windows(current))
        open_days = set(self._days_of_due_views(windows, current))
        days = list(self._days(current, open_days))
        open_days |= {item.day for item in days if item.key not in self.given_up}
        baselines = self._baselines(current, open_days)
        return sorted([*windows, *days, *baselines], key=lambda item: item.turn)

    def _windows(self, current: "Current") -> Iterator[Due]:
        for key in {**self._of("captures"), **self.landed}:
            if key in self.landed:
                yield self._item("judge_window", key, ["its files changed"], self.landed[key])
                continue
            why = self._why(key, current)
            if why and self.calendar.is_live(day_of(key)):
                job, reasons = next(iter(why.items()))
                baseline = current.get(("camera_baselines", f"{self.site_id}|{day_of(key)}"))
                captures = self._of("captures")[key].data_version
                others = (*self._of_other_windows(job, key, current), *self._wanted(key))
                yield self._item(job, key, reasons, captures, baseline, *others)

    def _why(self, key: str, current: "Current") -> dict[str, list[str]]:
        """Why jobs are due for a window, the one that makes most first.

        What was never made, a gate may have stopped: then all of it is made, and asked, again. No
        gate has if only what a window is compared by is missing; links and what is told of the
        ground, only those of tracks can.
        """
        why = {
            job: [
                f"{table} {reason}"
                for table in tables
                for reason in self._reasons(table, key, current)
            ]
            for job, tables in STAGES.items()
        }
        whole, *parts, _, link, carry = STAGES
        if any(self._reasons(table, key, current) for table in self.left_out):
            reasons = [*self._to_take_again(key), *why[whole]]
            return {whole: reasons} if reasons else {}
        never = [reason for job in parts for reason in self._never(job, key)]
        why[whole] = [*self._to_take_again(key), *why[whole], *never]
        why["track_window"] += [*self._never(link, key), *self._never(carry, key)]
        return {job: reasons for job, reasons in why.items() if reasons}

    def _of_other_windows(self, job: str, key: str, current: "Current") -> Iterator[str | None]:
        """What a job read of other windows, as it is now: changed again, it is another input."""
        own = f"{self.site_id}|{key}"
        entries = (self._of(table).get(key) for table in STAGES[job])
        for entry in filter(None, entries):
            for read in entry.upstream:
                if read.partition != own and read.table in WINDOW_TABLES:
                    yield current.get((read.table, read.partition))

    def _wanted(self, key: str) -> Iterator[str]:
        """Settings of the cameras of a window: changed again, they are another input."""
        for table, wanted in self.settings.items():
            entry = self._of(table).get(key)
            yield from (wanted.get(name, "") for name in sorted(entry.settings if entry else ()))

    def _never(self, job: str, key: str) -> list[str]:
        return [f"{table} {_NEVER}" for table in STAGES[job] if key not in self._of(table)]

    def _days_of_due_views(self, windows: list[Due], current: "Current") -> Iterator[str]:
        """Days whose summary is about to change. A new baseline changes verdicts, not views."""
        for item in windows:
            if item.key not in self.given_up and (
                item.key in self.landed
                or self._to_take_again(item.key)
                or self._reasons("camera_views", item.key, current)
            ):
                yield item.day

    def _days(self, current: "Current", open_days: set[str]) -> Iterator[Due]:
        for day in sorted({day_of(key) for key in self._of("camera_views")} - open_days):
            why = [f"daily_views {why}" for why in self._reasons("daily_views", day, current)]
            if why and self.calendar.is_live(day) and day < self.calendar.running:
                of_day = [key for key in self._of("camera_views") if day_of(key) == day]
                views = [self._of("camera_views")[key].data_version for key in sorted(of_day)]
                yield self._item("summarise_day", day, why, *views)

    def _baselines(self, current: "Current", open_days: set[str]) -> Iterator[Due]:
        days = {day_of(key) for key in (*self._of("captures"), *self.landed)}
        for day in sorted(filter(self.calendar.is_live, days | {self.calendar.running})):
            before = days_before(day, self.baseline_days)
            read = [("daily_views", f"{self.site_id}|{one}") for one in before]
            views = [current[one] for one in read if one in current]
            if open_days.intersection(before) or not views:
                continue
            why = self._reasons("camera_baselines", day, current)
            if why:
                because = [f"camera_baselines {reason}" for reason in why]
                yield self._item("learn_baselines", day, because, *views)

    def _of(self, table: str) -> Mapping[str, Entry]:
        return self.records.get(table, {})

    def _reasons(self, table: str, key: str, current: "Current") -> list[str]:
        """Why a table must be made: it never was, is outdated, or what it read has changed."""
        entry = self._of(table).get(key)
        if entry is None:
            return [_NEVER]
        return [
            *self._outdated(table, entry),
            *(
                f"was made before {read.table} [{read.partition}] changed"
                for read in entry.upstream
                if current.get((read.table, read.partition)) != read.data_version
            ),
        ]

    def _to_take_again(self, key: str) -> list[str]:
        """Why the files of a window must be taken again, though they are the same."""
        there = ((table, self._of(table).get(key)) for table in TAKEN_TABLES)
        return [
            f"{table} {reason}"
            for table, entry in there
            if entry
            for reason in self._outdated(table, entry)
        ]

    def _outdated(self, table: str, entry: Entry) -> Iterator[str]:
        if not self._is_readable(table, entry):
            yield "was made under another version of its contract"
        if self.code_versions.get(table, entry.code_version) != entry.code_version:
            yield "was made by other code"
        for model, version in self.models.get(table, {}).items():
            if entry.models.get(model, "") != version:
                yield f"was made with another {model}"
        for camera, wanted in self.settings.get(table, {}).items():
            if entry.settings.get(camera, wanted) != wanted:
                yield f"was made with other settings of {camera}"

    def _is_readable(self, table: str, entry: Entry) -> bool:
        return self.fingerprints.get(table, entry.fingerprint) == entry.fingerprint

    def _item(self, job: str, key: str, why: list[str], *versions: str | None) -> Due:
        state = hashlib.sha256(repr((job, key, why, versions)).encode()).hexdigest()
        return Due(day_of(key), job, key, why[0], state)


Current = Mapping[tuple[str, str], str]

"""Carries out runs of this code location's jobs one after another in this process."""

import os
import socket
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import dagster as dg
import polars as pl
from dagster import RunsFilter

from assets.partitions import LIVE, SITES_NAME
from jobs.attempts import UNFINISHED, partition_of
from jobs.standing import Besides, Versions, plan_due, wanted_settings
from lotgraph.captures.columns import CAPTURES
from lotgraph.errors import NoRoomError
from lotgraph.lake.store import Lake
from lotgraph.landing.awaiting import watch_beyond, watch_over
from lotgraph.landing.outside import Beyond, Outside
from lotgraph.landing.waiting import sort_windows
from lotgraph.wave.due import JOBS
from lotgraph.windows import day_of
from resources.landing import Landing

PROCESS_TAG = "lotgraph/process"  # host and number of the process that carries out a run
ASKER = "catch_up"
_AT_ONCE = 1000  # runs planned in one round


@dataclass(frozen=True)
class Step:
    """One run of a job; a request without a partition is for a report over everything."""

    job_name: str
    request: dg.RunRequest

    @property
    def title(self) -> str:
        """What a person reads while it runs."""
        return f"{self.job_name} {self.request.partition_key or ''}".strip()

    @property
    def day(self) -> str:
        """The day it belongs to."""
        return day_of(str(self.request.partition_key).split("|")[1])

    @property
    def turn(self) -> tuple[str, int, str]:
        """Day by day: learn what is normal, judge the windows, sum up."""
        return self.day, JOBS.index(self.job_name), str(self.request.partition_key)


@dataclass
class Warm:
    """An instance, and the code location whose jobs run on it in this process."""

    definitions: dg.Definitions
    instance: dg.DagsterInstance
    landing: Landing
    lake: Lake
    log_level: str = "CRITICAL"  # of what Dagster says on the terminal; its event log has it all
    # By table, where made by other code is a reason to be made again.
    code_versions: Mapping[str, str] = field(default_factory=dict)
    models: Versions = lambda _: {}  # what tables of a site are to be made with
    no_detector: str = ""  # why there is none
    # Attempts count from this start on: who starts it again has mended something.
    asker: str = field(default_factory=lambda: f"{ASKER} {uuid.uuid4().hex[:8]}")

    def steps(self) -> tuple[list[Step], list[str]]:
        """What there is to do now, in order; and what is left out.

        Ask again after those of the first day: what they make decides what comes after.
        """
        settings = self.landing.settings
        rules = settings.arrivals.model_copy(update={"windows_per_tick": _AT_ONCE})
        landed, left_lying = self._landed()
        made_with = self.models, wanted_settings(settings)
        besides = Besides(landed, self.code_versions, *made_with, self.no_detector)
        plan = plan_due(self.instance, self.asker, self.lake, rules, besides)
        steps = [Step(str(request.job_name), request) for request in plan.requests]
        return sorted(steps, key=lambda step: step.turn), [*plan.sentences(), *left_lying]

    def windows_of(self, site_id: str, day: str) -> list[Step]:
        """Every window of one day of one site into which files landed, due or not."""
        seen = self.landing.survey(LIVE).windows.filter(pl.col("site_id") == site_id)
        landed = seen.select(LIVE.grid.keys_of(pl.col("window_at"))).to_series()
        written = (partition.split("|") for partition in self.lake.partitions(CAPTURES.name))
        known = {*landed, *(key for site, key in written if site == site_id)}
        over_at = LIVE.over_at(datetime.now(UTC))
        keys = [
            key
            for key in sorted(known)
            if day_of(key) == day and LIVE.first <= LIVE.grid.bounds(key)[0] < over_at
        ]
        if keys:
            self.instance.add_dynamic_partitions(SITES_NAME, [site_id])
        return [
            Step("judge_window", dg.RunRequest(partition_key=partition_of(f"{site_id}|{key}")))
            for key in keys
        ]

    def run(self, step: Step) -> str | None:
        """Carry out one step; why it failed, None if it did not. No run is left unfinished.

        Raises:
            KeyboardInterrupt: if Ctrl-C was pressed meanwhile; Dagster itself takes that for a
                failure of the run.
            NoRoomError: if the disk is full: every other step would fail as well.
        """
        job = self.definitions.resolve_job_def(step.job_name)
        here = f"{socket.gethostname()}:{os.getpid()}"
        try:
            result = job.execute_in_process(
                instance=self.instance,
                partition_key=step.request.partition_key,
                tags={**step.request.tags, PROCESS_TAG: here},
                run_config={"loggers": {"console": {"config": {"log_level": self.log_level}}}},
                raise_on_error=False,
            )
        finally:
            self._close_runs({here})
        if result.success:
            return None
        causes = [error for event in result.all_events for error in _causes(event)]
        names = {name for name, _ in causes}
        if dg.DagsterExecutionInterruptedError.__name__ in names:
            raise KeyboardInterrupt
        for name, sentence in causes:
            if name == NoRoomError.__name__:
                raise NoRoomError(sentence)
        return next((f"{name}: {why}" for name, why in causes[::-1] if why), "its run says why")

    def close_lost_runs(self) -> None:
        """Mark runs as failed whose process was killed, or they would be waited for for ever."""
        host = socket.gethostname()
        tags = {run.tags.get(PROCESS_TAG, "") for run in self._unfinished()}
        ours = {tag for tag in tags if tag.startswith(f"{host}:")}
        self._close_runs({tag for tag in ours if not _is_alive(int(tag.rpartition(":")[2]))})

    def _landed(self) -> tuple[dict[str, str], list[str]]:
        """The partitions that await a run because of their files, with the hash of those.

        And sentences of the files that await none.
        """
        rules = self.landing.settings.arrivals
        survey = self.landing.survey(LIVE)
        waiting = sort_windows(survey.windows, LIVE, rules, datetime.now(UTC))
        ready, placed = waiting.ready, partial(self.landing.placed, live=LIVE)
        if ready.height:
            self.instance.add_dynamic_partitions(SITES_NAME, ready["site_id"].unique().to_list())
        watch = watch_over(self.lake)
        while True:
            found = list(watch.awaiting(ready, placed, LIVE))
            if not watch.postponed:
                break
        beyond = Beyond(watch_beyond(self.lake), placed, self.landing.settings, LIVE)
        outside = beyond.find(waiting.outside, Outside())
        said = [*waiting.sentences(), *outside.sentences(), *survey.unlisted.values()]
        return {want.partition: want.input for want in found}, said

    def _unfinished(self) -> list[dg.DagsterRun]:
        return list(self.instance.get_runs(filters=RunsFilter(statuses=list(UNFINISHED))))

    def _close_runs(self, processes: set[str]) -> None:
        for run in self._unfinished():
            if run.tags.get(PROCESS_TAG) in processes:
                self.instance.report_run_failed(run, "its process ended before the run did")


def _causes(event: dg.DagsterEvent) -> Iterator[tuple[str, str]]:
    """Class and sentence of the error that failed a step, then of what caused it, and so on."""
    error = event.step_failure_data.error if event.is_step_failure else None
    while error is not None:
        yield error.cls_name or "", error.message.partition(": ")[2].strip()
        error = error.cause


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

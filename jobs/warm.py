"""Carries out runs of this code location's jobs one after another in this process."""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg
from dagster import RunsFilter

from assets.partitions import DAYS, LIVE, SITES_NAME
from jobs.attempts import ASKER_TAG, UNFINISHED, Plan, partition_of, plan_runs
from jobs.graph import day_tables
from jobs.standing import behind_windows
from lotgraph.lake.store import Lake
from lotgraph.landing.awaiting import watch_over
from lotgraph.landing.waiting import sort_windows
from lotgraph.windows import day_of
from resources.landing import Landing

PROCESS_TAG = "lotgraph/process"  # host and number of the process that carries out a run
ASKER = "catch_up"
_AT_ONCE = 1000  # windows planned in one round


@dataclass(frozen=True)
class Step:
    """One run of a job; a request without a partition is for a report over everything."""

    job_name: str
    request: dg.RunRequest

    @property
    def title(self) -> str:
        """What a person reads while it runs."""
        return f"{self.job_name} {self.request.partition_key or ''}".strip()


@dataclass
class Warm:
    """An instance, and the code location whose jobs run on it in this process."""

    definitions: dg.Definitions
    instance: dg.DagsterInstance
    landing: Landing
    lake: Lake
    log_level: str = "CRITICAL"  # of what Dagster says on the terminal; its event log has it all

    def steps(self) -> tuple[list[Step], list[str]]:
        """What there is to do now, so ordered that each finds what it reads; and what is left out.

        Day by day: learn what is normal, judge the windows, sum up the day.
        """
        plans = self._plans()
        chosen: dict[str, dg.RunRequest] = {}
        for request in (request for plan in plans for request in plan.requests):
            chosen.setdefault(str(request.partition_key), request)
        days: dict[tuple[str, str], list[dg.RunRequest]] = {}
        for partition, request in sorted(chosen.items(), key=lambda item: item[0].split("|")[::-1]):
            site, key = partition.split("|")
            days.setdefault((day_of(key), site), []).append(request)
        steps = [
            step
            for (day, site), requests in sorted(days.items())
            for step in _steps_of_day(site, day, requests)
        ]
        left_out = sorted({sentence for plan in plans for sentence in plan.sentences()})
        return ([*steps, Step("overview", dg.RunRequest())] if steps else []), left_out

    def run(self, step: Step) -> bool:
        """Carry out one step; whether it succeeded. An interruption leaves no run unfinished.

        Raises:
            KeyboardInterrupt: if Ctrl-C was pressed meanwhile; Dagster itself takes that for a
                failure of the run. It does not count as an attempt.
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
        if any(_is_interruption(event) for event in result.all_events):
            self.instance.add_run_tags(result.run_id, {ASKER_TAG: f"{ASKER}: interrupted"})
            raise KeyboardInterrupt
        return result.success

    def close_lost_runs(self) -> None:
        """Mark runs as failed whose process was killed, or they would be waited for for ever."""
        host = socket.gethostname()
        tags = {run.tags.get(PROCESS_TAG, "") for run in self._unfinished()}
        ours = {tag for tag in tags if tag.startswith(f"{host}:")}
        self._close_runs({tag for tag in ours if not _is_alive(int(tag.rpartition(":")[2]))})

    def _plans(self) -> list[Plan]:
        rules = self.landing.settings.arrivals.model_copy(update={"windows_per_tick": _AT_ONCE})
        survey = self.landing.survey(LIVE)
        ready = sort_windows(survey.windows, LIVE, rules, datetime.now(UTC)).ready
        if ready.height:
            self.instance.add_dynamic_partitions(SITES_NAME, ready["site_id"].unique().to_list())
        wanted = watch_over(self.lake).awaiting(
            ready, lambda site: self.landing.placed(site, LIVE), LIVE
        )
        sites = sorted(self.instance.get_dynamic_partitions(SITES_NAME))
        behind = behind_windows(self.lake, sites)
        return [
            plan_runs(self.instance, ASKER, wanted, rules),
            plan_runs(self.instance, f"{ASKER}: judge", behind, rules),
        ]

    def _unfinished(self) -> list[dg.DagsterRun]:
        return list(self.instance.get_runs(filters=RunsFilter(statuses=list(UNFINISHED))))

    def _close_runs(self, processes: set[str]) -> None:
        for run in self._unfinished():
            if run.tags.get(PROCESS_TAG) in processes:
                self.instance.report_run_failed(run, "its process ended before the run did")


def _steps_of_day(site: str, day: str, windows: list[dg.RunRequest]) -> list[Step]:
    judged = [Step("judge_window", request) for request in windows]
    if not day_tables() or not DAYS.has_partition_key(day):
        return judged
    whole = dg.RunRequest(partition_key=partition_of(f"{site}|{day}"))
    return [Step("learn_baselines", whole), *judged, Step("summarise_day", whole)]


def _is_interruption(event: dg.DagsterEvent) -> bool:
    if not event.is_step_failure:
        return False
    error = event.step_failure_data.error
    return error is not None and error.cls_name == dg.DagsterExecutionInterruptedError.__name__


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""Decides which wanted runs to start: not twice at once, and not for ever if they fail."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

import dagster as dg
from dagster import DagsterRunStatus, RunRecord, RunsFilter

from lotgraph.landing.awaiting import Wanted
from lotgraph.settings import Arrivals

PARTITION_TAG = "dagster/partition"
INPUT_TAG = "lotgraph/input"  # what a run would be made from: a change of it starts anew
ASKER_TAG = "lotgraph/asked_by"
UNFINISHED = (
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.SUSPENDED,
    DagsterRunStatus.CANCELING,
)


@dataclass
class Plan:
    """What to start, what runs already, what was tried often enough, and what is left out."""

    requests: list[dg.RunRequest] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # sentences of what is not asked for

    def sentences(self) -> list[str]:
        """What is not started and why, for the log."""
        said = list(self.left_out)
        if self.running:
            said.append(f"{len(self.running)} partitions wait for a run in progress")
        if self.given_up:
            said.append(
                f"{len(self.given_up)} partitions failed too often and are left alone for now "
                f"({', '.join(self.given_up[:3])}…): their last runs say why; they are tried again "
                "when their input changes, and by a sensor after arrivals.retry_hours"
            )
        return said


def plan_runs(
    instance: dg.DagsterInstance,
    asker: str,
    wanted: Iterable[Wanted],
    arrivals: Arrivals,
) -> Plan:
    """Request at most `windows_per_tick` runs for `asker`, in the order wanted.

    A partition with an unfinished run of any job waits. One whose last `attempts` runs for this
    asker had this very input and did not help is given up, until they are `retry_hours` old: a
    full disk or a dead store fails every window and passes. `wanted` is drawn on no further than
    needed.
    """
    plan = Plan()
    limit = arrivals.windows_per_tick
    rested = datetime.now(UTC) - timedelta(hours=arrivals.retry_hours)
    rest = iter(wanted)
    while len(plan.requests) < limit and (some := list(islice(rest, limit))):
        runs = _runs_by_partition(instance, [want.partition for want in some])
        for want in some:
            past = runs.get(want.partition, [])
            own = [run for run in past if _is_attempt(run, want, asker)]
            if any(run.dagster_run.status in UNFINISHED for run in past):
                plan.running.append(want.partition)
            elif _tries(own, want) >= arrivals.attempts and own[0].create_timestamp > rested:
                plan.given_up.append(want.partition)
            elif len(plan.requests) < limit:
                plan.requests.append(_request(want, asker, len(own)))
    return plan


def tags_of(want: Wanted, asker: str) -> dict[str, str]:
    """Tags by which later attempts are counted."""
    return {INPUT_TAG: want.input[:16], ASKER_TAG: asker}


def partition_of(partition: str) -> dg.MultiPartitionKey:
    """The partition key that Dagster knows a site and window (or day) by."""
    site, key = partition.split("|")
    return dg.MultiPartitionKey({"site": site, "window": key})


def _is_attempt(past: RunRecord, want: Wanted, asker: str) -> bool:
    run = past.dagster_run
    return run.job_name == want.job and run.tags.get(ASKER_TAG) == asker


def _tries(own: list[RunRecord], want: Wanted) -> int:
    """How many of the latest runs in a row had this very input."""
    inputs = [run.dagster_run.tags.get(INPUT_TAG) == want.input[:16] for run in own]
    return inputs.index(False) if False in inputs else len(inputs)


def _runs_by_partition(
    instance: dg.DagsterInstance, partitions: list[str]
) -> dict[str, list[RunRecord]]:
    """Runs of these partitions, latest first."""
    found: dict[str, list[RunRecord]] = {}
    for run in instance.get_run_records(filters=RunsFilter(tags={PARTITION_TAG: partitions})):
        found.setdefault(run.dagster_run.tags[PARTITION_TAG], []).append(run)
    return found


def _request(want: Wanted, asker: str, runs_before: int) -> dg.RunRequest:
    return dg.RunRequest(
        # The count makes a new key for a new attempt, and for an input that has come back.
        run_key=f"{want.job}:{want.partition}@{want.input[:16]}#{runs_before}",
        job_name=want.job,
        partition_key=partition_of(want.partition),
        tags=tags_of(want, asker),
    )

"""plan_runs: not twice at once, not for ever, and again when the last failure is old enough."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import dagster as dg
import pytest
from dagster import DagsterRunStatus

from jobs.attempts import PARTITION_TAG, plan_runs, tags_of
from lotgraph.landing.awaiting import Wanted
from lotgraph.settings import Arrivals

WANT = Wanted("north|2026-03-02T0800Z", "f" * 64)
RULES = Arrivals(attempts=2, retry_hours=24)
FINISHED = (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)
GOING_ON = [
    status
    for status in DagsterRunStatus
    if status not in FINISHED and status.value != "MANAGED"  # one that no run of ours has
]


class Past:
    """An instance that remembers these runs of one partition, given as (status, hours ago)."""

    def __init__(self, *runs):
        self.runs = sorted(runs, key=lambda run: run[1])  # Dagster answers the latest first

    def get_run_records(self, filters):
        assert filters.tags == {PARTITION_TAG: [WANT.partition]}
        tags = tags_of(WANT, "tests") | {PARTITION_TAG: WANT.partition}
        for status, hours_ago in self.runs:
            at = datetime.now(UTC) - timedelta(hours=hours_ago)
            run = SimpleNamespace(job_name=WANT.job, status=status, tags=tags)
            yield SimpleNamespace(dagster_run=run, create_timestamp=at)


def plan(*runs):
    return plan_runs(Past(*runs), "tests", [WANT], RULES)


@pytest.mark.parametrize("status", GOING_ON)
def test_a_partition_waits_for_a_run_of_it_that_has_not_ended(status):
    planned = plan((status, 1))
    assert (planned.requests, planned.running) == ([], [WANT.partition])


@pytest.mark.parametrize("status", FINISHED)
def test_a_partition_waits_for_no_run_that_has_ended(status):
    [request] = plan((status, 1)).requests
    assert request.partition_key == dg.MultiPartitionKey(
        {"site": "north", "window": "2026-03-02T0800Z"}
    )


@pytest.mark.parametrize(
    ("hours_ago", "is_given_up"), [((1, 2), True), ((1, 30), True), ((25, 30), False)]
)
def test_it_is_the_latest_failure_that_must_be_old_before_another_attempt(hours_ago, is_given_up):
    planned = plan(*((DagsterRunStatus.FAILURE, hours) for hours in hours_ago))
    assert planned.given_up == [WANT.partition] * is_given_up
    assert len(planned.requests) == (not is_given_up)

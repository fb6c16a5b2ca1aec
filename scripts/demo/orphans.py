"""Closes runs that a stopped demo left behind."""

import dagster as dg

from jobs.attempts import UNFINISHED
from jobs.warm import PROCESS_TAG


def close_orphans() -> None:
    """Cancel runs that were queued or begun while the pages were served, when nobody serves them.

    They would be waited for for ever. Runs of a process that catches up close themselves.
    """
    with dg.DagsterInstance.get() as instance:
        for run in instance.get_runs(filters=dg.RunsFilter(statuses=list(UNFINISHED))):
            if PROCESS_TAG not in run.tags:
                instance.report_run_canceled(run, "the demo that was to carry it out was stopped")

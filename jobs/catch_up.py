"""Runs everything that awaits a run, partition after partition, in one warm process.

A run of its own costs seconds of imports for each small window; after an outage, or for the demo,
they are shared. Every run is an ordinary run of its job on the instance: the Dagster UI lists it
with its partition, its events and its checks. Stop it at any time and start it again: what to do
is decided by what lies there and what the lake tells. `scripts/catch_up.py` is the command.
"""

from collections.abc import Iterable
from itertools import groupby

import dagster as dg
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jobs.warm import Step, Warm
from lotgraph.errors import LandingError


def catch_up(warm: Warm, console: Console) -> int:
    """Carry out what awaits a run until nothing does; return how many runs failed.

    Day after day, and asked again after each: so every window is judged once, with its baseline
    in place. What keeps failing is given up, so it ends.
    """
    warm.close_lost_runs()
    done, failed = 0, 0
    told: set[str] = set()
    with _progress(console) as progress:
        task = progress.add_task("", total=None)
        while True:
            steps, left_out = warm.steps()
            for sentence in left_out:
                if sentence not in told:
                    progress.print(f"[yellow]{sentence}[/yellow]")
            told.update(left_out)
            if not steps:
                break
            progress.update(task, total=done + len(steps) + 1)  # the overview comes last
            _, group = next(groupby(steps, key=lambda step: step.day))
            today = list(group)
            failed += _carry_out(warm, today, progress, "at least ")
            done += len(today)
        if not done:
            progress.print("nothing awaits a run that could be started")
        else:
            failed += _carry_out(warm, [Step("overview", dg.RunRequest())], progress)
            progress.print(f"{done + 1} runs, {failed} failed")
    return failed


def judge_day(warm: Warm, console: Console, site_id: str, day: str) -> int:
    """Judge every window of one day of one site again; return how many runs failed.

    Raises:
        LandingError: if there is no such window.
    """
    warm.close_lost_runs()
    steps = warm.windows_of(site_id, day)
    if not steps:
        raise LandingError(
            f"no finished live window of site {site_id!r} on {day!r} has files; give a site of "
            "lotgraph.toml and a day such as 2026-03-02 (`lotgraph landing` lists what lies there)"
        )
    with _progress(console) as progress:
        progress.add_task("", total=len(steps))
        return _carry_out(warm, steps, progress)


def _carry_out(warm: Warm, steps: Iterable[Step], progress: Progress, about: str = "") -> int:
    """Carry out steps; `about` is said before their total, of which more may come."""
    failed = 0
    [task] = progress.tasks
    for step in steps:
        progress.update(task.id, description=step.title)
        if not progress.console.is_terminal:  # a log shows no bar
            count = f"run {task.completed + 1:.0f} of {about}{task.total:.0f}"
            progress.print(f"{count}: {escape(step.title)}")
        why = warm.run(step)
        if why is not None:
            failed += 1
            progress.print("[red]failed:[/red]", escape(f"{step.title}: {why}"))
        progress.advance(task.id)
    return failed


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=console)

"""Camera health on the twin: how well each kind of fault is told, when, and how often without one.

python -m benchmarks.twin_health --keep DIR [--seeds 3001,3003] [--processes 2]

Cameras of sites that do not exist are filmed for some days, a clip each hour (`twin_footage`).
Every clip goes through the verbs of the graph: views, baselines of the days before, measures,
judge; and once more as a file alone, which has no baseline. Even seeds are for developing, odd
ones for judging. Clips and measures are kept in the folder; what is there is not made again.
"""

import argparse
import hashlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import polars as pl
from rich.console import Console
from rich.progress import track

import lotgraph.health
import lotgraph.video
import lotgraph.views
from benchmarks.twin_footage import (
    CameraDay,
    Clip,
    camera_days,
    film,
    kept,
    missing,
    render_day,
)
from benchmarks.twin_told import Looked, report
from lotgraph.health.inspect import LARGEST_PX
from lotgraph.health.window import measure_window
from lotgraph.video import Batch, Losses, batches
from lotgraph.views.columns import CAMERA_BASELINES
from lotgraph.views.learn import learn, merge_day
from lotgraph.views.window import view_window

# What does not read pictures: a change of it needs no new measures.
RULES = (
    "judge",
    "suspect",
    "stale",
    "displace",
    "explain",
    "clock",
    "evidence",
    "show",
    "usability",
    "veil",
)


def play(capture: Mapping[str, Any], losses: Losses) -> Iterator[Batch]:
    """As the graph samples for health."""
    read = batches(
        capture["uri"], rate_hz=2.0, size=LARGEST_PX, frames=8, sound_only=True, losses=losses
    )
    yield from read


def captures_of(one: CameraDay, clips: list[Clip], keep: Path) -> pl.DataFrame:
    """Rows of captures, as far as health reads them."""
    camera = one.camera
    return pl.DataFrame(
        [
            {
                "capture_id": f"{one.seed}/{one.day}/{clip.name}",
                "site_id": f"site-{one.seed}",
                "camera_id": camera.camera_id,
                "uri": str(one.path(keep, clip)),
                "started_at": one.begins_at + timedelta(seconds=clip.begins_s),
                "duration_s": clip.lasts_s,
                "width_px": camera.width_px,
                "height_px": camera.height_px,
            }
            for clip in clips
        ]
    )


def views_of(captures: pl.DataFrame) -> pl.DataFrame:
    """Rows of daily_views of one day."""

    def sparse(capture: Mapping[str, Any], rate_hz: float) -> Iterator[Batch]:
        yield from batches(capture["uri"], rate_hz=rate_hz, size=LARGEST_PX, frames=8)

    looked = [view_window(captures[k : k + 1], sparse)[0] for k in range(captures.height)]
    return merge_day(pl.concat(looked))


def measure(days: list[CameraDay], keep: Path) -> None:
    """Measure a camera's days in their order, and keep it; what is there is not made again."""
    cv2.setNumThreads(1)
    baselines = CAMERA_BASELINES.empty()
    for one, clips in kept(days, keep):
        captures, folder = captures_of(one, clips, keep), _measures(one, keep)
        folder.mkdir(parents=True, exist_ok=True)
        baselines.write_parquet(folder / "baselines.parquet")
        # Windows are an hour long in the graph, and each holds one clip here.
        for number, clip in enumerate(clips):
            _once(folder / f"{clip.name}.parquet", _rows, captures[number], clip, baselines)
        if one is not days[-1]:  # of which nothing is learnt
            views = folder / "views.parquet"
            _once(views, views_of, captures)
            baselines = learn(pl.read_parquet(views))  # of one day: there are two


def _once(path: Path, make: Callable[..., pl.DataFrame], *given: Any) -> None:
    if not path.exists():
        draft = path.with_name(f".{path.name}")
        make(*given).write_parquet(draft)
        draft.rename(path)


def _rows(capture: pl.DataFrame, clip: Clip, baselines: pl.DataFrame) -> pl.DataFrame:
    """Rows of frame_quality, against the baselines and as a file of its own."""
    known = measure_window(capture, baselines, play).rows
    # Without a baseline both are one; that of clips without a fault is told by the first day.
    own = measure_window(capture, baselines.clear(), play).rows if clip.fault else known
    return pl.concat(
        [known.with_columns(is_alone=False), own.with_columns(is_alone=True)]
        if clip.fault or baselines.is_empty()
        else [known.with_columns(is_alone=False)]
    )


def looked_at(days: list[CameraDay], keep: Path) -> Iterator[Looked]:
    """What was measured of every clip."""
    for one, clips in kept(days, keep):
        captures, folder = captures_of(one, clips, keep), _measures(one, keep)
        if not (folder / "baselines.parquet").exists():
            continue
        baselines = pl.read_parquet(folder / "baselines.parquet")
        for number, clip in enumerate(clips):
            rows = pl.read_parquet(folder / f"{clip.name}.parquet")
            by = [rows.filter(is_alone=way).drop("is_alone") for way in (False, True)]
            yield Looked(one, clip, captures[number], by[0], by[1], baselines)


def _measures(one: CameraDay, keep: Path) -> Path:
    """A folder that changes with the code that measures."""
    digest = hashlib.sha256()
    for package in (lotgraph.health, lotgraph.video, lotgraph.views):
        for file in sorted(Path(str(package.__file__)).parent.glob("*.py")):
            if file.stem not in RULES:
                digest.update(file.read_bytes())
    folder = keep / film() / "measures" / digest.hexdigest()[:12]
    return folder / f"{one.seed}" / f"{one.day}"


def in_processes(
    call: Any, jobs: Iterable[tuple[Any, ...]], processes: int, console: Console, title: str
) -> None:
    """Run a call for each of some arguments, in several processes.

    Each has one of its own: what a day's traffic wears is kept for that day, some hundred MB.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawn, max_tasks_per_child=1) as workers:
        asked = [workers.submit(call, *job) for job in jobs]
        for done in track(as_completed(asked), title, total=len(asked), console=console):
            done.result()


def main() -> None:
    """Render, measure, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--seeds", default="2000,2002")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--no-render", action="store_true", help="judge what is there")
    wanted = parser.parse_args()
    console = Console(width=140)
    seeds = [int(seed) for seed in wanted.seeds.split(",")]
    days = camera_days(seeds)
    if not wanted.no_render:
        jobs = [(one, wanted.keep) for one in days if missing(one, wanted.keep)]
        in_processes(render_day, jobs, wanted.processes, console, "Rendering")
    sites = [[one for one in days if one.seed == seed] for seed in seeds]
    in_processes(
        measure, [(site, wanted.keep) for site in sites], wanted.processes, console, "Measuring"
    )
    report([one for site in sites for one in looked_at(site, wanted.keep)], console)


if __name__ == "__main__":
    main()

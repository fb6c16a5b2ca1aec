"""How long the arrival sensor's question takes beside one bare pass over the same files.

    python -m benchmarks.tick [--sites 100] [--cameras 8] [--files 125]

Lands sites x cameras x files one-byte files, writes the records of all their windows, and times a
bare recursive scandir and stat, then ticks: in a new process (nothing remembered), again, after
one late file, and twenty of the sites in an object store held in memory.
"""

import argparse
import os
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import polars as pl

from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.landing import Live, list_landing, place
from lotgraph.landing.awaiting import Watch, watch_over
from lotgraph.landing.place import folders_of_site
from lotgraph.landing.survey import Surveyor
from lotgraph.landing.waiting import sort_windows
from lotgraph.settings import Camera, Settings, Site
from lotgraph.windows import WindowGrid

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
NOW = FIRST + timedelta(days=30)
REPEATS = 5
OBJECT_SITES = 20


def bare_pass(root: str) -> int:
    """Names, sizes and times of every file, and nothing done with them."""
    files, folders = 0, [root]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    status = entry.stat(follow_symlinks=False)
                    files += status.st_size >= 0 and status.st_mtime_ns >= 0
    return files


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in (("sites", 100), ("cameras", 8), ("files", 125)):
        parser.add_argument(f"--{name}", type=int, default=number)
    sizes = parser.parse_args()
    cameras = {f"camera{c}": Camera() for c in range(sizes.cameras)}
    settings = Settings(sites={f"site{s:03}": Site(cameras=cameras) for s in range(sizes.sites)})
    live = Live(WindowGrid(timedelta(hours=1)), FIRST)
    with tempfile.TemporaryDirectory() as folder:
        root, lake = f"{folder}/landing", Lake(f"{folder}/lake")
        land(root, settings, sizes.files)
        bare_s, files = best(lambda: bare_pass(root))
        say("bare scandir and stat", bare_s, bare_s, f"{files} files")
        surveyor, watch = Surveyor(root), watch_over(lake)
        first_s, wanted = once(lambda: tick(surveyor, watch, settings, live))
        say("tick, nothing taken yet", first_s, bare_s, f"{wanted} windows await")
        take_all(surveyor, lake, settings, live)
        watch_over.cache_clear()
        cold_s, wanted = once(lambda: tick(Surveyor(root), watch_over(lake), settings, live))
        say("tick of a new process, all taken", cold_s, bare_s, f"{wanted} windows await")
        surveyor, watch = Surveyor(root), watch_over(lake)
        tick(surveyor, watch, settings, live)
        warm_s, wanted = best(lambda: tick(surveyor, watch, settings, live))
        say("tick, all taken", warm_s, bare_s, f"{wanted} windows await")
        late = Path(root, "site000", "camera0", f"{FIRST:%Y-%m-%dT%H}-00-59Z.mp4")
        late.write_bytes(b"x")
        os.utime(late, (FIRST.timestamp(), FIRST.timestamp()))
        late_s, wanted = once(lambda: tick(surveyor, watch, settings, live))
        say("tick after one late file", late_s, bare_s, f"{wanted} windows await")
        say_memory(root, settings, live)
        objects(root, settings, live)


def land(root: str, settings: Settings, files: int) -> None:
    """Fill a landing folder; every file has a name of its own."""
    for s, (site_id, site) in enumerate(settings.sites.items()):
        for c, camera_id in enumerate(site.cameras):
            folder = Path(root, site_id, camera_id)
            folder.mkdir(parents=True)
            for hour in range(files):
                start = FIRST + timedelta(hours=hour, minutes=s % 60, seconds=c)
                path = folder / f"{start:%Y-%m-%dT%H-%M-%SZ}.mp4"
                path.write_bytes(b"x")
                at = (start + timedelta(hours=1)).timestamp()
                os.utime(path, (at, at))


def tick(surveyor: Surveyor, watch: Watch, settings: Settings, live: Live) -> int:
    """The sensor's whole question; how many windows await a run."""
    survey = surveyor.survey(settings, live)
    ready = sort_windows(survey.windows, live, settings.arrivals, NOW).ready

    def placed(site_id: str) -> pl.DataFrame:
        inside = folders_of_site(site_id, list(settings.sites), settings)
        return place(list_landing(surveyor.root, inside), settings, live)

    return sum(1 for _ in watch.awaiting(ready, placed, live))


def take_all(surveyor: Surveyor, lake: Lake, settings: Settings, live: Live) -> None:
    """Write the records that runs of every window would have left, with empty tables."""
    for row in surveyor.survey(settings, live).windows.to_dicts():
        partition = f"{row['site_id']}|{live.grid.key_of(row['window_at'])}"
        for table in (QUARANTINE, CAPTURES):
            lake.write(table, partition, table.empty(), Origin(sources=row["sources"]))


def objects(root: str, settings: Settings, live: Live) -> None:
    """Twenty sites of it in an object store, beside bare listings of the same sites."""
    store = fsspec.filesystem("memory")
    sites = dict(list(settings.sites.items())[:OBJECT_SITES])
    some = settings.model_copy(update={"sites": sites})
    for uri in list_landing(root, list(sites))["uri"]:
        store.pipe_file(f"/bench/{uri}", b"x")
    # This store looks through all it holds to answer for one folder; the peer pays that too.
    bare_s, found = best(lambda: sum(len(store.find(f"/bench/{s}", detail=True)) for s in sites))
    say("bare find() of object store sites", bare_s, bare_s, f"{found} objects")
    surveyor = Surveyor("memory://bench")
    cold_s, windows = once(lambda: surveyor.survey(some, live).windows.height)
    say("first survey of the object store", cold_s, bare_s, f"{windows} windows")
    warm_s, windows = best(lambda: surveyor.survey(some, live).windows.height)
    say("survey of the object store, again", warm_s, bare_s, f"{windows} windows")
    store.rm("/bench", recursive=True)


def say_memory(root: str, settings: Settings, live: Live) -> None:
    """Peak of what Python allocates for a survey of all files."""
    tracemalloc.start()
    Surveyor(root).survey(settings, live)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{'peak of Python objects in a survey':36} {peak / 1e6:8.1f} MB")


def once(work: Callable[[], int]) -> tuple[float, int]:
    """Seconds that one call takes, and its answer."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def best(work: Callable[[], int]) -> tuple[float, int]:
    """Like `once`, the quickest of some calls."""
    return min(once(work) for _ in range(REPEATS))


def say(what: str, seconds: float, bare_s: float, found: str) -> None:
    """Print a row: what, time, ratio to the bare pass, what was found."""
    print(f"{what:36} {seconds * 1000:8.0f} ms {seconds / bare_s:6.2f} x  {found}", flush=True)


if __name__ == "__main__":
    main()

"""Draws the demo's landing folder: two sites, three days, some faults, every common bad file."""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.progress import Progress

from scripts.demo.home import Home
from scripts.drawn import paint
from scripts.drawn.scene import draw_clip

SECONDS = 24.0
DAYS = tuple(datetime(2026, 3, day, tzinfo=UTC) for day in (2, 3, 4))
HOURS = (8, 13, 21)
CAMERAS = (
    *(("north", camera) for camera in ("gate", "aisle", "ramp")),
    *(("south", camera) for camera in ("entry", "exit", "lane")),
)
ENDINGS = {"north/aisle": "mkv", "south/exit": "avi", "south/lane": "ts"}
ARRIVAL = timedelta(minutes=2)  # after the end; fixed, so that the same files give the same tables

PAINTERS: dict[str, Callable[[], paint.Painter]] = {
    "covered": lambda: paint.covered(0.9, grow_s=1.0),
    "moved": lambda: paint.moved(24, 12),
    "blurred": lambda: paint.defocused(7.0),
    "frozen": paint.frozen,
    "black": paint.black,
    "over_exposed": lambda: paint.over_exposed(4.0),
}


@dataclass(frozen=True)
class Fault:
    """One painted fault, `start_s` to `end_s` of one capture."""

    site_id: str
    camera_id: str
    started: str
    kind: str
    start_s: float
    end_s: float


FAULTS = (
    Fault("north", "gate", "2026-03-02T13", "black", 8.0, 16.0),
    Fault("north", "aisle", "2026-03-03T08", "covered", 6.0, SECONDS),
    Fault("north", "ramp", "2026-03-04T08", "moved", 10.0, SECONDS),
    Fault("south", "entry", "2026-03-02T08", "frozen", 9.0, SECONDS),
    Fault("south", "exit", "2026-03-03T13", "blurred", 7.0, SECONDS),
    Fault("south", "lane", "2026-03-04T13", "over_exposed", 12.0, 20.0),
)


def draw_landing(home: Home, progress: Progress) -> None:
    """Draw what is not there yet; a clip is renamed into place when it is whole.

    What was painted is written to `home.truth`, which lies outside the landing folder.
    """
    home.truth.write_text(json.dumps([asdict(fault) for fault in FAULTS], indent=1))
    waiting = [clip for clip in _clips(home.landing) if not clip[0].exists()]
    task = progress.add_task("Drawing captures", total=len(waiting))
    with ProcessPoolExecutor() as pool:
        for done in as_completed(pool.submit(_draw, *clip) for clip in waiting):
            done.result()
            progress.advance(task)
    _land_bad_files(home.landing)


def _clips(landing: Path) -> Iterator[tuple[Path, datetime, int]]:
    for view, (site, camera) in enumerate(CAMERAS):
        ending = ENDINGS.get(f"{site}/{camera}", "mp4")
        for day in DAYS:
            for hour in HOURS:
                start = day + timedelta(hours=hour, minutes=5)
                name = f"{start:%Y-%m-%dT%H-%M-%SZ}.{ending}"
                yield landing / site / camera / name, start, view


def _draw(path: Path, start: datetime, view: int) -> None:
    site, camera = path.parts[-3:-1]
    faults = [
        fault
        for fault in FAULTS
        if (fault.site_id, fault.camera_id) == (site, camera)
        and fault.started == f"{start:%Y-%m-%dT%H}"
    ]
    painters = [paint.during(PAINTERS[f.kind](), f.start_s, f.end_s) for f in faults]
    draft = path.with_name(f".{path.name}").with_suffix(path.suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    draw_clip(
        draft,
        seed=view * 100 + start.day * 10 + HOURS.index(start.hour),
        seconds=SECONDS,
        hour=start.hour,
        view=view,
        paint=painters[0] if painters else None,
    )
    _arrive(draft, start)
    draft.replace(path)


def _arrive(path: Path, start: datetime) -> None:
    landed = (start + timedelta(seconds=SECONDS) + ARRIVAL).timestamp()
    os.utime(path, (landed, landed))


def _land_bad_files(landing: Path) -> None:
    """Beside the good ones, what recorders and people really leave in such folders."""
    start = DAYS[0] + timedelta(hours=8, minutes=5)
    good = (landing / "north" / "gate" / f"{start:%Y-%m-%dT%H-%M-%SZ}.mp4").read_bytes()
    bad = {
        "north/gate/2026-03-02T08-20-00Z.mp4": b"",
        "north/gate/2026-03-02T08-30-00Z.mp4": good[: len(good) // 3],
        "north/gate/2026-03-02T08-40-00Z.mp4": b"This is a note, not a video.\n" * 40,
        "north/gate/2026-03-02T08-50-00Z.mp4": good,  # the same bytes again
        "north/gate/camera1 (final).mp4": good + b"\0",
        "north/gate/2031-01-01T00-00-00Z.mp4": good + b"\0\0",
        "north/gate/1970-01-01T00-02-11Z.mp4": good + b"\0\0\0",
        "north/roof/2026-03-02T08-05-00Z.mp4": good + b"\0\0\0\0",
        "east/gate/2026-03-02T08-05-00Z.mp4": good + b"\0\0\0\0\0",
        "readme.txt": b"Recorder 4 was replaced on Monday.\n",
    }
    for name, content in bad.items():
        path = landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        _arrive(path, start + timedelta(minutes=50))

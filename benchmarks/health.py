"""Camera health on clips with faults painted in: what is found, when, and what it costs.

python -m benchmarks.health [--seconds S] [--sensitivity] [FILE ...]   without files it draws some

Each clip is encoded once as it is, which must raise no fault, and once with each fault painted in
from a second that differs from clip to clip. A fault counts as found if it is the only one told,
has the right name and starts within one second. The same scenes are then seen through what
happens on working days (`ordinary`), which must raise none. With `--sensitivity` every bound is
made smaller and larger, and all is judged again.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import polars as pl
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.ordinary import EVENTS
from benchmarks.sensitivity import Case, is_right, sensitivity, tell
from lotgraph.health.inspect import LARGEST_PX, ORIGIN
from lotgraph.health.survey import survey
from lotgraph.video import batches
from lotgraph.video.encode import Encoding, write_clip
from scripts.drawn import paint as painted
from scripts.drawn.scene import Frame, Scene

Clip = tuple[str, float, list[Frame]]  # name, frames a second, frames

ANSWER_S = 14.0
NIGHTS = ("night", "rain at dusk")  # clips in whose light the events of the night happen

FAULTS: dict[str, tuple[str, Callable[[], painted.Painter]]] = {
    "black": ("black", lambda: painted.black(4)),
    "frozen": ("frozen", painted.frozen),
    "blurred, sigma 3": ("blurred", lambda: painted.defocused(3)),
    "blurred, sigma 8": ("blurred", lambda: painted.defocused(8)),
    "over-exposed": ("over_exposed", painted.over_exposed),
    "under-exposed": ("under_exposed", painted.under_exposed),
    "fog": ("low_contrast", painted.low_contrast),
    "noise, sigma 20": ("noisy", lambda: painted.noisy(20)),
    "JPEG quality 4": ("blocky", lambda: painted.blocky(4)),
    "mosaic": ("blocky", lambda: painted.mosaic(10)),
    "covered": ("covered", lambda: painted.covered(grow_s=0.4)),
    "half covered": ("covered", lambda: painted.covered(0.5, texture=12, level=110)),
    "moved 6 px": ("moved", lambda: painted.moved(5, -4)),
    "moved 36 px": ("moved", lambda: painted.moved(30, 20)),
    "turned 2 deg": ("moved", lambda: painted.moved(0, 0, turn_deg=2.0)),
    "points elsewhere": ("moved", lambda: painted.moved(260, 60)),
}


def lorry(frame: Frame, t_s: float) -> Frame:
    """A lorry that fills 60 % of the view for three seconds."""
    out = frame.copy()
    height, width = frame.shape[:2]
    left = int(width * (-0.6 + (t_s % 12 - 4) / 3 * 1.6))
    cv2.rectangle(out, (left, 8), (left + int(0.6 * width), height - 8), (205, 200, 190), -1)
    return out


def rain(frame: Frame, t_s: float) -> Frame:
    """Bright streaks, others in each frame."""
    random = np.random.default_rng(round(1000 * t_s))
    out = frame.copy()
    height, width = frame.shape[:2]
    for x, y in random.integers(0, (width, height), (width // 3, 2)).tolist():
        cv2.line(out, (x, y), (x + 1, y + height // 30), (185, 185, 185), 1)
    return out


def sway(frame: Frame, t_s: float) -> Frame:
    """A mast in the wind: one pixel of 640 each way."""
    return painted.moved(np.sin(5 * t_s), np.cos(7 * t_s))(frame, t_s)


def cloud(frame: Frame, t_s: float) -> Frame:
    """A cloud, and automatic exposure that answers with a step."""
    answered = 1.5 if t_s > ANSWER_S else 1.0
    gain = (1 - 0.4 * min(1.0, t_s / 8)) * answered
    return np.asarray(np.clip(frame * gain, 0, 255), dtype=np.uint8)


def drawn_clips(seconds: float) -> Iterator[Clip]:
    """Clips whose statistics differ: light, size, traffic, weather."""
    plain: painted.Painter = lambda frame, _: frame  # noqa: E731
    wanted = [
        ("day", Scene(seed=1, size=(640, 360)), plain),
        ("night", Scene(seed=2, size=(640, 360), hour=23.0), plain),
        ("empty", Scene(seed=3, size=(768, 432), vehicles=0, view=1), plain),
        ("busy with lorries", Scene(seed=4, size=(640, 480), vehicles=14, view=2), lorry),
        ("rain at dusk", Scene(seed=5, size=(704, 576), hour=18.5, view=3), rain),
        ("windy", Scene(seed=6, size=(640, 480), view=1), sway),
        ("clouds", Scene(seed=7, size=(320, 240)), cloud),
    ]
    for name, scene, weather in wanted:
        times_s = np.arange(0, seconds, 0.1)
        yield name, 10.0, [weather(scene.frame(k, t), t) for k, t in enumerate(times_s.tolist())]


def filmed_clip(path: Path, seconds: float) -> Clip:
    """The first seconds of a file, decoded."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        fps = float(stream.average_rate or 25)
        frames = []
        for frame in container.decode(stream):
            frames.append(np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8))
            if len(frames) >= seconds * fps:
                break
    return path.name, fps, frames


def write(path: Path, clip: Clip, paint: painted.Painter | None) -> Path:
    """Encode a clip, painted or not."""
    _, fps, frames = clip
    shown = (paint(f, k / fps) if paint else f for k, f in enumerate(frames))
    moments = ((k / fps, frame) for k, frame in enumerate(shown))
    write_clip(path, moments, fps=fps, encoding=Encoding(codec="h264"))
    return path


def measured(clip: Clip, name: str, paint: painted.Painter | None) -> pl.DataFrame:
    """Rows of frame_quality of a clip as it is seen after painting and encoding."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(write(Path(folder) / "clip.mp4", clip, paint))
        read = batches(path, rate_hz=2.0, size=LARGEST_PX, frames=8)
        return survey(read, camera_id=name, capture_id=name, started_at=ORIGIN).rows


def faulty_cases(clips: list[Clip], console: Console) -> Iterator[Case]:
    """Each clip as it is and with each fault."""
    jobs = [(clip, fault) for clip in clips for fault in ("none", *FAULTS)]
    for number, (clip, fault) in enumerate(track(jobs, "Measuring faults", console=console)):
        start_s = 6.0 + 0.7 * (number % 9)
        kind, make = FAULTS.get(fault, ("", None))
        paint = painted.during(make(), start_s) if make else None
        yield Case(f"{clip[0]}: {fault}", measured(clip, clip[0], paint), kind, start_s)


def ordinary_cases(clips: list[Clip], console: Console) -> Iterator[Case]:
    """Each clip through each event that belongs to its time of day."""
    jobs = [
        (clip, name, paint)
        for clip in clips
        for name, (paint, when) in EVENTS.items()
        if when in {"any", "night" if clip[0] in NIGHTS else "day"}
    ]
    for clip, name, paint in track(jobs, "Measuring events", console=console):
        yield Case(f"{clip[0]}: {name}", measured(clip, clip[0], paint))


def print_told(title: str, cases: list[Case], console: Console) -> None:
    """Print how often what was told was right, and what was told where it was not."""
    wrong = [case for case in cases if not is_right(case)]
    missed = Counter(case.name.partition(": ")[2] for case in wrong)
    table = Table("what", "right", "of", title=title)
    for what, number in Counter(case.name.partition(": ")[2] for case in cases).items():
        table.add_row(what, str(number - missed[what]), str(number))
    console.print(table)
    for case in wrong:
        console.print(f"{case.name} from {case.start_s:.1f} s: {tell(case.rows)}")


def time_clips(clips: list[Clip], console: Console) -> None:
    """Print the cost of a sampled frame beside decoding the same footage, processor time."""
    table = Table("clip", "size", "ms a sampled frame", "of the decoding", title="Cost")
    with tempfile.TemporaryDirectory() as folder:
        for clip in clips:
            path = str(write(Path(folder) / "clip.mp4", clip, None))
            start = time.process_time()
            read = list(batches(path, rate_hz=2.0, frames=8))
            decoded = time.process_time()
            rows = survey(read, camera_id="c", capture_id="c", started_at=ORIGIN).rows.height
            measured = time.process_time()
            height, width = clip[2][0].shape[:2]
            cost = (measured - decoded) / rows * 1e3
            ratio = (measured - decoded) / (decoded - start)
            table.add_row(clip[0], f"{width} x {height}", f"{cost:.1f}", f"{ratio:.2f}")
    console.print(table)


def main() -> None:
    """Run all that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--sensitivity", action="store_true")
    wanted = parser.parse_args()
    console = Console(width=120)
    cv2.setNumThreads(1)
    drawn = drawn_clips(wanted.seconds)
    clips = [filmed_clip(p, wanted.seconds) for p in wanted.files] or list(drawn)
    time_clips(clips, console)
    faulty, events = list(faulty_cases(clips, console)), list(ordinary_cases(clips, console))
    print_told("Faults found, alone, within a second", faulty, console)
    print_told("Events that raised no fault", events, console)
    if wanted.sensitivity:
        sensitivity([*faulty, *events], console)


if __name__ == "__main__":
    main()

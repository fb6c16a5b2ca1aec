"""Decoding through lotgraph.video beside a bare PyAV loop, in the same run.

python -m benchmarks.decode [FILE ...]     without files it draws a clip of its own
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
from rich.console import Console
from rich.table import Table

from lotgraph.video import batches, fetch
from lotgraph.video.encode import Encoding
from scripts.drawn.scene import draw_clip

REPEATS = 7


def bare(path: str) -> int:
    """Decode every frame to RGB with nothing around it."""
    count = 0
    with av.open(path) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            count += len(frame.to_ndarray(format="rgb24")) > 0
    return count


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one go; the second is steadier where others work too."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def measure(path: str, table: Table) -> None:
    """Add a file's rows: each way of reading beside the bare loop, run by turns."""
    frames = bare(path)
    ways: dict[str, Callable[[], object]] = {
        "bare PyAV loop": lambda: bare(path),
        "batches": lambda: [len(b) for b in batches(path)],
        "batches, 320 px": lambda: [len(b) for b in batches(path, size=(320, 320))],
        "batches, 1 Hz, 320 px": lambda: [
            len(b) for b in batches(path, rate_hz=1, size=(320, 320))
        ],
        "batches, 0.1 Hz": lambda: [len(b) for b in batches(path, rate_hz=0.1)],
        "fetch of the last frame but nine": lambda: fetch(path, [frames - 10]),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(REPEATS):  # by turns, so that a slow moment of the machine hits all alike
        for name, work in ways.items():
            times[name].append(seconds(work))
    fastest = {name: [min(column) for column in zip(*t, strict=True)] for name, t in times.items()}
    peer, peer_processor = fastest["bare PyAV loop"]
    for name, (best, processor) in fastest.items():
        table.add_row(
            Path(path).name,
            name,
            f"{best * 1000:.0f}",
            f"{frames / best:.0f}",
            f"{peer / best:.2f}",
            f"{peer_processor / processor:.2f}",
        )


def main() -> None:
    """Print the table."""
    table = Table(
        *("file", "way", "ms", "frames per s", "speed, bare = 1", "per processor s"),
        title=f"decoding, fastest of {REPEATS} runs each by turns",
    )
    with tempfile.TemporaryDirectory() as folder:
        files = sys.argv[1:]
        if not files:
            encoding = Encoding(gop=50)
            clip = Path(folder) / "drawn-1280x720.mp4"
            draw_clip(clip, seed=1, seconds=20, size=(1280, 720), encoding=encoding)
            files = [str(clip)]
        for file in files:
            measure(file, table)
    Console().print(table)


if __name__ == "__main__":
    main()

"""Probing many small files beside bare PyAV reading the same headers and packets.

python -m benchmarks.probe [--files 2000]
"""

import argparse
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
from rich.console import Console
from rich.table import Table

from lotgraph.video import probe
from lotgraph.video.encode import Encoding
from scripts.drawn.scene import draw_clip

REPEATS = 3


def bare(path: str) -> int:
    """Open a file and count its packets; nothing is decoded or hashed."""
    with av.open(path) as container:
        return sum(1 for _ in container.demux(video=0))


def bare_with_hash(path: str) -> int:
    """The same, and the hash of the file and its first frame, as a probe needs them."""
    with Path(path).open("rb") as file:
        hashlib.file_digest(file, "sha256")
    with av.open(path) as container:
        container.streams.video[0].codec_context.thread_count = 1
        next(container.decode(video=0))
    return bare(path)


def seconds(work: Callable[[str], object], paths: list[str]) -> float:
    """Wall seconds of doing `work` to every path."""
    start = time.perf_counter()
    for path in paths:
        work(path)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    count = parser.parse_args().files
    ways: dict[str, Callable[[str], object]] = {
        "bare av: open, demux": bare,
        "… and hash, first frame": bare_with_hash,
        "probe": probe,
    }
    with tempfile.TemporaryDirectory() as folder:
        clip = draw_clip(Path(folder) / "0.mp4", seed=1, seconds=10, encoding=Encoding(gop=50))
        paths = [str(clip)]
        for number in range(1, count):
            copy = Path(folder) / f"{number}.mp4"
            copy.write_bytes(clip.read_bytes())
            paths.append(str(copy))
        times = {
            name: [seconds(work, paths) for _ in range(REPEATS)] for name, work in ways.items()
        }
    peer = statistics.median(times["bare av: open, demux"])
    table = Table(
        "way", "s", "files per s", "time, bare = 1", title=f"{count} clips of 10 s, 320x180"
    )
    for name, found in times.items():
        median = statistics.median(found)
        table.add_row(name, f"{median:.2f}", f"{count / median:.0f}", f"{median / peer:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()

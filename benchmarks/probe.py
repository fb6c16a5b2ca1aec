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
    count, is_shown = 0, False
    with av.open(path) as container:
        container.streams.video[0].codec_context.thread_count = 1
        for packet in container.demux(video=0):
            count += 1
            is_shown = is_shown or bool(packet.decode())
    return count


def seconds(work: Callable[[str], object], paths: list[str]) -> float:
    """Processor seconds of doing `work` to every path: what else runs here plays no part."""
    start = time.process_time()
    for path in paths:
        work(path)
    return time.process_time() - start


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
        # In turns, so that all meet the machine in the same state.
        turns = [
            {name: seconds(work, paths) for name, work in ways.items()} for _ in range(REPEATS)
        ]
        times = {name: [turn[name] for turn in turns] for name in ways}
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

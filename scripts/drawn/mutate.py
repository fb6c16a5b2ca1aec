"""Damage capture files at random, repeatably: what a bad disk, line or stranger could send."""

from pathlib import Path

import numpy as np

from lotgraph.video.encode import Encoding
from scripts.drawn.scene import Scene, draw_clip
from scripts.drawn.stills import named_stills, write_zip

SIZE = (64, 36)  # px; small files put most of their bytes where damage confuses most
LARGER_SIZE = (320, 180)  # hundreds of kB, whose tables come again and again among the pictures


def originals(folder: Path) -> list[Path]:
    """One tiny good capture of each kind."""
    clips = [
        ("h264.mp4", Encoding(gop=4)),
        ("front.mp4", Encoding(gop=4, has_faststart=True)),
        ("h264.mkv", Encoding(gop=4)),
        ("hevc.mp4", Encoding(codec="hevc", gop=4)),
        ("h264.ts", Encoding(gop=4)),
        ("mjpeg.avi", Encoding(codec="mjpeg")),
        ("mpeg4.avi", Encoding(codec="mpeg4", gop=4)),
    ]
    stills = named_stills(Scene(seed=1, size=SIZE), count=2, kind="jpg")
    stills += named_stills(Scene(seed=1, size=SIZE), count=1, kind="png")
    return [
        *(
            draw_clip(folder / name, seed=1, seconds=1, size=SIZE, encoding=encoding)
            for name, encoding in clips
        ),
        write_zip(folder / "stills.zip", stills),
    ]


def larger(folder: Path) -> list[Path]:
    """One good capture of each container that repeats or spreads its tables, of 70 kB and more."""
    clips = [
        ("h264.ts", Encoding(crf=18, gop=5)),
        ("hevc.ts", Encoding(codec="hevc", crf=20, gop=5)),
        ("h264.mp4", Encoding(crf=18)),
        ("h264.mkv", Encoding(crf=18)),
        ("mjpeg.avi", Encoding(codec="mjpeg")),
        ("mpeg4.avi", Encoding(codec="mpeg4")),
    ]
    return [
        draw_clip(folder / name, seed=1, seconds=4, size=LARGER_SIZE, encoding=encoding)
        for name, encoding in clips
    ]


def scattered(content: bytes, seed: int) -> bytes:
    """Damage `content` as a failing disk or radio does: single bytes all over a long stretch.

    The stretch is a twentieth of it or more, of which one byte in ten to ten thousand is changed.
    """
    random = np.random.default_rng([715, seed])
    found = np.frombuffer(content, np.uint8).copy()
    length = int(found.size * random.uniform(0.05, 1.0))
    start = int(random.integers(found.size - length + 1))
    count = max(1, int(length * 10.0 ** random.uniform(-4, -1)))
    found[start + random.integers(0, length, count)] = random.integers(0, 256, count)
    return found.tobytes()


def mutated(content: bytes, seed: int) -> bytes:
    """Damage `content`: one to four times flip, cut, insert, swap, repeat or blank a stretch."""
    random = np.random.default_rng([714, seed])
    found = bytearray(content)
    for _ in range(random.integers(1, 5)):
        _damage(found, random)
    return bytes(found)


def _damage(content: bytearray, random: np.random.Generator) -> None:
    # Half of all damage hits the first 512 bytes or the last: that is where headers lie.
    size = max(len(content), 1)
    near = min(size, 512)
    spots = [random.integers(size), random.integers(near), size - 1 - random.integers(near)]
    at = int(spots[random.choice(3, p=[0.5, 0.25, 0.25])])
    length = int(random.integers(1, 65))
    stretch = slice(at, at + length)
    match random.choice(["flip", "cut", "insert", "overwrite", "swap", "repeat", "blank"]):
        case "flip":
            content[at : at + 1] = bytes(
                byte ^ 1 << random.integers(8) for byte in content[at : at + 1]
            )
        case "cut":
            del content[at:]
        case "insert":
            content[at:at] = random.bytes(length)
        case "overwrite":
            content[stretch] = random.bytes(length)
        case "swap":
            other = int(random.integers(size))
            other_stretch = slice(other, other + length)
            content[stretch], content[other_stretch] = content[other_stretch], content[stretch]
        case "repeat":
            content[at:at] = content[at : at + 16 * length]
        case _:
            content[stretch] = random.choice([b"\0", b"\xff"]) * length

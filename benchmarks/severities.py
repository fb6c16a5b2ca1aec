"""How strong each severity of each corruption has to be, and what each costs.

python -m benchmarks.severities [--search]

A severity is as strong as it takes for the likeness (structural similarity) that is aimed at to the
clean picture, in the middle of frames of the footage that ships with the project.
"""

import sys
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from lotgraph.corrupt.apply import CORRUPTIONS, with_strength
from lotgraph.corrupt.likeness import likeness
from lotgraph.corrupt.model import Pictures
from lotgraph.corrupt.severities import AIMS, STRENGTHS
from lotgraph.errors import CaptureError
from lotgraph.video import fetch

FOOTAGE = Path(__file__).parents[1] / "footage" / "landing"
SIZE = (640, 360)
CLIPS = 4
ROUNDS = 9
BOUNDS = {  # between which a strength is looked for
    "gaussian": (0.001, 1.0), "shot": (0.001, 2.0), "impulse": (0.0001, 0.6),
    "defocus": (0.2, 30.0), "motion": (1.0, 90.0), "zoom": (0.001, 0.5), "glass": (0.1, 12.0),
    "rain": (0.1, 40.0), "fog": (0.05, 6.0), "spatter": (0.005, 0.95), "low_light": (0.1, 9.0),
    "contrast": (0.05, 0.99), "pixelate": (1.0, 40.0), "colour": (0.05, 2.0),
    "compression": (20.0, 51.0),
}  # fmt: skip


def pictures() -> list[Pictures]:
    """Frames of each of some clips by day, two that follow each other."""
    found = []
    for clip in sorted(FOOTAGE.glob("*/*/*.mp4")):
        try:
            batch = fetch(str(clip), [20, 21], size=SIZE)
        except CaptureError:  # some of the footage is spoilt on purpose
            continue
        if 60 < batch.pixels.mean() < 200:  # noqa: PLR2004 -- neither night nor a fault
            found.append(batch.pixels)
    return found[:: max(1, len(found) // CLIPS)][:CLIPS]


def like(clips: list[Pictures], name: str, strength: float) -> float:
    """The likeness in the middle of the clips, of a frame each that a codec has settled on."""
    shown = 2 if name == "compression" else 1
    told = [
        likeness(clip[-1:], with_strength(clip[-shown:], name, strength, seed=seed)[-1:])[0]
        for seed, clip in enumerate(clips)
    ]
    return float(np.median(told))


def strength_of(clips: list[Pictures], name: str, aim: float) -> float:
    """By halving, on the scale of logarithms."""
    low, high = BOUNDS[name]
    for _ in range(ROUNDS):
        middle = float(np.sqrt(low * high))
        if like(clips, name, middle) > aim:
            low = middle
        else:
            high = middle
    return middle


def main() -> None:
    """Print the strengths, the likeness they give, and the time a frame takes."""
    is_search = "--search" in sys.argv[1:]
    clips = pictures()
    console = Console(width=160)
    console.print(f"{len(clips)} clips, {clips[0].shape}")
    table = Table("corruption", "strengths", "likeness", "ms a frame")
    for name in CORRUPTIONS:
        strengths = (
            [strength_of(clips, name, aim) for aim in AIMS] if is_search else STRENGTHS[name]
        )
        told = [like(clips, name, strength) for strength in strengths]
        many = np.concatenate([clips[0]] * 8)
        with_strength(many[:2], name, strengths[4])
        begun = time.process_time()
        with_strength(many, name, strengths[4])
        cost = (time.process_time() - begun) / len(many) * 1e3
        table.add_row(
            name,
            ", ".join(f"{one:.3g}" for one in strengths),
            " ".join(f"{one:.3f}" for one in told),
            f"{cost:.1f}",
        )
    console.print(table)


if __name__ == "__main__":
    main()

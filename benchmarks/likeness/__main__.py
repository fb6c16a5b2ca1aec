"""How like real footage the twin is: a detector that never saw it, and the statistics of pictures.

python -m benchmarks.likeness --detector FILE.onnx [--sites 12] [--only night] [--out DIR]
    [--plot curves.png] [--pairs pairs.webp] [FOOTAGE …]

The detector is any that `lotgraph detect` takes; footage is real clips to stand beside.
Pairs hold real frames: look at them, and keep them to yourself.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import polars as pl
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.likeness.compare import Footage, read, steadiness
from benchmarks.likeness.count import (
    ENOUGH,
    LARGE_PX,
    LEAST_CONTRAST,
    fair,
    in_sight,
    shares,
    sized,
)
from benchmarks.likeness.detect import opened
from benchmarks.likeness.draw import pairs, plot
from benchmarks.likeness.render import Judged, by_light, judged, moments

ABOUT = (("light",), ("weather",), ("light", "weather"), ("family",))


def main() -> None:
    """Print the tables, and draw what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--detector", required=True)
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--first", type=int, default=0, help="seed of the first site")
    parser.add_argument("--step", type=int, default=1, help="from seed to seed: 2 keeps a split")
    parser.add_argument("--only", choices=("all", "day", "night", "rain"), default="all")
    parser.add_argument("--rounds", type=int, default=1, help="how often each moment is drawn")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder for the scenes")
    parser.add_argument("--plot", type=Path, help="PNG file for the curves")
    parser.add_argument("--pairs", type=Path, help="WebP file for pairs of real and twin frames")
    parser.add_argument("footage", nargs="*")
    given = parser.parse_args()
    console, scenes = Console(), []
    seeds = range(given.first, given.first + given.sites * given.step, given.step)
    numbers = moments(given.only, given.rounds)
    work = judged(seeds, numbers, given.detector, given.processes)
    for one in track(work, "Rendering", total=len(seeds) * len(numbers)):
        scenes.append(one)
        if given.out:
            given.out.mkdir(parents=True, exist_ok=True)
            shown = cv2.cvtColor(one.picture, cv2.COLOR_RGB2BGR)
            cv2.imwrite(str(given.out / f"{one.name}.png"), shown)
    _print_found(console, scenes)
    detector = opened(given.detector)
    footage = [read(uri, detector) for uri in given.footage]
    console.print(steadiness(pl.concat([one.detections for one in scenes]), footage))
    _print_statistics(console, scenes, footage)
    if given.plot:
        curves = {n: [one.curves for one in some] for n, some in by_light(scenes).items()}
        given.plot.write_bytes(plot(curves, footage))
    if given.pairs:
        given.pairs.write_bytes(pairs(scenes, footage))


def _print_found(console: Console, scenes: list[Judged]) -> None:
    asked = sized(fair(pl.concat([one.vehicles for one in scenes])))
    large = asked.filter(pl.col("height_px") >= LARGE_PX)
    console.print(shares("Found, of vehicles seen to 60 % and not cut", asked, [("size",)]))
    title = f"Found, of those {LARGE_PX} px high and more; (few): below {ENOUGH}"
    console.print(shares(title, large, [*ABOUT, ("body",)]))
    title = f"Found, of those {LARGE_PX} px high and more with {LEAST_CONTRAST:.0f} grey levels"
    console.print(shares(title, in_sight(large), ABOUT))
    by_day = asked.filter(pl.col("light") == "day")
    console.print(shares("Found by day", by_day, [("size",)]))
    detections = sized(pl.concat([one.detections for one in scenes]))
    console.print(shares("True, of detections", detections, [("size",), *ABOUT]))


def _print_statistics(console: Console, scenes: list[Judged], footage: list[Footage]) -> None:
    columns = by_light(scenes)
    many = {name: [one.statistics for one in some] for name, some in columns.items()}
    many |= {one.name: one.statistics for one in footage}
    table = Table("statistic", *many, title="Pictures: median (10 % to 90 %)")
    for name in next(iter(many.values()))[0]:
        spread = [
            np.nanpercentile([one[name] for one in some], [10, 50, 90]) for some in many.values()
        ]
        table.add_row(name, *(f"{m:.2f} ({low:.2f} to {high:.2f})" for low, m, high in spread))
    bits = [
        np.percentile([one.bits_a_pixel for one in some], [10, 50, 90]) for some in columns.values()
    ]
    cells = [f"{m:.3f} ({low:.3f} to {high:.3f})" for low, m, high in bits]
    table.add_row("bits a pixel", *cells, *(f"{one.bits_a_pixel:.3f}" for one in footage))
    console.print(table)


if __name__ == "__main__":
    main()

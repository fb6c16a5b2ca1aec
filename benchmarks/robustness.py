"""What corrupted pictures cost each stage: fifteen corruptions at five severities.

python -m benchmarks.robustness --detector MODEL.onnx [--sites 6] [--plot FILE.png]
    [--only gaussian --only fog …] [--severity 1 --severity 3 …]

A stage is a function from clips to a figure; what comes later joins by one more in `stages`.
Clips are of the twin, by day, with exact truth; they are corrupted before the stage sees them.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from lotgraph.corrupt.apply import CORRUPTIONS, FAMILIES, SEVERITIES, corrupt
from lotgraph.detector.model import Detector, Found, Wishes
from lotgraph.detector.open import open_detector
from lotgraph.measure.precision import Detections, Labels, precision_of
from lotgraph.pictures.style import FAULTY, GOOD, INK, REFUSED, card, png
from lotgraph.twin.deliver.scenes import scene

Pictures = NDArray[np.uint8]
FRAMES = 2  # of a scene: what a codec leaves of the second is judged
HOURS = (8.0, 17.0)
VEHICLES = (
    "car", "van", "pickup", "truck", "bus", "motorbike", "motorcycle", "bicycle", "two_wheeler",
)  # fmt: skip
LEAST_PX, LEAST_SEEN = 24.0, 0.5  # vehicles that count; who finds others is neither right nor wrong


@dataclass(frozen=True)
class Clip:
    """Pictures (n, h, w, 3) that follow each other, and what is true of the last one."""

    seed: int
    fps: float
    pictures: Pictures
    boxes: pl.DataFrame

    def corrupted(self, name: str, severity: int) -> "Clip":
        """The same as a corruption leaves it."""
        times = np.arange(len(self.pictures)) / self.fps
        told = corrupt(self.pictures, name, severity, seed=self.seed, times_s=times)
        return Clip(self.seed, self.fps, told, self.boxes)


Stage = Callable[[Sequence[Clip]], float]
"""A figure of clips, more is better."""


def clips_of(sites: int) -> list[Clip]:
    """Scenes of sites that nothing was trained on, two each."""
    found = []
    for seed in track(range(1, 2 * sites, 2), "Rendering"):
        for number in range(2):
            one = scene(seed, number, FRAMES, hours=HOURS)
            vehicles = one.boxes.filter(pl.col("kind") == "vehicle")
            found.append(Clip(2 * seed + number, one.camera.fps, one.pictures, vehicles))
    return found


def vehicles_of(name: str) -> Detector:
    """A detector that is asked for vehicles alone, at any score, of whatever kind."""
    kinds = tuple(kind for kind in open_detector(name).kinds if kind in VEHICLES)
    return open_detector(name, Wishes(kinds=kinds, min_score=0.01, across_kinds=True, threads=1))


def detection(detector: Detector) -> Stage:
    """AP50 of vehicles at least 24 px high of which half is seen."""

    def stage(clips: Sequence[Clip]) -> float:
        labels = [_labels(k, clip.boxes) for k, clip in enumerate(clips)]
        found = [_found(k, detector.detect(clip.pictures[-1:])) for k, clip in enumerate(clips)]
        fields, told = (
            [np.concatenate([getattr(one, n) for one in some]) for n in names]
            for some, names in (
                (labels, Labels.__annotations__), (found, Detections.__annotations__),
            )
        )  # fmt: skip
        return precision_of(Labels(*fields), Detections(*told)).ap(0.5)

    return stage


def _found(image: int, found: Found) -> Detections:
    box, image_of = found.box.astype(np.float64), np.full(len(found), image)
    size = np.hstack([box[:, :2], box[:, 2:] - box[:, :2]])
    return Detections(image_of, np.zeros_like(image_of), size, found.score.astype(np.float64))


def _labels(image: int, boxes: pl.DataFrame) -> Labels:
    corners = boxes.select("x0_px", "y0_px", "x1_px", "y1_px").to_numpy()
    size = np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]]).astype(np.float64)
    is_idle = (size[:, 3] < LEAST_PX) | (boxes["visible_share"].to_numpy() < LEAST_SEEN)
    image_of = np.full(len(boxes), image)
    return Labels(image_of, np.zeros_like(image_of), size, size[:, 2] * size[:, 3], is_idle)


def drops(
    stage: Stage, clips: Sequence[Clip], names: Sequence[str], severities: Sequence[int]
) -> tuple[float, dict[str, list[float]]]:
    """The figure of clean clips, and by corruption what share of it each severity costs."""
    clean = stage(clips)
    cost: dict[str, list[float]] = {}
    for name in track(names, "Corrupting"):
        figures = [
            stage([clip.corrupted(name, severity) for clip in clips]) for severity in severities
        ]
        cost[name] = [1 - figure / clean for figure in figures]
    return clean, cost


def main() -> None:
    """Print a table for each stage, and draw it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--detector", required=True, help="as `lotgraph detect` takes it")
    parser.add_argument("--sites", type=int, default=6)
    parser.add_argument("--only", action="append", choices=tuple(CORRUPTIONS))
    parser.add_argument("--severity", type=int, action="append", choices=SEVERITIES)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    names = given.only or list(CORRUPTIONS)
    severities = given.severity or list(SEVERITIES)
    stages = {"detection, AP50": detection(vehicles_of(given.detector))}
    clips, console = clips_of(given.sites), Console(width=120)
    for title, stage in stages.items():
        clean, cost = drops(stage, clips, names, severities)
        console.print(_table(f"{title}: {clean:.3f} clean, {len(clips)} scenes", cost, severities))
        if given.plot:
            given.plot.write_bytes(plot(title, cost, severities))


def _table(title: str, cost: dict[str, list[float]], severities: Sequence[int]) -> Table:
    table = Table("corruption", *map(str, severities), "mean", title=f"{title}; share lost")
    for name, values in [*cost.items(), ("mean", np.mean(list(cost.values()), axis=0))]:
        table.add_row(name, *(f"{one:.2f}" for one in values), f"{np.mean(values):.2f}")
    return table


def plot(title: str, cost: dict[str, list[float]], severities: Sequence[int]) -> bytes:
    """The share lost over severity, a panel for each family."""
    families = {
        family: [name for name in names if name in cost] for family, names in FAMILIES.items()
    }
    families = {family: names for family, names in families.items() if names}
    with card(2.2, 9.0) as figure:
        panels = figure.subplots(1, len(families), sharey=True, squeeze=False)[0]
        for axes, (family, names) in zip(panels, families.items(), strict=True):
            for colour, name in zip((GOOD, FAULTY, REFUSED, INK), names, strict=False):
                axes.plot(severities, cost[name], color=colour, marker=".", label=name)
            axes.set_title(family, fontsize=8, loc="left")
            axes.set_xlabel("severity")
            axes.set_ylim(-0.1, 1.05)
            axes.legend(frameon=False, fontsize=6)
            axes.spines[["top", "right"]].set_visible(False)
        panels[0].set_ylabel(f"{title}: share lost")
        return png(figure)


if __name__ == "__main__":
    main()

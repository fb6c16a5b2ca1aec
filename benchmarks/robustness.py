"""What corrupted pictures cost each stage: fifteen corruptions at five severities.

python -m benchmarks.robustness --detector MODEL.onnx [--sites 4] [--plot FILE.png]
    [--only gaussian --only fog …] [--severity 1 --severity 3 …]

A stage is a function from clips and what was found in them to a figure; what comes later joins by
one more in `STAGES`.
Clips are of the twin, by day, with exact truth; they are corrupted before the stage sees them.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.vehicles import vehicles_of
from lotgraph.corrupt.apply import CORRUPTIONS, FAMILIES, SEVERITIES, corrupt
from lotgraph.detector.model import Detector, Wishes
from lotgraph.formats.columns import EDGES, filled
from lotgraph.measure.judge import judge
from lotgraph.measure.precision import Detections, Labels, precision_of
from lotgraph.pictures.style import FAULTY, GOOD, INK, REFUSED, card, png
from lotgraph.settings.sections import Detections as Rules
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.tell import tell
from lotgraph.tracker.track import track as follow
from lotgraph.twin.deliver.scenes import scene

Pictures = NDArray[np.uint8]
FRAMES = 24  # of a scene: enough to be lost and found again
HOURS = (8.0, 17.0)
LEAST_PX, LEAST_SEEN = 24.0, 0.5  # vehicles that count; who finds others is neither right nor wrong
AT_ONCE = 8  # frames
LEAST_SCORE = Rules().least_score  # of what is followed, as the graph has it


@dataclass(frozen=True)
class Clip:
    """Pictures (n, h, w, 3) that follow each other, and the boxes of each, as `filled` has them."""

    seed: int
    fps: float
    pictures: Pictures
    truth: pl.DataFrame

    def corrupted(self, name: str, severity: int) -> "Clip":
        """The same as a corruption leaves it."""
        times = np.arange(len(self.pictures)) / self.fps
        told = corrupt(self.pictures, name, severity, seed=self.seed, times_s=times)
        return replace(self, pictures=told)


Stage = Callable[[Sequence[Clip], Sequence[pl.DataFrame]], float]
"""A figure of clips and of what was found in them, more is better."""


def clips_of(sites: int) -> list[Clip]:
    """Scenes of sites that nothing was trained on, two each."""
    found = []
    for seed in track(range(1, 2 * sites, 2), "Rendering"):
        for number in range(2):
            one = scene(seed, number, FRAMES, hours=HOURS)
            truth = pl.concat(
                boxes.with_columns(frame=pl.lit(k)) for k, boxes in enumerate(one.truth)
            )
            found.append(Clip(2 * seed + number, one.camera.fps, one.pictures, _vehicles(truth)))
    return found


def _vehicles(truth: pl.DataFrame) -> pl.DataFrame:
    """Boxes of vehicles; those that are low or hidden are not marked."""
    is_high = pl.col("y1_px") - pl.col("y0_px") >= LEAST_PX
    own = truth.filter(kind="vehicle")
    marked = own.with_columns(is_marked=is_high & (pl.col("visible_share") >= LEAST_SEEN))
    return filled(marked.select("frame", "object_id", *EDGES, "is_marked"))


def found_in(clip: Clip, detector: Detector) -> pl.DataFrame:
    """Boxes of vehicles in each frame of a clip."""
    parts = [pl.Series("frame", [], pl.Int64).to_frame().pipe(filled)]
    for first in range(0, len(clip.pictures), AT_ONCE):
        found = detector.detect(clip.pictures[first : first + AT_ONCE])
        sides = dict(zip(EDGES, found.box.T, strict=True))
        told = {"frame": first + found.frame, "score": found.score, **sides}
        parts.append(filled(pl.DataFrame(told)))
    return pl.concat(parts)


def detection(clips: Sequence[Clip], found: Sequence[pl.DataFrame]) -> float:
    """AP50 of vehicles at least 24 px high of which half is seen, over all frames."""
    image = pl.col("frame") + FRAMES * pl.col("clip")
    truth, told = (
        pl.concat(one.with_columns(clip=pl.lit(k)) for k, one in enumerate(some)).with_columns(
            frame=image
        )
        for some in ([clip.truth for clip in clips], found)
    )
    size = _size(truth)
    image_of = truth["frame"].to_numpy()
    is_idle = ~truth["is_marked"].to_numpy()
    labels = Labels(image_of, np.zeros_like(image_of), size, size[:, 2] * size[:, 3], is_idle)
    seen_in = told["frame"].to_numpy()
    score = told["score"].to_numpy()
    return precision_of(labels, Detections(seen_in, np.zeros_like(seen_in), _size(told), score)).ap(
        0.5
    )


def _size(boxes: pl.DataFrame) -> NDArray[np.float64]:
    corners = boxes.select(EDGES).to_numpy()
    return np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]])


def tracking(clips: Sequence[Clip], found: Sequence[pl.DataFrame]) -> float:
    """HOTA of tracks of the same vehicles; who follows others is neither right nor wrong."""
    truth = {str(clip.seed): clip.truth for clip in clips}
    told = {}
    for clip, boxes in zip(clips, found, strict=True):
        table = boxes.filter(pl.col("score") >= LEAST_SCORE)
        ready = prepare(table, clip.fps)
        told[str(clip.seed)] = tell(follow(ready), ready.row, table)
    return judge(truth, told, rules="tolerant").of_class("all").figures()["HOTA"]


STAGES: dict[str, Stage] = {"detection, AP50": detection, "tracks, HOTA": tracking}


Cost = dict[str, list[float]]


def drops(
    detector: Detector, clips: Sequence[Clip], names: Sequence[str], severities: Sequence[int]
) -> tuple[dict[str, float], dict[str, Cost]]:
    """By stage, the figure of clean clips, and by corruption what share each severity costs."""

    def figures(some: Sequence[Clip]) -> dict[str, float]:
        found = [found_in(clip, detector) for clip in some]
        return {title: stage(some, found) for title, stage in STAGES.items()}

    clean = figures(clips)
    cost: dict[str, Cost] = {title: {name: [] for name in names} for title in STAGES}
    for name in track(names, "Corrupting"):
        for severity in severities:
            spoilt = figures([clip.corrupted(name, severity) for clip in clips])
            for title, figure in spoilt.items():
                cost[title][name].append(1 - figure / clean[title])
    return clean, cost


def main() -> None:
    """Print a table for each stage, and draw it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--detector", required=True, help="as `lotgraph detect` takes it")
    parser.add_argument("--sites", type=int, default=4)
    parser.add_argument("--only", action="append", choices=tuple(CORRUPTIONS))
    parser.add_argument("--severity", type=int, action="append", choices=SEVERITIES)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    names = given.only or list(CORRUPTIONS)
    severities = given.severity or list(SEVERITIES)
    start = time.process_time()
    clips, console = clips_of(given.sites), Console(width=120)
    clean, cost = drops(
        vehicles_of(given.detector, Wishes(min_score=0.01)), clips, names, severities
    )
    for title, of_stage in cost.items():
        head = f"{title}: {clean[title]:.3f} clean, {len(clips)} scenes of {FRAMES} frames"
        console.print(_table(head, of_stage, severities))
    console.print(f"{(time.process_time() - start) / 60:.1f} minutes of processor time")
    if given.plot:
        given.plot.write_bytes(plot(cost, severities))


def _table(title: str, cost: dict[str, list[float]], severities: Sequence[int]) -> Table:
    table = Table("corruption", *map(str, severities), "mean", title=f"{title}; share lost")
    for name, values in [*cost.items(), ("mean", np.mean(list(cost.values()), axis=0))]:
        table.add_row(name, *(f"{one:.2f}" for one in values), f"{np.mean(values):.2f}")
    return table


def plot(cost: dict[str, Cost], severities: Sequence[int]) -> bytes:
    """The share lost over severity: a row for each stage, a panel for each family."""
    with card(2.0 * len(cost), 9.0) as figure:
        rows = figure.subplots(len(cost), len(FAMILIES), sharex=True, sharey=True, squeeze=False)
        for panels, (title, of_stage) in zip(rows, cost.items(), strict=True):
            for axes, (family, names) in zip(panels, FAMILIES.items(), strict=True):
                for colour, name in zip((GOOD, FAULTY, REFUSED, INK), names, strict=False):
                    values = of_stage.get(name, [np.nan] * len(severities))
                    axes.plot(severities, values, color=colour, marker=".", label=name)
                axes.set_title(family, fontsize=8, loc="left")
                axes.set_ylim(-0.1, 1.05)
                axes.legend(frameon=False, fontsize=6)
                axes.spines[["top", "right"]].set_visible(False)
            panels[0].set_ylabel(f"{title}: share lost")
        for axes in rows[-1]:
            axes.set_xlabel("severity")
        return png(figure)


if __name__ == "__main__":
    main()

"""The tracker beside those of the `trackers` package: how good, how fast, on the same detections.

python -m benchmarks.tracker [--families square,drive] [--seeds 1,11] [--real 'sets/*'] [--fps 25]
python -m benchmarks.tracker --lake demo/lake
python -m benchmarks.tracker --parked 12

A folder that `--real` finds holds gt.txt and det.txt, in it or in gt and det. Of a lake, labelled
captures count.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator
from glob import glob
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.tracker.crowds import FAMILIES, filmed
from benchmarks.tracker.lakes import captured
from benchmarks.tracker.rivals import rivals, tracked
from benchmarks.tracker.stalls import parked
from lotgraph.formats.columns import filled
from lotgraph.formats.find import read
from lotgraph.measure.judge import judge
from lotgraph.tracker.model import Boxes, Told
from lotgraph.tracker.online import track_online
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.rate import USUAL_FPS, told_rate
from lotgraph.tracker.tell import tell
from lotgraph.tracker.track import track

FIGURES = ("HOTA", "IDF1", "MOTA")
OURS = {"ours": track, "online": track_online}
Sequence = tuple[str, pl.DataFrame, pl.DataFrame, float]


def made_up(families: list[str], seeds: list[int]) -> Iterator[Sequence]:
    """Sequences that nobody filmed."""
    for family in families:
        for seed in seeds:
            yield (f"{family} {seed}", *filmed(FAMILIES[family], seed), FAMILIES[family].fps)


def real(pattern: str, fps: float | None) -> Iterator[Sequence]:
    """Sequences of folders."""
    for folder in map(Path, sorted(glob(pattern))):  # noqa: PTH207 -- patterns may be absolute
        gt, det = (
            next(
                place for place in (folder / f"{n}.txt", folder / n / f"{n}.txt") if place.exists()
            )
            for n in ("gt", "det")
        )
        yield folder.name, read(gt), read(det), fps or told_rate(det) or USUAL_FPS


def ours(
    detections: pl.DataFrame, fps: float, follow: Callable[[Boxes], Told] = track
) -> tuple[pl.DataFrame, float]:
    """Our tracks, and the processor time of tracking alone."""
    boxes = prepare(detections, fps)
    begun = time.process_time()
    told = follow(boxes)
    took = time.process_time() - begun
    return tell(told, boxes.row, detections), took


def main() -> None:
    """Print a line for each tracker and sequence, and for each tracker's mean."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--families", default=",".join(FAMILIES))
    asked.add_argument("--seeds", default="1,11")
    asked.add_argument("--real", default="")
    asked.add_argument("--fps", type=float)
    asked.add_argument("--lake", type=Path)
    asked.add_argument("--parked", type=int, help="how many vehicles, side by side")
    options = asked.parse_args()
    sequences = [*asked_for(options)]
    means: dict[str, list[tuple[float, ...]]] = {}
    for follow in OURS.values():
        ours(sequences[0][2], sequences[0][3], follow)  # compiled
    for name, truth, detections, fps in sequences:
        everybody = {who: ours(detections, fps, follow) for who, follow in OURS.items()}
        for rival, make in rivals().items():
            table, took = tracked(make, detections, fps)
            everybody[rival] = (filled(table), took)
        frames = detections["frame"].n_unique()
        for who, (tracks, took) in everybody.items():
            figures = figures_of(truth, tracks, detections)
            print(line(name, who, figures), f" {frames / took:,.0f} frames/s", flush=True)
            means.setdefault(who, []).append(figures)
    for who, every in means.items():
        print(line("mean", who, np.nanmean(every, axis=0)))


def asked_for(options: argparse.Namespace) -> Iterator[Sequence]:
    """The sequences that options ask for."""
    if options.lake:
        return captured(options.lake)
    if options.real:
        return real(options.real, options.fps)
    seeds = [int(seed) for seed in options.seeds.split(",")]
    if options.parked:
        return parked(options.parked, seeds)
    families = [name for name in options.families.split(",") if name]
    return made_up(families, seeds)


def figures_of(
    truth: pl.DataFrame, tracks: pl.DataFrame, detections: pl.DataFrame
) -> tuple[float, ...]:
    """FIGURES, and the share of the limit in HOTA; who finds what is not marked is not wrong."""
    judged = judge({"": truth}, {"": tracks}, {"": detections}, "tolerant")
    [kind, *_] = judged.kinds
    got, most = judged.of_class(kind).figures(), judged.limit_of_class(kind)
    reached = most.figures()["HOTA"] if most else 0.0
    share = got["HOTA"] / reached if reached else float("nan")  # nobody was detected
    return *(got[figure] for figure in FIGURES), share


def line(name: str, who: str, figures: Iterable[float]) -> str:
    """One line of the table."""
    said = zip((*FIGURES, "of limit"), figures, strict=True)
    return f"{name:18} {who:10} " + "  ".join(f"{figure} {value:.3f}" for figure, value in said)


if __name__ == "__main__":
    main()

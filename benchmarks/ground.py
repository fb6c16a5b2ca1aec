"""Tracking boxes in space beside a tracker as AB3DMOT is, on drives that never were.

python -m benchmarks.ground [--seeds 3] [--first 100] [--families town road …]
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table
from scipy.optimize import linear_sum_assignment

from benchmarks.driving import FAMILIES, KINDS, drive
from benchmarks.peer_3d import baseline
from lotgraph.ground.tell import track_in_space
from lotgraph.measure.judge import Judged, judge

NEAR_M = 2.0
SIDE_M = {"car": 4.0, "pedestrian": 2.0, "cyclist": 2.0}  # of a square that stands for a place
PICTURE = ("HOTA", "IDF1", "MOTA")
COLUMNS = (*PICTURE, "IDSW", "HOTA in space", "off m", "turned rad", "share of limit", "s")
Scene = tuple[pl.DataFrame, pl.DataFrame, float]  # truth, detections, frames a second
Way = Callable[[pl.DataFrame, float], pl.DataFrame]


def squares(boxes: pl.DataFrame) -> pl.DataFrame:
    """The same, with the place on the ground as box of the picture."""
    half = pl.col("kind").replace_strict(SIDE_M, return_dtype=pl.Float64) / 2
    return boxes.with_columns(
        x0_px=pl.col("x_m") - half, x1_px=pl.col("x_m") + half,
        y0_px=pl.col("z_m") - half, y1_px=pl.col("z_m") + half,
    )  # fmt: skip


def apart(truth: pl.DataFrame, told: pl.DataFrame) -> tuple[float, float]:
    """How far off places are and headings, of those nearest one to one within two metres."""
    off, turned = [], []
    others = told.partition_by("frame", as_dict=True)
    for key, here in truth.partition_by("frame", as_dict=True).items():
        if key not in others:
            continue
        one, other = (b.select("x_m", "z_m", "heading_rad").to_numpy() for b in (here, others[key]))
        far = np.hypot(*(one[:, None, :2] - other[None, :, :2]).transpose(2, 0, 1))
        for k, j in zip(*linear_sum_assignment(np.minimum(far, NEAR_M)), strict=True):
            if far[k, j] < NEAR_M:
                off.append(far[k, j])
                turned.append(abs((one[k, 2] - other[j, 2] + np.pi) % (2 * np.pi) - np.pi))
    return float(np.sqrt(np.mean(np.square(off)))), float(np.mean(turned))


def mean_of(judged: Judged) -> dict[str, float]:
    """Figures, the mean over classes; counts their sum."""
    some = [judged.of_class(kind).figures() for kind in judged.kinds if kind in KINDS]
    figures = {name: float(np.mean([one[name] for one in some])) for name in PICTURE}
    return figures | {"IDSW": float(sum(one["IDSW"] for one in some))}


def figures_of(scenes: list[Scene], work: Way) -> list[float]:
    """A line of the table."""
    start = time.process_time()
    told = {str(k): work(found, fps) for k, (_, found, fps) in enumerate(scenes)}
    spent = time.process_time() - start
    truth = {str(k): true for k, (true, _, _) in enumerate(scenes)}
    found = {str(k): one for k, (_, one, _) in enumerate(scenes)}
    judged = judge(truth, told, found, "plain")
    limits = [judged.limit_of_class(kind) for kind in judged.kinds]
    best = np.mean([one.figures()["HOTA"] for one in limits if one is not None])
    picture = mean_of(judged)
    on_ground = [{k: squares(b) for k, b in some.items()} for some in (truth, told)]
    space = judge(on_ground[0], on_ground[1], None, "plain")
    places = np.mean([apart(truth[k], told[k]) for k in truth], axis=0)
    return [*picture.values(), mean_of(space)["HOTA"], *places, picture["HOTA"] / best, spent]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=100)
    parser.add_argument("--families", nargs="*", default=list(FAMILIES))
    asked = parser.parse_args()
    ways: dict[str, Way] = {
        "as AB3DMOT": lambda found, _: baseline(found),
        "ours, online": lambda found, fps: track_in_space(found, fps=fps, is_online=True),
        "ours": lambda found, fps: track_in_space(found, fps=fps),
    }
    table = Table("family", "tracker", *COLUMNS)
    for name in asked.families:
        family = FAMILIES[name]
        drives = [drive(family, asked.first + k)[:2] for k in range(asked.seeds)]
        scenes = [(true, found, family.fps) for true, found in drives]
        for called, work in ways.items():
            work(scenes[0][1], family.fps)  # compiles
            table.add_row(name, called, *(f"{one:.3f}" for one in figures_of(scenes, work)))
    Console(width=150).print(table)


if __name__ == "__main__":
    main()

"""Renders scenes of many sites at stated hours and in stated weather, and judges a detector."""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.daylight import daylight
from benchmarks.likeness.detect import opened, overlaps, paired, vehicles
from benchmarks.likeness.measure import contrasts, curves, statistics
from lotgraph.detector.model import Detector
from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.deliver.render import encoding_of
from lotgraph.twin.deliver.scenes import Scene, scene
from lotgraph.twin.plan import Camera
from lotgraph.twin.stage.weather import Kind
from lotgraph.video import batches
from lotgraph.video.encode import write_clip

Pictures = NDArray[np.uint8]
SAME = 0.5  # overlap of two boxes over what both cover
NEAR_SAME = 0.2  # with this much of any vehicle in it, a box is no false alarm
FRAMES = 6  # of each scene; the last is judged, so that the codec has settled
DAY, EVENING, NIGHT = (8.0, 17.0), (16.5, 21.0), (22.0, 28.0)
# What each site is shown in: by the sun's hours, and in weather of a kind or of any.
MOMENTS: tuple[tuple[Kind | None, tuple[float, float]], ...] = (
    *((None, DAY), ("clear", DAY), ("overcast", DAY), ("rain", DAY), ("wet", DAY)),
    *((None, EVENING), ("rain", NIGHT), (None, NIGHT), ("clear", NIGHT), ("fog", DAY)),
    ("snow", DAY),
)


@dataclass(frozen=True)
class Judged:
    """One scene: how each vehicle that ought to be found fared, each detection, and measures."""

    name: str
    vehicles: pl.DataFrame
    detections: pl.DataFrame
    light: str
    statistics: dict[str, float]
    curves: dict[str, NDArray[np.float64]]
    bits_a_pixel: float
    picture: Pictures


def moments(only: str, rounds: int) -> list[int]:
    """Numbers of the moments that are of a kind, "all" for each, so many times anew."""
    of_kind = {
        "all": [True] * len(MOMENTS),
        "day": [hours == DAY for _, hours in MOMENTS],
        "night": [hours == NIGHT for _, hours in MOMENTS],
        "rain": [kind == "rain" for kind, _ in MOMENTS],
    }
    chosen = np.flatnonzero(of_kind[only])
    return [int(one) + again * len(MOMENTS) for again in range(rounds) for one in chosen]


def judged(
    seeds: Sequence[int], numbers: Sequence[int], detector: str, processes: int
) -> Iterator[Judged]:
    """So many moments of sites, in order whatever the number of processes."""
    work = product(seeds, numbers, [detector])
    if processes == 1:
        yield from map(_judge, work)
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from pool.map(_judge, work)


def by_light(scenes: Sequence[Judged]) -> dict[str, list[Judged]]:
    """Scenes by day and by night apart, where there are any; those at dusk are in neither."""
    names = {"day": "twin by day", "night": "twin by night"}
    apart = {name: [one for one in scenes if one.light == light] for light, name in names.items()}
    return {name: some for name, some in apart.items() if some}


def coded(pictures: Pictures, camera: Camera) -> tuple[Pictures, float]:
    """What the codec leaves of pictures (n, h, w, 3), and the bits a pixel takes in the long run.

    A scene begins with a keyframe and ends long before the next one would come.
    """
    fps, encoding = camera.fps, encoding_of(camera)
    with tempfile.TemporaryDirectory() as folder:
        path, still = Path(folder) / "scene.mp4", Path(folder) / "still.mp4"
        for file, some in ((path, pictures), (still, pictures[:1])):
            frames = ((number / fps, picture) for number, picture in enumerate(some))
            write_clip(file, frames, fps=fps, encoding=encoding)
        decoded = np.concatenate([batch.pixels for batch in batches(str(path))])
        key, all_ = still.stat().st_size, path.stat().st_size
    later = (all_ - key) / (len(pictures) - 1)
    gop = encoding.gop
    return decoded, 8 * (key + (gop - 1) * later) / gop / decoded[0, ..., 0].size


def _judge(given: tuple[int, int, str]) -> Judged:
    seed, number, detector = given
    kind, hours = MOMENTS[number % len(MOMENTS)]
    one = scene(seed, number, FRAMES, kind=kind, hours=hours)
    clip, bits = coded(one.pictures, one.camera)
    light = daylight(one.sun_deg)
    asked, detections = _compared(one, light, clip[-1], opened(detector))
    family = one.plan.family.split("/")[0]
    name = f"{seed:03d}-{number:02d}-{family}-{one.weather.kind}-{light}"
    found, drawn = statistics(clip), curves(clip)
    return Judged(name, asked, detections, light, found, drawn, bits, clip[-1])


def _compared(
    one: Scene, light: str, picture: Pictures, detector: Detector
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Vehicles with whether each was found, and detections with whether each shows a vehicle."""
    boxes, sure = vehicles(detector, picture)
    true = one.boxes.filter(pl.col("kind") == "vehicle")
    kinds = [body_of(name, one.plan.split).kind for name in true["body"]]
    corners = ("seen_x0_px", "seen_y0_px", "seen_x1_px", "seen_y1_px")
    own = true.select(corners).to_numpy().reshape(-1, 4)
    shares = overlaps(own.astype(float), boxes)
    hit, _ = paired(shares, SAME)
    about = {
        "family": pl.lit(one.plan.family.split("/")[0]),
        "weather": pl.lit(one.weather.kind),
        "light": pl.lit(light),
    }
    rows = true.select(
        *("visible_share", "is_cut_off"),
        height_px=(pl.col("seen_y1_px") - pl.col("seen_y0_px")).cast(pl.Float64),
        hit=pl.Series(hit, dtype=pl.Boolean),
        contrast=pl.Series(contrasts(picture, own), dtype=pl.Float64),
        body=pl.Series(kinds, dtype=pl.String),
        **about,
    )
    columns = {
        "height_px": boxes[:, 3] - boxes[:, 1],
        "sure": sure,
        "hit": shares.max(axis=0, initial=0) >= NEAR_SAME,
    }
    return rows, pl.DataFrame(columns).with_columns(**about)

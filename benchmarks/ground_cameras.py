"""How far off tracks on the ground are, by distance: a lake's tracks of the shipped captures.

python -m benchmarks.ground_cameras LAKE

Tracks are carried to the ground by the true models of their cameras and set beside what is true of
vehicles, box by box: whoever covers half of a true box in the picture is that thing. Beside them:
each box by itself, and detections followed on the ground instead of in the picture. The capture in
which a camera did not hang as its model says is left out.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from lotgraph.cameras.model import CameraModel
from lotgraph.cameras.read import cameras_of
from lotgraph.cameras.sizes import stands
from lotgraph.cameras.stand import stand
from lotgraph.formats.columns import EDGES, filled
from lotgraph.ground.carry import carry, placed
from lotgraph.ground.lay import GROUND, SPREAD
from lotgraph.ground.tell import track_in_space
from lotgraph.kinds import VEHICLE, grouped
from scripts.demo.cameras import write_cameras
from scripts.footage.folder import SHIPPED, Folder

ENDS_M = (10, 20, 30, 40)
HALF = 0.5  # of what both cover
HUNG_RAD = 0.005  # off its model's angles, from which on a camera hangs otherwise
COLUMNS = ("boxes", "off m", "90 %", "sigmas²", "90 %", "m/s off", "whose: changes")
WAYS = ("each box alone", "followed on the ground", "carried")


def captured(lake: Path) -> Iterator[tuple[CameraModel, pl.DataFrame, pl.DataFrame, pl.DataFrame]]:
    """Camera, truth, detections and track_boxes of each capture, with `time_s`."""
    truth = Folder(SHIPPED).truth
    boxes = pl.read_parquet(truth / "twin_boxes" / "**" / "*.parquet").filter(kind="vehicle")
    names = pl.read_parquet(lake / "captures" / "**" / "*.parquet").select("capture_id", "uri")
    found, tracks = (
        pl.read_parquet(lake / table / "**" / "*.parquet")
        .join(names, on="capture_id")
        .with_columns(time_s=pl.col("captured_at").dt.epoch("ms") / 1e3)
        for table in ("detections", "track_boxes")
    )
    with tempfile.TemporaryDirectory() as folder:
        write_cameras(Folder(SHIPPED), Path(folder))
        known = {
            site: cameras_of(Path(folder) / site).cameras for site in boxes["site_id"].unique()
        }
    moved = _moved(truth)
    for (uri, site, camera), own in boxes.group_by("uri", "site_id", "camera_id"):
        if uri not in moved:
            camera_model = known[str(site)][str(camera)]
            yield camera_model, own, found.filter(uri=uri), tracks.filter(uri=uri)


def _moved(truth: Path) -> set[str]:
    frames, cameras = (
        pl.read_parquet(truth / table / "**" / "*.parquet")
        for table in ("twin_frames", "twin_cameras")
    )
    both = frames.join(cameras, on=["site_id", "camera_id"], suffix="_hung")
    off = ((pl.col(f"{n}_rad") - pl.col(f"{n}_rad_hung")).abs() for n in ("yaw", "pitch", "roll"))
    return set(both.filter(pl.max_horizontal(off) > HUNG_RAD)["uri"])


def told_by(
    way: str, camera: CameraModel, found: pl.DataFrame, tracks: pl.DataFrame
) -> pl.DataFrame:
    """Vehicles on the ground: frame, object, edges, place, covariance and speed."""
    if way == "followed on the ground":
        boxes = filled(found).with_columns(found["time_s"]).filter(stands("kind"))
        boxes = placed(boxes, stand(boxes, camera))
        return track_in_space(boxes, axes=GROUND, is_still=True).filter("is_seen")
    who = pl.col("track_id").rank("dense").cast(pl.Int64)
    boxes = filled(tracks.with_columns(object_id=who)).with_columns(tracks["time_s"])
    if way == "carried":
        return carry(boxes, camera, fps=1.0).filter("is_seen")
    boxes = boxes.filter("is_seen", stands("kind"))
    return placed(boxes, stand(boxes, camera)).with_columns(speed_mps=pl.lit(None, pl.Float64))


def beside(truth: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Pairs that cover each other by half, of the same frame, the best of each."""
    true = truth.select(
        pl.col("frame").cast(pl.Int64), *(pl.col(n).alias(f"true_{n}") for n in
        (*EDGES, "x_m", "y_m", "speed_mps", "object_id")),
    )  # fmt: skip
    pairs = grouped(told).filter(kind=VEHICLE).join(true, on="frame")
    shared, areas = [], [pl.lit(1.0), pl.lit(1.0)]
    for axis in ("x", "y"):
        low, high = f"{axis}0_px", f"{axis}1_px"
        right = pl.min_horizontal(high, f"true_{high}") - pl.max_horizontal(low, f"true_{low}")
        shared.append(right.clip(0))
        areas = [
            area * (pl.col(before + high) - pl.col(before + low))
            for area, before in zip(areas, ("", "true_"), strict=True)
        ]
    both = shared[0] * shared[1]
    pairs = pairs.with_columns(share=both / (areas[0] + areas[1] - both))
    pairs = pairs.filter(pl.col("share") > HALF).sort("share", "object_id", descending=True)
    for one in ("object_id", "true_object_id"):
        pairs = pairs.unique(["frame", one], keep="first", maintain_order=True)
    return pairs


def rows_of(pairs: pl.DataFrame) -> Iterator[list[str]]:
    """A line for each distance, and one for all."""
    dx, dy = pl.col("x_m") - pl.col("true_x_m"), pl.col("y_m") - pl.col("true_y_m")
    xx, xy, yy = (pl.col(name) for name in SPREAD[:3])
    pairs = pairs.sort("capture", "true_object_id", "frame").with_columns(
        off=(dx**2 + dy**2).sqrt(),
        sigmas=(dx**2 * yy - 2 * dx * dy * xy + dy**2 * xx) / (xx * yy - xy**2),
        change=(pl.col("object_id") != pl.col("object_id").shift(1)).over(
            "capture", "true_object_id"
        ),
        quick=(pl.col("speed_mps") - pl.col("true_speed_mps").abs()).abs(),
    )
    of = pl.lit(0)
    for end in ENDS_M:
        of = of + (pl.col("far_m") >= end)
    pairs = pairs.with_columns(of=of)
    names = [f"to {end} m" for end in ENDS_M] + ["farther"]
    for k, name in [*enumerate(names), (-1, "all")]:
        own = pairs if k < 0 else pairs.filter(of=k)
        quick = own.filter(pl.col("true_speed_mps").abs() > 1)["quick"].quantile(0.5)
        figures = [
            *(own["off"].quantile(q) for q in (0.5, 0.9)),
            *(own["sigmas"].quantile(q) for q in (0.5, 0.9)),
        ]
        told = [f"{one:.2f}" for one in figures]
        told.append("" if quick is None else f"{quick:.2f}")
        yield [name, f"{len(own):,}", *told, str(own["change"].sum())]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lake", type=Path)
    lake = parser.parse_args().lake
    found: dict[str, list[pl.DataFrame]] = {way: [] for way in WAYS}
    for number, (camera, truth, boxes, tracks) in enumerate(captured(lake)):
        hung = np.array(camera.position_m[:2])
        for way in WAYS:
            if len(boxes) and len(tracks):
                pairs = beside(truth, told_by(way, camera, boxes, tracks))
                far = np.hypot(*(pairs.select("true_x_m", "true_y_m").to_numpy() - hung).T)
                found[way].append(pairs.with_columns(far_m=far, capture=pl.lit(number)))
    table = Table("way", "distance", *COLUMNS)
    for way in WAYS:
        for row in rows_of(pl.concat(found[way], how="diagonal_relaxed")):
            table.add_row(way, *row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()

"""How like real footage the twin is: a detector that never saw it, and the statistics of pictures.

python -m benchmarks.likeness --detector yolox_nano.onnx [--sites 12] [--out DIR] [FOOTAGE …]

The detector is any YOLOX in ONNX with COCO's classes; footage is real clips to stand beside.
"""

import argparse
import tempfile
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.deliver.scenes import Scene, scene
from lotgraph.video import batches
from lotgraph.video.encode import Encoding, write_clip

Pictures = NDArray[np.uint8]
VEHICLES = (1, 2, 3, 5, 7)  # COCO: bicycle, car, motorcycle, bus, truck
SIDE_PX = 416
CONFIDENT = 0.3
SAME = 0.5  # overlap of two boxes over what both cover
NEAR_SAME = 0.2  # with this much of any vehicle in it, a box is no false alarm
EACH = 5  # scenes of a site
FRAMES = 6  # of each scene; the last is judged, so that the codec has settled
GROUPS = ("light", "weather", "family", "body")
DAY_DEG, NIGHT_DEG = 5.0, -6.0  # of the sun's height
SIZES = (16, 32, 48, 96)  # px high
LARGE_PX = 48
LEAST_SEEN = 0.6  # share of a vehicle that a fair judge would ask for


def coded(pictures: Pictures, crf: int) -> Pictures:
    """What the codec leaves of pictures (n, h, w, 3)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scene.mp4"
        frames = ((number / 5, picture) for number, picture in enumerate(pictures))
        write_clip(path, frames, fps=5, encoding=Encoding(crf=crf))
        return np.concatenate([batch.pixels for batch in batches(str(path))])


class Detector:
    """A YOLOX of COCO's classes."""

    def __init__(self, file: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(file), options)
        grids = []
        for stride in (8, 16, 32):
            cells = np.arange(SIDE_PX // stride)
            x, y = np.meshgrid(cells, cells)
            grids.append(np.stack([x, y, np.full_like(x, stride)], axis=-1).reshape(-1, 3))
        self._grid = np.concatenate(grids).astype(np.float32)

    def vehicles(self, picture: Pictures) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Boxes (n, 4) x0, y0, x1, y1 of vehicles in a picture (h, w, 3) RGB, and confidences."""
        height, width, _ = picture.shape
        scale = SIDE_PX / max(height, width)
        small = cv2.resize(picture, (round(width * scale), round(height * scale)))
        padded = np.full((SIDE_PX, SIDE_PX, 3), 114, np.float32)
        padded[: small.shape[0], : small.shape[1]] = small[..., ::-1]
        name = self._session.get_inputs()[0].name
        (rows,) = self._session.run(None, {name: padded.transpose(2, 0, 1)[None]})[0]
        stride = self._grid[:, 2:]
        middle = (rows[:, :2] + self._grid[:, :2]) * stride
        size = np.exp(rows[:, 2:4]) * stride
        sure = (rows[:, 4:5] * rows[:, 5:][:, VEHICLES]).max(axis=1)
        boxes = np.concatenate([middle - size / 2, middle + size / 2], axis=1) / scale
        kept = np.flatnonzero(sure >= CONFIDENT / 3)
        corners = np.concatenate([boxes[kept, :2], boxes[kept, 2:] - boxes[kept, :2]], axis=1)
        best = cv2.dnn.NMSBoxes(corners.tolist(), sure[kept].tolist(), CONFIDENT / 3, 0.6)
        chosen = kept[np.asarray(best, int).reshape(-1)]
        return boxes[chosen].astype(float), sure[chosen].astype(float)


def overlaps(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Overlap (n, m) of boxes (n, 4) and (m, 4): what both cover over what either does."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    both = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (one, other)]
    share: NDArray[np.float64] = both / (areas[0][:, None] + areas[1][None] - both + 1e-9)
    return share


def judged(one: Scene, picture: Pictures, detector: Detector) -> tuple[pl.DataFrame, int, int]:
    """Every vehicle that ought to be found and whether it was; detections, and false ones."""
    found, sure = detector.vehicles(picture)
    found = found[sure >= CONFIDENT]
    vehicles = one.boxes.filter(pl.col("kind") == "vehicle")
    kinds = [body_of(name, one.plan.split).kind for name in vehicles["body"]]
    light = "day" if one.sun_deg > DAY_DEG else "dusk" if one.sun_deg > NIGHT_DEG else "night"
    corners = ("seen_x0_px", "seen_y0_px", "seen_x1_px", "seen_y1_px")
    shares = overlaps(vehicles.select(corners).to_numpy().astype(float).reshape(-1, 4), found)
    hit = np.zeros(len(vehicles), bool)
    open_shares = shares.copy()
    while open_shares.size and open_shares.max() >= SAME:
        row, column = np.unravel_index(open_shares.argmax(), open_shares.shape)
        hit[row] = True
        open_shares[row], open_shares[:, column] = 0, 0
    rows = vehicles.select(
        *("visible_share", "is_cut_off"),
        height_px=pl.col("seen_y1_px") - pl.col("seen_y0_px"),
        found=pl.Series(hit, dtype=pl.Boolean),
        family=pl.lit(one.plan.family.split("/")[0]),
        weather=pl.lit(one.weather.kind),
        light=pl.lit(light),
        body=pl.Series(kinds, dtype=pl.String),
    )
    false = int((shares.max(axis=0, initial=0) < NEAR_SAME).sum()) if len(found) else 0
    return rows, len(found), false


def statistics(pictures: Pictures) -> dict[str, float]:
    """What pictures (n, h, w, 3) of a standing camera look like, whatever they show."""
    grey = np.stack([cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in pictures]).astype(float)
    last = grey[-1]
    across, down = np.abs(np.diff(last, axis=1)), np.abs(np.diff(last, axis=0))
    hsv = cv2.cvtColor(pictures[-1], cv2.COLOR_RGB2HSV)
    spectrum = np.abs(np.fft.fftshift(np.fft.fft2(last - last.mean()))) ** 2
    y, x = np.indices(last.shape)
    radius = np.hypot(
        (y - last.shape[0] // 2) / last.shape[0], (x - last.shape[1] // 2) / last.shape[1]
    )
    rings = np.digitize(radius.ravel(), np.geomspace(0.02, 0.45, 12))
    power = np.bincount(rings, spectrum.ravel(), 13)[1:12] / np.bincount(rings, minlength=13)[1:12]
    slope = np.polyfit(np.log(np.geomspace(0.02, 0.45, 12)[:11]), np.log(power + 1e-9), 1)[0]
    steps = np.abs(np.diff(grey, axis=0)) if len(grey) > 1 else np.zeros((1, *last.shape))
    still = steps[:, last < 250]  # noqa: PLR2004  white is clipped
    edge = across[:, 7::8].mean() / (across.mean() + 1e-9)
    return {
        "mean": last.mean(),
        "contrast": last.std(),
        "gradient median": float(np.median(across)),
        "gradient 95 %": float(np.percentile(np.concatenate([across.ravel(), down.ravel()]), 95)),
        "spectrum slope": float(slope),
        "noise (median step)": float(np.median(still)) * 1.4826 / 2**0.5,
        "saturation": float(hsv[..., 1].mean()),
        "8-pixel edges": float(edge),
    }


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--detector", type=Path, required=True)
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--out", type=Path, help="folder for the scenes with what was found")
    parser.add_argument("footage", nargs="*")
    given = parser.parse_args()
    detector, console = Detector(given.detector), Console()
    rows, found, false, twin = [], 0, 0, []
    numbers = list(product(range(given.sites), range(EACH)))
    for seed, number in track(numbers, "Rendering"):
        one = scene(seed, number, FRAMES)
        clip = coded(one.pictures, one.camera.crf)
        judgement, detections, mistakes = judged(one, clip[-1], detector)
        rows.append(judgement)
        found, false = found + detections, false + mistakes
        twin.append(statistics(clip))
        if given.out:
            given.out.mkdir(parents=True, exist_ok=True)
            name = f"{seed:03d}-{number}-{one.plan.family.split('/')[0]}-{one.weather.kind}.png"
            cv2.imwrite(str(given.out / name), cv2.cvtColor(clip[-1], cv2.COLOR_RGB2BGR))
    fair = pl.concat(rows).filter(pl.col("visible_share") >= LEAST_SEEN, ~pl.col("is_cut_off"))
    _print_recall(console, fair)
    console.print(f"precision {1 - false / max(1, found):.3f} of {found} detections")
    _print_statistics(console, twin, given.footage, detector)


def _print_recall(console: Console, fair: pl.DataFrame) -> None:
    height = pl.col("height_px")
    size = pl.lit("<16 px")
    for low in SIZES:
        size = pl.when(height >= low).then(pl.lit(f"≥ {low} px")).otherwise(size)
    table = Table("by", "what", "vehicles", "recall", title="Vehicles found, 60 % visible, not cut")
    large = fair.filter(height >= LARGE_PX)
    for by in ("size", *GROUPS):
        some = fair.with_columns(size=size) if by == "size" else large
        for what, group in some.group_by(by, maintain_order=True):
            hits = int(group["found"].sum())
            title = by if by == "size" else f"{by}, ≥ {LARGE_PX} px"
            table.add_row(title, str(*what), str(len(group)), f"{hits / len(group):.2f}")
    console.print(table)


def _print_statistics(
    console: Console, twin: list[dict[str, float]], footage: list[str], detector: Detector
) -> None:
    columns = {"twin": twin}
    for uri in footage:
        clips = [batch.pixels for batch in batches(uri, rate_hz=5, frames=FRAMES)][:20]
        columns[Path(uri).name] = [statistics(clip) for clip in clips if len(clip) == FRAMES]
        sure = [detector.vehicles(clip[-1])[1] for clip in clips]
        seen = np.concatenate(sure)
        console.print(
            f"{Path(uri).name}: {(seen >= CONFIDENT).sum() / len(clips):.1f} vehicles a frame, "
            f"mean confidence {seen[seen >= CONFIDENT].mean():.2f}"
        )
    table = Table("statistic", *columns, title="Pictures: median (10 % to 90 %)")
    for name in next(iter(columns.values()))[0]:
        spread = [
            np.percentile([one[name] for one in many], [10, 50, 90]) for many in columns.values()
        ]
        table.add_row(name, *(f"{m:.2f} ({low:.2f} to {high:.2f})" for low, m, high in spread))
    console.print(table)


if __name__ == "__main__":
    main()

"""What looks are worth: tracks of the footage that ships, with and without `--looks`.

python -m benchmarks.looks [--detector ours] [--keep FOLDER]

Boxes of plates are left out and kinds taken together; of the truth, what is 16 px high and seen by
a quarter must be found. Captures that cannot be read, or show nothing, are passed over.
What is kept has a folder for each version of a detector, and boxes are called by the hash of their
footage: a new version, or new footage, is looked at anew.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.progress import track

from lotgraph.detector.open import open_detector
from lotgraph.formats.columns import EDGES
from scripts.footage.folder import SHIPPED, Folder

LEAST_PX, LEAST_SEEN = 16, 0.25
THING = pl.lit("thing").alias("kind")


def main(
    detector: Annotated[str, typer.Option(help="As of `lotgraph detect`.")] = "ours",
    keep: Annotated[Path | None, typer.Option(help="Folder to keep boxes and tracks in.")] = None,
) -> None:
    """Print how much better tracks are with looks, with intervals over captures."""
    version = hashlib.sha256(_version(detector).encode()).hexdigest()[:12]
    place = (keep or Path(tempfile.mkdtemp())) / version
    (place / "boxes").mkdir(parents=True, exist_ok=True)
    for name in ("truth", "without", "with"):  # of captures that are counted now, and no others
        shutil.rmtree(place / name, ignore_errors=True)
        (place / name).mkdir()
    truth = pl.read_parquet(SHIPPED / "truth" / "twin_boxes" / "**" / "*.parquet")
    captures = [(str(uri), own) for (uri,), own in truth.group_by("uri", maintain_order=True)]
    for uri, own in track(captures, "Captures"):
        file = f"{uri.removesuffix('.mp4').replace('/', '_')}.parquet"
        video = Folder(SHIPPED).landing / uri
        boxes = _boxes(video, place / "boxes", detector) if video.exists() else None
        if boxes is None:
            continue
        _truth(own).write_parquet(place / "truth" / file)
        for name, more in (("without", ()), ("with", ("--looks", str(video)))):
            tracks = place / name / file
            _run("track", boxes, "--out", tracks, *more)
            pl.read_parquet(tracks).with_columns(THING).write_parquet(tracks)
    told = ("--against", place / "without", "--rules", "tolerant")
    print(_run("evaluate", "tracks", place / "truth", place / "with", *told).stdout)


def _version(detector: str) -> str:
    return open_detector(detector).version


def _boxes(video: Path, folder: Path, detector: str) -> Path | None:
    """Boxes in a capture, kept or found now; none where it cannot be read or shows nothing."""
    file = folder / f"{hashlib.sha256(video.read_bytes()).hexdigest()}.parquet"
    if not file.exists():
        draft = file.with_suffix(".draft.parquet")
        if _run("detect", video, "--detector", detector, "--out", draft, is_ok=False).returncode:
            return None
        pl.read_parquet(draft).filter(pl.col("kind") != "plate").write_parquet(draft)
        draft.rename(file)
    return file if len(pl.read_parquet(file)) else None


def _truth(own: pl.DataFrame) -> pl.DataFrame:
    high = (pl.col("y1_px") - pl.col("y0_px")) >= LEAST_PX
    return own.select(
        pl.col("frame", "object_id").cast(pl.Int64), THING, pl.col(EDGES).cast(pl.Float64),
        ((pl.col("visible_share") >= LEAST_SEEN) & high).alias("is_marked"),
    )  # fmt: skip


def _run(*words: object, is_ok: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lotgraph.command", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=is_ok)


if __name__ == "__main__":
    typer.run(main)

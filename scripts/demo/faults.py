"""Compares what the graph says is wrong with what the truth says was made to go wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

EARLY = timedelta(seconds=1)  # what is told earlier is not of the fault
# Kinds of the twin that the graph calls otherwise.
CALLED = {"defocused": "blurred", "future_date": "future"}
OF_FILES = ("truncated", "empty", "duplicate", "wrong_name", "future_date")


@dataclass(frozen=True)
class Told:
    """A fault that was put in, and what the graph said of it."""

    camera: str
    kind: str
    begins_at: datetime
    is_found: bool
    late_s: float | None = None  # by the camera's own clock; null for files, which have no moment


def told(
    truth: Path, health: pl.DataFrame, refused: pl.DataFrame, damaged: pl.DataFrame
) -> tuple[list[Told], pl.DataFrame]:
    """Each true fault in order of time, and the faults of cameras that were told and are none.

    `health` are rows of camera_health with `began_by_clock`, `refused` of quarantine, `damaged` of
    captures that are used as far as they go. A fault of files is found where the very file is told.
    """
    faults = pl.read_parquet(truth / "twin_faults" / "**" / "*.parquet").sort("begins_at")
    frames = pl.read_parquet(truth / "twin_frames" / "**" / "*.parquet").sort("captured_at")
    rows, matched = [], set()
    for fault in faults.iter_rows(named=True):
        camera = pl.col("site_id").eq(fault["site_id"]) & pl.col("camera_id").eq(fault["camera_id"])
        kind = CALLED.get(fault["kind"], fault["kind"])
        late_s = None
        if fault["kind"] in OF_FILES:
            named = set(refused.filter(pl.col("reason") == kind)["uri"])
            if kind == "truncated":
                named |= set(damaged["uri"])
            files = _files(frames.filter(camera), fault)
            is_found = bool(files) and all(names & named for names in files)
        else:
            shown_at = _shown_at(frames.filter(camera), fault)
            near = (
                health.with_row_index()
                .filter(camera, pl.col("kind") == kind)
                .with_columns(late=pl.col("began_by_clock") - shown_at)
                # As late as it lasts: a codec goes on refining a frozen picture for seconds.
                .filter(pl.col("late").is_between(-EARLY, fault["ends_at"] - fault["begins_at"]))
            )
            is_found = not near.is_empty()
            late_s = near["late"][0].total_seconds() if is_found else None
            matched |= set(near["index"])
        name = f"{fault['site_id']}/{fault['camera_id']}"
        rows.append(Told(name, fault["kind"], fault["begins_at"], is_found, late_s))
    untrue = health.with_row_index().filter(~pl.col("index").is_in(sorted(matched)))
    return rows, untrue.drop("index")


def _shown_at(frames: pl.DataFrame, fault: dict[str, datetime]) -> datetime:
    """What the camera's clock showed in the first frame that has the fault."""
    shown: datetime = frames.filter(pl.col("delivered_at") >= fault["begins_at"])["clock_at"][0]
    return shown


def _files(frames: pl.DataFrame, fault: dict[str, datetime]) -> list[set[str]]:
    """Of each capture that the fault befell, the names of what landed of it, below the folder."""
    found = []
    for (uri,), capture in frames.group_by("uri", maintain_order=True):
        begins_at, ends_at = capture["delivered_at"][0], capture["delivered_at"][-1]
        if fault["begins_at"] <= begins_at + (ends_at - begins_at) / 2 < fault["ends_at"]:
            path = Path(str(uri))
            copy = (
                f"{capture['clock_at'][0]:%Y%m%dT%H%M%SZ}{path.suffix}"  # as a duplicate is named
            )
            found.append({str(path), str(path.with_name(copy))})
    return found

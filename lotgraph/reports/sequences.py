"""Labelled footage as sequences: what is true, and what was told, of the frames looked at."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from lotgraph.formats.columns import EDGES, filled
from lotgraph.kinds import grouped
from lotgraph.measure.divide import UNKNOWN

ALL = "all"
BY_FRAME = ("site", "camera", "hour", "weather")  # what is known of frames
_PLACE = ("capture_id", "number")
_NAME = pl.coalesce("whole_id", pl.col("object_id").cast(pl.String))  # of who is labelled


@dataclass(frozen=True)
class Sequences:
    """Tables of boxes by camera, and of each of its frames where and when it was taken.

    `frames`: sequence, frame (its place among those of the camera), capture_id, number (its own in
    the capture), captured_at, site, camera, hour (UTC), weather.
    """

    truth: dict[str, pl.DataFrame]
    told: dict[str, pl.DataFrame]
    frames: pl.DataFrame

    def only(self, frames: pl.DataFrame) -> "Sequences":
        """Those of some of the frames."""
        own = frames.partition_by("sequence", as_dict=True)
        truth, told = (
            {
                str(name): some[str(name)].join(one, on="frame", how="semi")
                for (name,), one in own.items()
            }
            for some in (self.truth, self.told)
        )
        return Sequences(truth, told, frames)

    def parts(self) -> Iterator[tuple[str, str, pl.DataFrame]]:
        """All frames, and those of each site, camera, hour and weather: split, part and frames."""
        yield ALL, "", self.frames
        for split in BY_FRAME:
            for (part,), frames in self.frames.group_by(split, maintain_order=True):
                yield split, str(part), frames

    def in_captures(self, account: pl.DataFrame) -> pl.DataFrame:
        """An account whose sequences are captures, as pictures are cut out of these.

        Its `place` is what people call a frame: its camera and when it was taken.
        """
        place = pl.format("{} {}", "camera", pl.col("captured_at").dt.strftime("%m-%d %H:%M:%S"))
        where = self.frames.select("sequence", "frame", *_PLACE, place=place)
        told = account.join(where, on=["sequence", "frame"], maintain_order="left")
        return told.with_columns(sequence="capture_id", frame="number").drop(_PLACE)


def sequences(labels: pl.DataFrame, frames: pl.DataFrame, told: pl.DataFrame) -> Sequences:
    """Bring together what labels, detected_frames and a table of boxes say of labelled captures.

    A labelled frame that nobody looked at is no frame of its sequence; a frame of a labelled
    capture without labels is empty. `told` are detections, or boxes of tracks with a `whole_id`.
    Who is who is asked over all captures of a camera whose labels know, else in each by itself.
    """
    looked = _looked(labels, frames)
    known = labels.group_by("capture_id").agg(is_known=pl.col("whole_id").is_not_null().all())
    truth = _boxes(_named(labels.with_columns(name=_NAME), known), looked)
    if "whole_id" in told.columns:
        told = _named(told.with_columns(name="whole_id"), known)
    shown = _boxes(told, looked)
    names = looked["sequence"].unique().sort().to_list()
    return Sequences(_by_camera(truth, names), _by_camera(shown, names), looked)


def followed(labels: pl.DataFrame) -> pl.DataFrame:
    """Rows of captures whose labels say who each thing is, and nobody twice in a frame.

    Tracks can be judged by these.
    """
    own = grouped(labels).select("capture_id", "frame", "kind", name=_NAME)
    is_unclear = own.is_duplicated() | own["name"].is_null()
    return labels.join(labels.filter(is_unclear), on="capture_id", how="anti")


def _looked(labels: pl.DataFrame, frames: pl.DataFrame) -> pl.DataFrame:
    skies = pl.col("weather").drop_nulls().unique(maintain_order=True)
    weather = pl.when(skies.len() == 1).then(skies.first()).fill_null(UNKNOWN)
    camera = pl.format("{}/{}", "site_id", "camera_id")
    return (
        frames.rename({"frame": "number"})
        .unique(_PLACE)
        .join(labels.group_by("capture_id").agg(weather=weather), on="capture_id")
        .sort("site_id", "camera_id", "captured_at", *_PLACE)
        .select(
            camera.alias("sequence"),
            pl.int_range(pl.len()).over("site_id", "camera_id").alias("frame"),
            *_PLACE,
            pl.col("site_id").alias("site"),
            camera.alias("camera"),
            "captured_at",
            pl.col("captured_at").dt.strftime("%H:00").alias("hour"),
            "weather",
        )
    )


def _named(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """With `object_id`: a number for each name, that holds in a capture unless more is known."""
    within = pl.format("{} {}", "capture_id", "name")
    everywhere = pl.when("is_known").then("name").otherwise(within)
    return rows.join(known, on="capture_id").with_columns(
        object_id=everywhere.rank("dense").cast(pl.Int64)
    )


def _boxes(rows: pl.DataFrame, looked: pl.DataFrame) -> pl.DataFrame:
    """The table of boxes with their `sequence`, those of frames that nobody looked at left out."""
    known = [name for name in ("object_id", "score", "is_marked") if name in rows.columns]
    place = looked.select("sequence", "frame", *_PLACE)
    here = rows.select("capture_id", "kind", *EDGES, *known, number="frame").join(
        place, on=_PLACE, maintain_order="left"
    )
    boxes = filled(here.drop("sequence", *_PLACE))
    return grouped(boxes).with_columns(here["sequence"])


def _by_camera(boxes: pl.DataFrame, names: list[str]) -> dict[str, pl.DataFrame]:
    parts = boxes.partition_by("sequence", as_dict=True, include_key=False)
    empty = boxes.drop("sequence").clear()
    return {name: parts.get((name,), empty) for name in names}

"""Follows the boxes of one sequence, by frames or by when those were taken."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lotgraph.command.footage import Footage
from lotgraph.command.show import counted, note
from lotgraph.formats.form import Form

if TYPE_CHECKING:
    import polars as pl

    from lotgraph.formats.part import Part
    from lotgraph.tracker.model import Looks


@dataclass(frozen=True)
class Given:
    """A file of boxes, and the frame rate, camera and footage that somebody names."""

    path: Path
    fps: float | None
    camera: Path | None
    footage: Footage | None

    @cached_property
    def times(self) -> "pl.DataFrame | None":
        """When its frames were, where it says so and nobody names a rate."""
        from lotgraph.formats.times import read_times

        return read_times(self.path) if self.fps is None else None

    @property
    def form(self) -> Form:
        """What it holds boxes as."""
        from lotgraph.formats.find import form_of

        return form_of(self.path)

    def rate(self, part: "Part") -> float:
        """Frames a second: as named, else as told in or beside the file, else as usual."""
        from lotgraph.tracker.rate import KITTI_FPS, USUAL_FPS, told_rate

        named = self.fps if self.fps is not None else part.fps
        told = named if named is not None else told_rate(self.path)
        if told is not None:
            return told
        usual = KITTI_FPS if self.form is Form.KITTI else USUAL_FPS
        note(
            f"lotgraph: {self.path}: nothing says its frame rate, {usual:g} is taken; --fps says it"
        )
        return usual


def follow(
    name: str, part: "Part", file: Given, *, is_only: bool, online: bool
) -> tuple["pl.DataFrame", float]:
    """Tracks of a sequence, in the picture, in space or on the ground, and frames a second.

    `is_only` is whether nothing else is tracked, so that any footage is its own.

    Raises:
        LotgraphError: if the footage, the camera, the rate or the times make no sense.
    """
    from lotgraph.ground.lay import is_in_space

    part = _judged(part, file)
    looks = None
    if file.footage is not None:
        looks = file.footage.seen(name, file.path, part, is_only=is_only)
    if file.camera is not None:
        return _carried(part, file, file.camera, looks)
    if is_in_space(part.boxes):
        return _in_space(part, file, online=online)
    return _in_picture(part, file, looks, online=online)


def _judged(part: "Part", file: Given) -> "Part":
    """Boxes without KITTI's regions in which nothing is judged: nobody is there."""
    from lotgraph.formats.kitti import REGION

    boxes = part.boxes.filter(kind=REGION) if file.form is Form.KITTI else part.boxes.clear()
    if boxes.is_empty():
        return part
    note(f"lotgraph: {file.path}: left out {counted(len(boxes), 'row')} of DontCare")
    return replace(part, boxes=part.boxes.remove(kind=REGION))


def _carried(
    part: "Part", file: Given, camera: Path, looks: "Looks | None"
) -> tuple["pl.DataFrame", float]:
    """Track boxes in the picture, and carry the tracks to the ground."""
    from lotgraph.cameras.read import read_camera
    from lotgraph.ground.carry import carry

    model = read_camera(camera)
    tracks, rate = _in_picture(part, file, looks, online=False)
    if file.times is not None:
        tracks, _ = _timed(tracks, file.times)
    return carry(tracks, model, fps=rate), rate


def _in_picture(
    part: "Part", file: Given, looks: "Looks | None", *, online: bool
) -> tuple["pl.DataFrame", float]:
    """Tracks, and frames a second: by the times of frames where the file tells them."""
    from lotgraph.tracker.clock import track_by_clock, track_online_by_clock
    from lotgraph.tracker.online import track_online
    from lotgraph.tracker.prepare import MOST_PX, prepare
    from lotgraph.tracker.rate import USUAL_FPS
    from lotgraph.tracker.tell import tell
    from lotgraph.tracker.track import track

    table = part.boxes
    times = file.times
    rate = USUAL_FPS if times is not None else file.rate(part)
    boxes = prepare(table, rate, looks)
    if len(boxes) < len(table):
        left = f"{len(table) - len(boxes):,} of {counted(len(table), 'row')}"
        note(
            f"lotgraph: {file.path}: left out {left}: without a size, there twice, or beyond "
            f"{MOST_PX:,.0f} px"
        )
    if times is not None:
        return (track_online_by_clock if online else track_by_clock)(boxes, table, times)
    return tell((track_online if online else track)(boxes), boxes.row, table), rate


def _in_space(part: "Part", file: Given, *, online: bool) -> tuple["pl.DataFrame", float]:
    """Track boxes in space: KITTI's of a moving camera, others over a site's ground."""
    from lotgraph.ground.lay import CAMERA, GROUND
    from lotgraph.ground.tell import track_in_space

    is_kitti = file.form is Form.KITTI
    if file.times is None:
        boxes, rate = part.boxes, file.rate(part)
    else:
        boxes, rate = _timed(part.boxes, file.times)
    axes = CAMERA if is_kitti else GROUND
    tracks = track_in_space(boxes, fps=rate, axes=axes, is_online=online, is_still=not is_kitti)
    return tracks, rate


def _timed(boxes: "pl.DataFrame", times: "pl.DataFrame") -> tuple["pl.DataFrame", float]:
    """Boxes with the time of their frame as `time_s`, which rises, and frames a second."""
    import polars as pl

    from lotgraph.tracker.clock import rate_of, risen

    at = risen(times["time_s"].to_numpy())
    known = times.select(pl.col("frame").cast(pl.Int64), time_s=pl.Series(at))
    return boxes.join(known, on="frame", how="left", maintain_order="left"), rate_of(at)

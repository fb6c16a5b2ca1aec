"""What is true of the frames of a piece, kept small until all of it is complete."""

import polars as pl

from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.shoot import Shot
from lotgraph.twin.truth.boxes import FRAME_COLUMNS
from lotgraph.twin.truth.columns import BOXES, FRAMES

BATCH = 100  # tables of one frame, of 20 kB each, that are joined into one of a sixth of that
HEADING = ("yaw_rad", "pitch_rad", "roll_rad", "focal_px")


class Taken:
    """Rows of frames, and their boxes."""

    def __init__(self) -> None:
        """Begin with none."""
        self._frames: list[tuple[object, ...]] = []
        self._boxes: list[pl.DataFrame] = []
        self._batch: list[pl.DataFrame] = []

    def add(self, shot: Shot) -> None:
        """Keep what is true of one more frame."""
        number = len(self._frames)
        turned = (getattr(shot.camera, name) for name in HEADING)
        self._frames.append((shot.taken_s, shot.delivered_s, shot.shows, *turned))
        self._batch.append(shot.boxes.with_columns(frame=pl.lit(number, pl.Int32)))
        if len(self._batch) == BATCH:
            self._join()

    def tables(self, order: Order, camera_id: str, uri: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Tables of `FRAMES` and of `BOXES`, of the capture at an address."""
        self._join()
        count = len(self._frames)
        columns = zip(*self._frames, strict=True) if count else [()] * (3 + len(HEADING))
        taken_s, delivered_s, shows, *turned = columns
        frames = FRAMES.table(
            site_id=[order.plan.site_id] * count,
            camera_id=[camera_id] * count,
            uri=[uri] * count,
            frame=range(count),
            captured_at=[order.moment(t_s) for t_s in taken_s],
            delivered_at=[order.moment(t_s) for t_s in delivered_s],
            clock_at=shows,
            **dict(zip(HEADING, turned, strict=True)),
        )
        if not self._boxes:
            return frames, BOXES.empty()
        about = frames.select(FRAME_COLUMNS)
        return frames, pl.concat(self._boxes).join(about, on="frame", maintain_order="left")

    def _join(self) -> None:
        if self._batch:
            self._boxes.append(pl.concat(self._batch, rechunk=True))
            self._batch.clear()

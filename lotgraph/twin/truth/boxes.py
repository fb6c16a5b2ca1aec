"""Where each vehicle and walker is in a frame, and how much of it is seen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from lotgraph.formats.columns import EDGES
from lotgraph.twin.plan import Camera
from lotgraph.twin.stage.see import Seen
from lotgraph.twin.truth.columns import BOXES
from lotgraph.twin.world.model import VEHICLE, Poses

FRAME_COLUMNS = ("site_id", "camera_id", "uri", "frame", "captured_at")


@dataclass(frozen=True)
class Shown:
    """What is the same of an object in every frame."""

    body: str  # empty for a walker
    type: str  # the same
    colour: str


def boxes(camera: Camera, seen: Seen, poses: Poses, shown: Callable[[int], Shown]) -> pl.DataFrame:
    """A row of `BOXES`, but for what tells the frame, for each thing with a pixel in it."""
    rows = np.flatnonzero(seen.visible[:, 0] > 0)
    numbers = seen.numbers[rows]
    alone, visible = seen.alone[rows], seen.visible[rows]
    at = np.searchsorted(poses.object_id, numbers)  # poses lie in the order of their numbers
    ends = np.array([camera.width_px, camera.height_px])
    cut = (alone[:, 1:3] <= 0).any(axis=1) | (alone[:, 3:5] >= ends).any(axis=1)
    is_vehicle = poses.kind[at] == VEHICLE
    return pl.DataFrame(
        {
            "object_id": numbers,
            "kind": np.where(is_vehicle, "vehicle", "walker"),
            "body": [shown(number).body for number in numbers.tolist()],
            "type": [shown(number).type for number in numbers.tolist()],
            "colour": [shown(number).colour for number in numbers.tolist()],
            **{name: alone[:, 1 + n] for n, name in enumerate(EDGES)},
            **{f"seen_{name}": visible[:, 1 + n] for n, name in enumerate(EDGES)},
            "seen_area_px": visible[:, 0],
            "visible_share": visible[:, 0] / alone[:, 0],
            "is_cut_off": cut,
            "x_m": poses.x_m[at],
            "y_m": poses.y_m[at],
            "heading_rad": poses.heading_rad[at],
            "speed_mps": poses.speed_mps[at],
        },
        schema_overrides={n: t for n, t in BOXES.schema.items() if n not in FRAME_COLUMNS},
    )

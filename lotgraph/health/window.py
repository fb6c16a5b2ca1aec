"""Measures a whole window: every camera's captures, one after the other, against its baseline."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from lotgraph.errors import CaptureError, ShapeError
from lotgraph.health.columns import FRAME_QUALITY
from lotgraph.health.compare import Reference
from lotgraph.health.plates import reference_of
from lotgraph.health.survey import Frames, Survey, survey
from lotgraph.video.batch import Losses

# Frames of a row of captures; what reading them loses is counted.
Play = Callable[[Mapping[str, Any], Losses], Iterable[Frames]]


@dataclass
class Measured:
    """Rows of frame_quality, and in sentences what could not be read or compared.

    `losses` are those of each capture that was measured, by its id.
    """

    rows: pl.DataFrame
    unread: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    losses: dict[str, Losses] = field(default_factory=dict)


def measure_window(captures: pl.DataFrame, baselines: pl.DataFrame, play: Play) -> Measured:
    """Measure the sampled frames that `play` gives for every row of captures of one site.

    A camera without a baseline is compared with its own first scene, which carries over to its
    next capture; so is one whose pictures have another shape than its baseline's (it was replaced,
    say), and that is said. A capture that cannot be decoded is said and stops nothing else.
    """
    measured = Measured(FRAME_QUALITY.empty())
    for (camera,), of_camera in captures.sort("camera_id", "started_at").group_by(
        "camera_id", maintain_order=True
    ):
        scene = None
        for capture in of_camera.iter_rows(named=True):
            known = reference_of(baselines, str(camera), capture["started_at"].hour)
            try:
                found, losses = _survey(capture, play, known or scene)
                if known and not _is_compared(found):
                    measured.unlike.append(f"{capture['uri']}: another shape than the baseline's")
                    found, losses = _survey(capture, play, scene)
            except (CaptureError, ShapeError) as error:
                measured.unread.append(f"{capture['uri']}: {error}")
                continue
            scene = found.reference
            measured.losses[capture["capture_id"]] = losses
            measured.rows = measured.rows.vstack(found.rows)
    return measured


def _survey(
    capture: Mapping[str, Any], play: Play, reference: Reference | None
) -> tuple[Survey, Losses]:
    losses = Losses()
    found = survey(
        play(capture, losses),
        site_id=capture["site_id"],
        camera_id=capture["camera_id"],
        capture_id=capture["capture_id"],
        started_at=capture["started_at"],
        reference=reference,
        losses=losses,
    )
    return found, losses


def _is_compared(found: Survey) -> bool:
    return bool(found.rows["kept_share"].is_not_null().any())

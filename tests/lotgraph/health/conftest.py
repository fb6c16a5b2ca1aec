"""A camera over a drawn car park, sampled twice a second, as `film(paint, ...)`."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from lotgraph.health.judge import judge
from lotgraph.health.survey import survey
from lotgraph.video.batch import Batch
from scripts.drawn.scene import Scene

STARTED_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECONDS = 16.0


@cache
def drawn(hour, view, seed, seconds, vehicles):
    """Sampled frames and their times; drawn once for all tests that look at them."""
    scene = Scene(seed=seed, hour=hour, view=view, vehicles=vehicles)
    times_s = np.arange(0, seconds, 0.5)
    return times_s, [scene.frame(round(10 * t_s), t_s) for t_s in times_s]


@pytest.fixture
def scene_frames() -> Callable:
    def frames(*, hour=12.0, view=0, seed=0, seconds=SECONDS, vehicles=3):
        return drawn(hour, view, seed, seconds, vehicles)

    return frames


@pytest.fixture
def film(scene_frames) -> Callable:
    """Rows of frame_quality of what the painter makes of a scene."""

    def shoot(paint=None, *, reference=None, camera_id="gate", capture_id="c1", **scene):
        times_s, frames = scene_frames(**scene)
        painted = [paint(f, float(t)) if paint else f for t, f in zip(times_s, frames, strict=True)]
        batch = Batch(np.arange(len(painted)) * 5, times_s, np.stack(painted))
        return survey(
            [batch],
            camera_id=camera_id,
            capture_id=capture_id,
            started_at=STARTED_AT,
            reference=reference,
        )

    return shoot


@pytest.fixture
def told() -> Callable:
    """Faults as (kind, seconds from the start, seconds to the end)."""

    def tell(rows, **options):
        faults = judge(rows, **options).sort("started_at", "kind")
        return [
            (kind, (start - STARTED_AT).total_seconds(), (end - STARTED_AT).total_seconds())
            for kind, start, end in faults.select("kind", "started_at", "ended_at").rows()
        ]

    return tell

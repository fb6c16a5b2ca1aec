"""An order that memory does not hold is refused with what would fit."""

from dataclasses import replace

import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.deliver.order import MOST_FRAMES
from lotgraph.twin.deliver.stretch import Stretch

DAY_S = 86400.0


def test_captures_of_more_frames_than_memory_holds_are_refused(order):
    camera = order.plan.cameras[0]
    most_s = MOST_FRAMES / camera.fps
    fits = replace(order, duration_s=DAY_S, capture_s=most_s)
    with pytest.raises(TwinError, match=rf"capture of {camera.camera_id} would have") as met:
        replace(fits, capture_s=DAY_S)
    assert f"{DAY_S * camera.fps:,.0f} frames; expected at most 54,000" in str(met.value)
    assert str(met.value).endswith(f"let captures last for {most_s / 60:g} minutes or less")
    # What is recorded for less than a capture may last makes none so long.
    replace(fits, capture_s=DAY_S, stretches=(Stretch(0.0, most_s, order.weather),))

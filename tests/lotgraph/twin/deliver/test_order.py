"""An order that memory does not hold is refused; faults are asked of one camera, as of all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import TwinError
from lotgraph.twin.deliver.order import MOST_FRAMES
from lotgraph.twin.deliver.render import is_lost, names_of
from lotgraph.twin.deliver.stretch import Stretch
from lotgraph.twin.faults.clock import clock_error_s
from lotgraph.twin.faults.files import fault_of, landed
from lotgraph.twin.faults.model import KINDS, Fault
from lotgraph.twin.faults.paint import Painter

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


@pytest.fixture(scope="session")
def cameras(order):
    return [camera.camera_id for camera in order.plan.cameras]


@given(st.data())
def test_what_befalls_a_camera_is_found_as_among_all_faults(order, cameras, data):
    """Lists of a file may name faults in any order, and two at once."""
    seconds = st.integers(0, 8).map(lambda half: half / 2)
    fault = st.builds(
        Fault,
        st.sampled_from([*cameras, "nobody"]),
        st.sampled_from(KINDS),
        seconds,
        seconds,
        st.floats(0, 1),
        st.integers(0, 9),
    )
    faulty = replace(order, faults=tuple(data.draw(st.lists(fault, max_size=12))))
    for piece in faulty.pieces:
        camera, faults = piece.camera, faulty.faults
        painter = Painter(camera, faults)
        arriving = [n for n in range(piece.first, piece.last) if not painter.is_lost(n)]
        assert list(faulty.arriving(piece)) == arriving
        assert is_lost(piece, faulty) == (not arriving)
        t_s = (arriving or [piece.first])[0] / camera.fps
        error_s = clock_error_s(faults, camera.camera_id, t_s)
        shows = order.shows(camera, t_s) + timedelta(seconds=error_s)
        assert abs(faulty.shows(camera, t_s) - shows) <= timedelta(microseconds=1)
        begins_s, *_, ends_s = piece.times_s.tolist()
        of_files = fault_of(faults, camera.camera_id, begins_s, ends_s)
        names = landed(faulty.shows(camera, t_s), ".mp4", b"", of_files) if arriving else []
        assert names_of(piece, faulty) == [
            f"{faulty.plan.site_id}/{camera.camera_id}/{name}" for name, _ in names
        ]

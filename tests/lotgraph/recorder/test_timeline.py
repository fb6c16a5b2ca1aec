"""Times of packets always rise, keep the stream's own steps, and are anchored to arrival."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.recorder.timeline import Timeline

SOME = st.floats(-1e5, 1e5, allow_nan=False)


def times_of(stamps, arrivals, lasts_s=0.04):
    timeline = Timeline()
    times = []
    for stamp, arrived_s in zip(stamps, arrivals, strict=True):
        times.append(timeline.place(stamp, arrived_s, lasts_s))
        timeline.see(arrived_s)
    return np.array(times), timeline


@given(st.lists(st.tuples(st.none() | SOME, st.floats(0, 5)), min_size=1, max_size=60))
def test_times_rise_whatever_the_stamps_are(packets):
    arrivals = 1000 + np.cumsum([waited for _, waited in packets])
    times, _ = times_of([stamp for stamp, _ in packets], arrivals.tolist())
    assert (np.diff(times) > 0).all()


def test_a_late_or_early_packet_does_not_move_its_frame():
    stamps = np.arange(100) / 25
    delays = np.random.default_rng(1).uniform(0, 0.2, 100)
    times, timeline = times_of(stamps.tolist(), (500 + stamps + delays).tolist())
    assert np.diff(times) == pytest.approx(np.full(99, 0.04))
    assert timeline.jumps == 0


def test_a_burst_at_the_start_is_dated_by_the_packet_that_came_soonest():
    stamps = np.arange(100) / 25
    arrivals = np.maximum(503.0, 500 + stamps)  # three seconds were held for us
    times, timeline = times_of(stamps.tolist(), arrivals.tolist())
    assert times[0] == 503.0
    assert times[0] + timeline.correction_s == pytest.approx(500.0)
    timeline.correct()
    assert timeline.place(4.0, 504.0) == pytest.approx(504.0)


def test_jitter_is_not_followed():
    _, timeline = times_of([0.0, 0.04, 0.08], [10.0, 9.9, 10.1])
    assert timeline.correction_s == 0.0


@pytest.mark.parametrize("leap_s", [-3600.0, -1.0, -0.5, 3600.0, 2.5])
def test_a_clock_set_anew_leaves_no_hole_and_no_overlap(leap_s):
    stamps = np.arange(100) / 25
    arrivals = 500 + stamps
    stamps[50:] += leap_s
    times, timeline = times_of(stamps.tolist(), arrivals.tolist())
    assert times == pytest.approx(arrivals, abs=0.05)
    assert timeline.jumps == 1


def test_frames_that_a_camera_left_out_are_a_hole_and_no_jump():
    stamps = [0.0, 0.04, 20.0, 20.04]
    times, timeline = times_of(stamps, [500.0, 500.04, 520.0, 520.04])
    assert times - 500 == pytest.approx(stamps)
    assert timeline.jumps == 0


def test_what_a_network_held_up_keeps_its_own_times():
    stamps = np.arange(500) / 25
    arrivals = 500 + np.where(stamps > 1, np.maximum(stamps, 15), stamps)
    times, timeline = times_of(stamps.tolist(), arrivals.tolist())
    assert times - 500 == pytest.approx(stamps)
    assert timeline.jumps == 0


def test_packets_without_stamps_have_the_time_of_their_arrival():
    times, _ = times_of([None] * 4, [7.0, 7.5, 7.5, 9.0])
    assert times == pytest.approx([7.0, 7.5, 7.501, 9.0])


def test_a_first_packet_without_a_stamp_lasts_as_long_as_it_says():
    times, _ = times_of([None, 0.0, 0.04], [7.0, 7.0, 7.0])
    assert times == pytest.approx([7.0, 7.04, 7.08])

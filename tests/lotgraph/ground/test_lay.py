"""Frames that nothing was seen in are there nevertheless, at times of their own."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.formats.columns import filled
from lotgraph.ground.lay import GROUND, lay


def laid(frames, times=None):
    """Numbers and times of frames, of a car that is seen in some."""
    box = dict.fromkeys(("x0_px", "y0_px", "z_m", "heading_rad"), 0.0)
    box |= dict.fromkeys(("x1_px", "y1_px", "length_m", "width_m", "height_m"), 2.0)
    columns = {"frame": frames, "kind": "car", "score": 1.0, "x_m": 0.0, "y_m": 0.0, **box}
    boxes = filled(pl.DataFrame(columns))
    if times is not None:
        boxes = boxes.with_columns(time_s=pl.Series(times, dtype=pl.Float64))
    _, seen = lay(boxes, GROUND, 5.0)
    assert np.diff(seen.ends).sum() == len(frames)
    assert set(seen.number[np.diff(seen.ends) > 0]) == set(frames)
    return seen.number.tolist(), seen.times_s.tolist()


@given(st.sets(st.integers(0, 60), min_size=1), st.integers(0, 10**12))
def test_times_that_go_evenly_lay_the_frames_that_a_rate_does(some, first):
    frames = sorted({first, first + 1, *(first + number for number in some)})
    numbers, times = laid(frames, [number / 5 - first / 5 for number in frames])
    assert numbers == laid(frames)[0]
    assert times == pytest.approx([(number - first) / 5 for number in numbers], abs=1e-3)


@pytest.mark.parametrize(
    ("frames", "times"),
    [
        ([7], [1.0]),
        ([0, 1, 2, 3], [0.0, 0.1, 5.0, 5.1]),  # a clock leaps, no frame lacks
        ([0, 4, 8, 12], [0.0, 0.4, 0.8, 1.2]),  # each fourth was looked at
        ([0, 3, 5, 8, 10], [0.0, 0.1, 0.2, 0.3, 0.4]),  # so many a second were
        ([0, 1, 5, 6], [0.0, 0.1, 0.2, 0.3]),  # numbers leap, no time passes
        ([0, 1, 10_000], [0.0, 0.1, 1000.0]),  # more than may be held
        ([0, 1, 2000], [0.0, 1e-320, 1e9]),
    ],
)
def test_where_no_frame_lacks_or_too_many_do_none_comes_in_between(frames, times):
    assert laid(frames, times) == (frames, times)


@pytest.mark.parametrize(
    ("frames", "times", "between"),
    [
        ([0, 4, 8, 16, 20], [0.0, 0.4, 0.8, 1.6, 2.0], [12]),
        ([0, 3, 5, 13, 15], [0.0, 0.1, 0.2, 0.5, 0.6], [8, 10]),
    ],
)
def test_of_frames_that_were_skipped_evenly_only_what_lacks_comes_between(frames, times, between):
    numbers, at = laid(frames, times)
    assert numbers == sorted(frames + between)
    assert at == np.interp(numbers, frames, times).tolist()

"""curves: lines where there are samples, words inside, legends beside."""

import io
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from matplotlib.figure import Figure
from PIL import Image

from lotgraph.health.inspect import ORIGIN
from lotgraph.pictures.axis import mark_time
from lotgraph.pictures.curves import curves
from lotgraph.pictures.style import GOOD, WIDTH_IN

T0 = datetime(2026, 3, 2, 8, tzinfo=UTC)
EVEN = list(range(100))
APART = [*range(20), *range(80, 100)]  # a minute without footage


def drawn(seconds, *stretches, values=None, panels=1):
    times = pl.Series([T0 + timedelta(seconds=s) for s in seconds], dtype=pl.Datetime("us", "UTC"))
    series = pl.Series(values or [1.0] * len(seconds), dtype=pl.Float32)
    shaded = [(k, *(T0 + timedelta(seconds=s) for s in span)) for k, *span in stretches]
    picture = curves(times, {f"panel {n}": {"level": series} for n in range(panels)}, shaded)
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)


def line(pixels):
    """Columns in which the curve is seen, and then, to its right, those of the legend."""
    wanted = [int(GOOD[i : i + 2], 16) for i in (1, 3, 5)]
    found = np.flatnonzero((np.abs(pixels - wanted).max(axis=-1) <= 40).any(axis=0))
    *_, beside = np.split(found, np.flatnonzero(np.diff(found) > 3) + 1)
    return found[found < beside[0]], beside


def test_no_line_leads_across_a_time_without_footage():
    even, apart = (line(drawn(seconds))[0] for seconds in (EVEN, APART))
    assert np.diff(even).max() <= 3
    assert 0.5 < np.diff(apart).max() / np.ptp(apart) < 0.7
    assert np.ptp(apart) == pytest.approx(np.ptp(even), abs=4)


def test_a_sample_alone_between_gaps_is_a_dot():
    with_it, without = (
        line(drawn([*range(20), *alone, *range(80, 100)]))[0] for alone in ([50], [])
    )
    middle = (with_it.min() + with_it.max()) / 2
    assert np.abs(with_it - middle).min() < 5 < np.abs(without - middle).min()


@pytest.mark.parametrize("first", [-9, 0, 30, 60, 98, 200])
def test_the_name_of_a_fault_lies_inside_the_panel(first):
    named, nameless = (drawn(EVEN, (kind, first, first + 1)) for kind in ("under_exposed", ""))
    words = np.flatnonzero((named != nameless).any(axis=(0, 2)))
    curve, _ = line(nameless)
    assert words.size
    assert curve.min() - 3 <= words.min() <= words.max() <= curve.max() + 3


def test_the_legend_lies_beside_the_curves_and_in_the_picture():
    pixels = drawn(EVEN)
    curve, beside = line(pixels)
    assert curve.max() < beside.min()
    assert pixels.shape[1] == WIDTH_IN * 100
    assert (pixels[:, -1] == 255).all(), "nothing is cut off"


def test_a_measure_without_a_value_takes_no_room():
    one, two = (drawn(EVEN, panels=n).shape[0] for n in (1, 2))
    blank = drawn(EVEN, values=[None] * 100, panels=2).shape[0]
    assert blank == one < two


def test_a_single_sample_can_be_drawn():
    assert line(drawn([0]))[0].size


@pytest.mark.parametrize(
    ("seconds", "first", "last", "count"),
    [
        (1, "08:00:00", "08:00:01", 2),
        (8, "08:00:00", "08:00:08", 5),
        (99, "08:00:00", "08:01:30", 4),
        (200, "08:00", "08:03", 4),
        (3600, "08:00", "09:00", 7),
    ],
)
def test_short_times_are_marked_to_the_second(seconds, first, last, count):
    axes = Figure().add_subplot()
    mark_time(axes, T0, T0 + timedelta(seconds=seconds), width=1.0)
    marks = [mark.get_text() for mark in axes.get_xticklabels()]
    assert (marks[0], marks[-1], len(marks)) == (first, last, count)


def test_times_of_a_file_alone_count_from_its_start_and_have_no_date():
    axes = Figure().add_subplot()
    mark_time(axes, ORIGIN, ORIGIN + timedelta(seconds=8), width=1.0)
    assert axes.get_xlabel() == "from the file's start"
    assert axes.get_xticklabels()[-1].get_text() == "00:00:08"
    mark_time(axes, T0, T0 + timedelta(seconds=8), width=1.0)
    assert axes.get_xlabel().endswith("UTC")

"""What is written reads back the same, to the last bit."""

import math
import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.twin.plan import (
    Camera,
    Gate,
    Lane,
    Markings,
    Plan,
    Rates,
    Stall,
    Structure,
)
from lotgraph.twin.plan.angles import Written, degrees_of, radians_of
from lotgraph.twin.plan.form import filled
from lotgraph.twin.plan.read import form_of
from lotgraph.twin.plan.write import written

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PAIRS = st.tuples(NUMBERS, NUMBERS)
POINTS = st.lists(PAIRS, max_size=3).map(tuple)
ANGLES = st.floats(-1e6, 1e6)


def some(model, **fields):
    return st.lists(st.builds(model, **fields), max_size=2).map(tuple)


PLANS = st.builds(
    Plan,
    lanes=some(Lane, points=POINTS),
    stalls=some(Stall, centre=PAIRS, heading_rad=ANGLES, length_m=NUMBERS),
    cameras=some(
        Camera,
        position_m=st.tuples(NUMBERS, NUMBERS, NUMBERS),
        yaw_rad=ANGLES,
        pitch_rad=ANGLES,
        clock_offset_s=NUMBERS,
    ),
    gates=some(Gate, at_m=NUMBERS),
    structures=some(
        Structure,
        centre=PAIRS,
        size_m=st.tuples(NUMBERS, NUMBERS, NUMBERS),
        heading_rad=ANGLES,
        texture=st.text(),
    ),
    rates=st.builds(Rates, wrong_way_share=NUMBERS),
    markings=st.builds(Markings, is_closed=st.booleans()),
    latitude_deg=NUMBERS,
)


@settings(max_examples=25)
@given(PLANS)
def test_a_plan_reads_back_equal(plan):
    assert filled(form_of(tomllib.loads(written(plan), parse_float=Written))) == plan


@given(st.floats(-1e3, 1e3))
def test_no_angle_loses_a_bit(radians):
    assert radians_of(degrees_of(radians)) == radians


@given(st.integers(-36000, 36000))
def test_an_angle_of_few_digits_is_written_with_them(hundredths):
    degrees = f"{hundredths / 100:g}"
    assert degrees_of(radians_of(degrees)) == degrees


def test_angles_are_written_in_degrees():
    lane = Stall("a", "b", (0, 0), math.pi / 4)
    text = written(Plan("x", "train", 0, (), (lane,), ()))
    assert tomllib.loads(text)["stalls"][0]["heading_deg"] == 45

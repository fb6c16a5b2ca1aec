"""Faults that truth would tell of and nobody would ever see are found."""

from dataclasses import replace

import pytest

from lotgraph.twin.deliver.befall import unseen
from lotgraph.twin.deliver.stretch import Stretch
from lotgraph.twin.faults.files import fault_of
from lotgraph.twin.faults.model import Fault


@pytest.fixture
def hour(order):
    """An hour in captures of ten minutes, of one camera with five frames a second."""
    camera = replace(order.plan.cameras[0], camera_id="north", fps=5.0)
    plan = replace(order.plan, cameras=(camera,))
    return replace(order, plan=plan, duration_s=3600.0, capture_s=600.0, stretches=())


def why(order, *faults):
    return [said for _, said in unseen(order, faults)]


@pytest.mark.parametrize("times_s", [(0, 299.8), (300, 890), (3400, 3600), (2700, 3299.9)])
def test_a_fault_of_files_holds_the_middle_of_a_capture_or_is_told(hour, times_s):
    fault = Fault("north", "truncated", *times_s)
    befallen = [
        one
        for one in hour.pieces
        if fault_of([fault], "north", float(one.times_s[0]), float(one.times_s[-1]))
    ]
    said = why(hour, fault)
    assert bool(said) == (not befallen)
    if said:
        assert said[0].startswith("truncated of north befalls no file: expected the middle of a")


def test_the_captures_that_are_nearest_are_named(hour):
    (said,) = why(hour, Fault("north", "empty", 310, 600))
    assert said.endswith("the nearest are at 299.9 s and 899.9 s; got 310 s to 600 s")
    (said,) = why(hour, Fault("north", "empty", 3310, 3600))
    assert said.endswith("the nearest are at 3299.9 s; got 3310 s to 3600 s")


def test_what_begins_after_all_or_too_late_to_be_as_told_is_found(hour):
    late, soon, dirt = (
        Fault("north", "black", 3600, 3700),
        Fault("north", "covered", 3599, 4000),
        Fault("north", "dirty", 0, 7200),
    )
    said = why(hour, late, soon, dirt)
    assert said[0].startswith("black of north begins after 3600 s, but the rendering lasts 3600 s")
    assert said[1].startswith("covered of north is never seen: expected a frame that shows all of")
    assert "got 3600.2 s to 3998.8 s for that" in said[1]
    assert said[2].startswith("dirty of north is never seen")


def test_what_lasts_until_after_the_end_may_do_so(hour):
    assert not why(hour, Fault("north", "covered", 3000, 4000))
    assert not why(hour, Fault("north", "duplicate", 3000, 4000))


def test_what_befalls_a_camera_while_it_records_nothing_is_found(hour):
    weather = hour.weather
    parts = replace(hour, stretches=(Stretch(0, 60, weather), Stretch(120, 180, weather)))
    faults = [Fault("north", "black", begins_s, begins_s + 20) for begins_s in (50, 80, 110)]
    assert [fault for fault, _ in unseen(parts, faults)] == [faults[1]]

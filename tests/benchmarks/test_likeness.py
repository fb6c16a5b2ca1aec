"""What is asked of a detector, and what counts as found, when twin and real clips are compared."""

import numpy as np
import polars as pl
import pytest

from benchmarks.likeness.compare import kept
from benchmarks.likeness.count import fair, sized
from benchmarks.likeness.detect import opened, overlaps, paired, vehicles
from benchmarks.likeness.render import Judged, by_light

SQUARE = [0.0, 0.0, 10.0, 10.0]
HALF_OFF = [5.0, 0.0, 15.0, 10.0]
ELSEWHERE = [20.0, 0.0, 30.0, 10.0]


def boxes(*rows):
    return np.array(rows, float).reshape(-1, 4)


def test_overlap_is_what_both_cover_over_what_either_does():
    shares = overlaps(boxes(SQUARE, [0, 0, 10, 5]), boxes(SQUARE, HALF_OFF, ELSEWHERE))
    assert shares == pytest.approx(np.array([[1, 1 / 3, 0], [1 / 2, 1 / 5, 0]]))
    assert overlaps(boxes(), boxes(SQUARE)).shape == (0, 1)


def test_a_detection_finds_one_vehicle_the_one_it_fits_best():
    rows, columns = paired(np.array([[0.6, 0.2], [0.9, 0.4], [0.1, 0.5]]), 0.5)
    assert rows.tolist() == [False, True, True]
    assert columns.tolist() == [True, True]


def test_an_overlap_just_short_of_enough_finds_nothing():
    rows, columns = paired(np.array([[0.499]]), 0.5)
    assert not rows.any()
    assert not columns.any()
    assert [one.shape for one in paired(np.zeros((2, 0)), 0.5)] == [(2,), (0,)]


def test_of_what_stays_for_two_frames_it_is_counted_what_is_seen_between():
    apart = boxes(SQUARE, ELSEWHERE)
    assert kept(apart, boxes(ELSEWHERE), apart) == (1, 2)
    assert kept(apart, apart, boxes(SQUARE)) == (1, 1)


def test_a_size_begins_with_its_lower_edge():
    heights = [15.9, 16.0, 31.9, 32.0, 47.9, 48.0, 95.9, 96.0]
    assert sized(pl.DataFrame({"height_px": heights}))["size"].to_list() == [
        "below 16 px",
        *("16 to 32 px",) * 2,
        *("32 to 48 px",) * 2,
        *("48 to 96 px",) * 2,
        "96 px and more",
    ]


def test_nobody_is_asked_for_what_is_hidden_or_cut_off():
    seen = pl.DataFrame(
        {
            "visible_share": [0.6, 0.59, 1.0, 1.0],
            "is_cut_off": [False, False, True, False],
            "name": ["just seen", "hidden", "cut off", "whole"],
        }
    )
    assert fair(seen)["name"].to_list() == ["just seen", "whole"]


def test_days_and_nights_are_told_apart_and_dusk_is_neither():
    lights = ["day", "dusk", "night", "day"]
    scenes = [
        Judged(str(k), pl.DataFrame(), pl.DataFrame(), light, {}, {}, 0.0, np.zeros(0, np.uint8))
        for k, light in enumerate(lights)
    ]
    told = {name: [one.name for one in some] for name, some in by_light(scenes).items()}
    assert told == {"twin by day": ["0", "3"], "twin by night": ["2"]}
    assert by_light(scenes[1:2]) == {}


def test_a_detector_is_asked_for_vehicles_it_is_sure_of_and_for_each_once(network):
    surest, less, elsewhere = (10, 10, 30, 30), (10, 10, 30, 31), (40, 40, 60, 60)
    told = [
        (*surest, 0.95, 1),  # a person stands before the car: it hides no car
        (*surest, 0.9, 0),
        (*less, 0.8, 2),  # the same thing, called another
        (*elsewhere, 0.31, 3),
        (*elsewhere, 0.29, 0),
        (0, 40, 20, 60, 0.29, 0),
    ]
    names = {"names": "['car', 'person', 'truck', 'motorcycle']"}
    file = network({"output0": np.array([told], np.float32)}, metadata=names)
    found, sure = vehicles(opened(str(file)), np.zeros((64, 64, 3), np.uint8))
    assert found.tolist() == [list(surest), list(elsewhere)]
    assert sure == pytest.approx([0.9, 0.31])

"""Looks tell who is who as far as this footage shows that they do, and never more."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import TrackError
from lotgraph.tracker.alike import line_between, telling, unit
from lotgraph.tracker.look.kernels import MOST, alike, remember, tips
from lotgraph.tracker.online import track_online
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.tell import tell
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import meeting

FPS = 25.0


def kept(table, whose, looks=None, by=track):
    """How many of the three are one track from first to last."""
    boxes = prepare(table, FPS, looks)
    told = by(boxes)
    row = boxes.row[told.box[told.box >= 0]]
    name = told.object_id[told.box >= 0]
    return sum(len(set(name[whose[row] == who].tolist())) == 1 for who in range(3))


def test_looks_tell_who_comes_out_again_as_whom():
    scenes = [meeting(seed) for seed in range(12)]
    alone = [kept(table, whose) for table, whose, _ in scenes]
    looked = [kept(*scene) for scene in scenes]
    assert sum(looked) > sum(alone) + 6


def test_looks_count_online_too():
    scenes = [meeting(seed, hidden=10) for seed in range(12)]
    alone = [kept(table, whose, by=track_online) for table, whose, _ in scenes]
    looked = [kept(*scene, by=track_online) for scene in scenes]
    assert sum(looked) > sum(alone)


def test_looks_that_say_nothing_change_nothing():
    table, _, looks = meeting(1)
    boxes = prepare(table, FPS)
    without = tell(track(boxes), boxes.row, table)
    for none in (looks * 0, looks * np.nan, looks[:, :0]):
        boxes = prepare(table, FPS, none)
        assert tell(track(boxes), boxes.row, table).equals(without)


def test_looks_that_are_noise_are_not_believed():
    table, whose, looks = meeting(1)
    chance = np.random.default_rng(0)
    for drawn, low, high in ((looks, 5, 500), (chance.normal(size=looks.shape), 0, 1)):
        boxes = prepare(table, FPS, drawn)
        steep, _ = telling(boxes, whose[boxes.row])
        assert low <= steep <= high


def test_only_those_of_a_kind_are_told_apart_and_each_track_counts_once():
    table, whose, looks = meeting(1)
    boxes = prepare(table, FPS, looks)
    name = whose[boxes.row]
    assert telling(boxes, name)[0] > 0
    assert (telling(replace(boxes, kind=name), name) == 0).all()


@given(st.integers(0, 50), st.floats(1e-3, 1e3))
def test_only_the_direction_of_looks_counts(seed, scale):
    looks = np.random.default_rng(seed).normal(size=(6, 5))
    assert np.allclose(np.linalg.norm(unit(looks), axis=1), 1)
    assert np.allclose(unit(looks * scale), unit(looks))
    looks[2, 3] = np.inf
    assert (unit(looks)[2] == 0).all()


def test_looks_of_other_boxes_are_refused():
    table, _, looks = meeting(1)
    with pytest.raises(TrackError, match="as many numbers of each box"):
        unit(looks[:, 0])
    with pytest.raises(TrackError, match=r"expected looks of \d+ boxes, got looks of 3$"):
        prepare(table, FPS, looks[:3])


def ones(*some):
    return [np.ones(len(one)) for one in some]


def test_the_line_is_the_one_of_most_likelihood_and_falls_with_distance():
    chance = np.random.default_rng(3)
    same, other = chance.normal(0.2, 0.1, 4000), chance.normal(0.5, 0.1, 3000)
    steep, at_0 = line_between(same, other, *ones(same, other))
    # Of two normal distributions as wide, the logarithm of odds is a line: known without fitting.
    assert steep == pytest.approx(0.3 / 0.1**2, rel=0.1)
    assert at_0 / steep == pytest.approx(0.35, abs=0.01)
    assert line_between(other, same, *ones(other, same))[0] < 0
    assert np.isfinite(line_between(np.zeros(40), np.ones(40), *[np.ones(40)] * 2)).all()


@given(st.integers(0, 30), st.floats(0, 50), st.floats(0, 2))
def test_what_looks_say_is_bounded_and_the_same_either_way(seed, steep, middle):
    one, other = unit(np.random.default_rng(seed).normal(size=(2, 4)))
    line = np.array([steep, middle])
    said = alike(one, other, line)
    assert abs(said) <= MOST
    assert said == alike(other, one, line)
    assert alike(one, np.zeros(4), line) == 0
    assert alike(one, one, line) >= said - 1e-9


def test_what_is_remembered_follows_looks_and_passes_over_those_that_say_nothing():
    first, later = unit(np.random.default_rng(1).normal(size=(2, 6)))
    memory = np.zeros(6)
    remember(memory, first)
    assert np.allclose(memory, first)
    remember(memory, np.zeros(6))
    assert np.allclose(memory, first)
    for _ in range(60):
        remember(memory, later)
    assert memory @ later > 0.99
    assert np.linalg.norm(memory) == pytest.approx(1)


def test_a_tracks_ends_look_as_its_last_and_first_boxes_do():
    looks = unit(np.random.default_rng(1).normal(size=(30, 5)))
    last, first = tips(looks, np.array([0, 4, 30]))
    assert np.allclose(last[0], first[0])
    assert np.allclose(last[0], unit(looks[:4].mean(axis=0)[None])[0])
    assert np.allclose(first[1], unit(looks[4:14].mean(axis=0)[None])[0])
    assert np.allclose(last[1], unit(looks[20:].mean(axis=0)[None])[0])

"""Footage that is mirrored, moved, enlarged, slowed down or listed otherwise is judged the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.measure.blame import Boxes, blame
from lotgraph.measure.judge import score
from lotgraph.measure.limit import limit
from lotgraph.measure.model import DISTRACTOR, Case, Tracks
from lotgraph.measure.operate import best_points
from lotgraph.measure.precision import Detections, Labels, precision_of
from tests.lotgraph.measure.conftest import KINDS, _case
from tests.lotgraph.measure.test_precision import draw

few = settings(max_examples=25, deadline=None)
GRID = {"grid": 5.0, "frames": 12, "noise": 6.0}  # whole px, so that what ties goes on to tie


@st.composite
def views(draw):
    """Another view of boxes (n, 4): mirrored, enlarged and moved, all without rounding."""
    times = draw(st.sampled_from([0.5, 1.0, 4.0]))
    flips, by = (
        draw(st.tuples(*[st.booleans()] * 2)),
        draw(st.tuples(*[st.integers(-999, 999)] * 2)),
    )

    def view(box):
        box = box.copy()
        for axis, is_flipped in enumerate(flips):
            if is_flipped:
                box[:, [axis, 2 + axis]] = 640 - box[:, [2 + axis, axis]]
        return box * times + np.tile(by, 2)

    return view


def of_view(tracks, view):
    return replace(tracks, box=view(tracks.box))


def fields_of(case):
    found = score(case)
    return {
        (kind, name): value
        for kind in ("hota", "clear", "identity")
        for name, value in vars(getattr(found, kind)).items()
    }


def same(one, other):
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert np.array_equal(value, other[name]), name


@few
@given(st.integers(0, 99), views())
def test_tracks_score_the_same_in_every_view_ties_too(seed, view):
    case = _case(seed, **GRID)
    role = (np.random.default_rng(seed).random(len(case.truth)) < 0.2) * DISTRACTOR
    case = replace(case, role=role.astype(np.int8))
    other = replace(case, truth=of_view(case.truth, view), predicted=of_view(case.predicted, view))
    same(fields_of(other), fields_of(case))


@few
@given(st.integers(0, 99), views())
def test_the_limit_in_a_view_is_the_view_of_the_limit(seed, view):
    case = _case(seed, **GRID)
    plain = limit(case, case.predicted).predicted
    detections = of_view(case.predicted, view)
    other = limit(replace(case, truth=of_view(case.truth, view)), detections).predicted
    assert np.array_equal(other.frame, plain.frame)
    assert np.array_equal(other.object_id, plain.object_id)
    assert np.allclose(other.box, view(plain.box), rtol=0, atol=1e-9)


@few
@given(st.integers(0, 99), st.integers(2, 40), st.integers(-5, 10_000))
def test_tracks_score_the_same_however_frames_are_numbered(seed, step, first):
    """All but how many frames there are, by which only ghosts a frame are told."""
    case = _case(seed, **GRID)

    def numbered(tracks):
        return replace(tracks, frame=tracks.frame * step + first)

    other = replace(case, truth=numbered(case.truth), predicted=numbered(case.predicted))
    same(fields_of(other), fields_of(case))
    lines = [limit(one, one.predicted).predicted for one in (case, other)]
    assert np.array_equal(lines[1].frame, numbered(lines[0]).frame)
    assert np.allclose(lines[1].box, lines[0].box, rtol=0, atol=1e-9)


@pytest.mark.parametrize("kind", ["drifting", "crowded"])
@few
@given(st.integers(0, 99), st.integers(0, 99))
def test_tracks_score_the_same_whoever_is_named_first_and_however(kind, seed, order):
    """Where nothing ties: of what does, the rows that come first decide, as TrackEval has it."""
    case, chance = _case(seed, **KINDS[kind]), np.random.default_rng(order)

    def mixed(tracks):
        rows = chance.permutation(len(tracks))
        names = chance.permutation(10_000)
        return Tracks(tracks.frame[rows], names[tracks.object_id[rows]], tracks.box[rows])

    one = fields_of(case)
    other = fields_of(Case("", case.frames, mixed(case.truth), mixed(case.predicted)))
    for name, value in one.items():
        assert np.allclose(value, other[name], rtol=0, atol=1e-9), name


def corners(box):
    return np.hstack([box[:, :2], box[:, :2] + box[:, 2:]])


@few
@given(st.integers(0, 99), st.booleans(), st.tuples(*[st.integers(-999, 999)] * 2))
def test_detections_have_the_same_precision_mirrored_and_moved_ties_too(seed, flips, by):
    labels, told = draw(seed, grid=10.0, ties=True)

    def view(side):
        box = side.box.copy()
        box[:, 0] = 640 - box[:, 0] - box[:, 2] if flips else box[:, 0]
        return replace(side, box=box + np.array([*by, 0, 0]))

    other = precision_of(view(labels), view(told))
    plain = precision_of(labels, told)
    assert np.array_equal(other.precision, plain.precision, equal_nan=True)
    assert np.array_equal(other.recall, plain.recall, equal_nan=True)
    assert best_points(view(labels), view(told)) == best_points(labels, told)


@few
@given(st.integers(0, 99), st.integers(0, 99))
def test_detections_have_the_same_precision_in_any_order(seed, order):
    """Where scores differ: of equal ones the first row is first, as pycocotools has it."""
    labels, told = draw(seed)
    chance = np.random.default_rng(order)

    def mixed(side):
        rows = chance.permutation(len(side.image))
        return type(side)(*(getattr(side, name)[rows] for name in type(side).__annotations__))

    one, other = precision_of(labels, told), precision_of(mixed(labels), mixed(told))
    assert np.array_equal(one.precision, other.precision, equal_nan=True)
    assert best_points(mixed(labels), mixed(told)) == best_points(labels, told)
    assert (Labels, Detections) == (type(labels), type(told))


@few
@given(st.integers(0, 99), views(), st.integers(0, 99))
def test_errors_are_the_same_in_every_view_and_order(seed, view, order):
    """In any order where nothing ties."""
    chance = np.random.default_rng(order)
    for grid in (10.0, 0.0):
        labels, told = draw(seed, grid=grid)
        sides = [Boxes(one.image, one.kind, corners(one.box)) for one in (labels, told)]
        rank = np.argsort(np.argsort(-told.score, kind="stable"))
        plain = blame(*sides, rank=rank)
        if grid:
            seen = blame(*(replace(one, box=view(one.box)) for one in sides), rank=rank)
            for one, other in zip(seen, plain, strict=True):
                assert np.array_equal(one.error, other.error)
                assert np.array_equal(one.partner, other.partner)
            continue
        rows = [chance.permutation(len(one)) for one in sides]
        mixed = [
            Boxes(one.group[some], one.kind[some], one.box[some])
            for one, some in zip(sides, rows, strict=True)
        ]
        for one, some, verdict in zip(blame(*mixed, rank=rank[rows[1]]), rows, plain, strict=True):
            assert np.array_equal(one.error, verdict.error[some])

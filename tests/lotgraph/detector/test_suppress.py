"""Boxes that overlap are dropped, lowered or blended as slow references do it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.detector.model import Found, Wishes
from lotgraph.detector.suppress import best_of, fuse, resolve, soften, suppress
from lotgraph.detector.suppression import Suppression


def rows_of(found):
    columns = (found.frame.tolist(), found.box.tolist(), found.score.tolist(), found.kind.tolist())
    return list(zip(*columns, strict=True))


def of_rows(rows):
    return Found(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.float32).reshape(-1, 4),
        np.array([row[2] for row in rows], np.float32),
        np.array([row[3] for row in rows], np.int64),
    )


@st.composite
def crowds(draw):
    count = draw(st.integers(0, 25))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    corner = random.integers(0, 20, (count, 2))
    box = np.hstack([corner, corner + random.integers(1, 15, (count, 2))])
    score = random.permutation(count) / 32 + 1 / 64 if draw(st.booleans()) else np.full(count, 0.5)
    frame, kind = random.integers(0, 3, count), random.integers(0, 2, count)
    return of_rows(list(zip(frame, box, score, kind, strict=True)))


def overlap(one, other):
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return width * height / (sum(areas) - width * height)


def apart(one, other, across_kinds):
    return one[0] != other[0] or (one[3] != other[3] and not across_kinds)


@given(crowds(), st.sampled_from([0.0, 0.3, 0.65]), st.booleans())
def test_a_box_stays_unless_a_better_one_that_stays_covers_it(found, level, across):
    kept = []
    for row in rows_of(found.in_order()):
        if all(apart(row, one, across) or overlap(row[1], one[1]) <= level for one in kept):
            kept.append(row)
    assert rows_of(suppress(found, level, across_kinds=across)) == kept


@given(crowds(), st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(found, seed):
    mixed = found.only(np.random.default_rng(seed).permutation(len(found)))
    for verb in (suppress, soften, fuse):
        assert rows_of(verb(mixed, 0.3)) == rows_of(verb(found, 0.3))


def seen_otherwise(found, flips, by):
    """The same boxes in a picture of 64 px that is mirrored along some axes, and moved."""
    box = found.box.copy()
    for axis, is_flipped in enumerate(flips):
        if is_flipped:
            box[:, [axis, 2 + axis]] = 64 - box[:, [2 + axis, axis]]
    return Found(found.frame, box + np.float32([*by, *by]), found.score, found.kind)


flips = st.tuples(st.booleans(), st.booleans())
moves = st.tuples(st.integers(-99, 99), st.integers(-99, 99))
ways = st.sampled_from([lambda f: suppress(f, 0.31), lambda f: soften(f, 0.0)])


@given(crowds(), flips, moves, ways, st.booleans())
def test_a_picture_mirrored_or_moved_keeps_the_same_boxes(found, flips, by, way, is_moved_only):
    """Of equal scores place decides, so those tell apart what is mirrored, not what is moved."""
    flips = (False, False) if is_moved_only or len(set(found.score)) < len(found) else flips
    kept = seen_otherwise(way(found), flips, by).in_order()
    assert rows_of(way(seen_otherwise(found, flips, by)).in_order()) == rows_of(kept)


@given(crowds(), flips, moves)
def test_means_of_a_picture_mirrored_or_moved_are_the_same_but_for_rounding(found, flips, by):
    flips = flips if len(set(found.score)) == len(found) else (False, False)
    plain = seen_otherwise(fuse(found, 0.31), flips, by).in_order()
    other = fuse(seen_otherwise(found, flips, by), 0.31)
    assert other.score.tolist() == plain.score.tolist()
    assert np.allclose(np.sort(other.box, 0), np.sort(plain.box, 0), atol=1e-3)


@given(crowds())
def test_scores_are_lowered_by_every_better_box(found):
    left, expected = rows_of(found.in_order()), []
    while left:
        first = max(left, key=lambda row: (row[2], -left.index(row)))
        left.remove(first)
        expected.append(first)
        left = [
            row
            if apart(row, first, False)
            else (
                row[0],
                row[1],
                row[2] * math.exp(-(overlap(row[1], first[1]) ** 2) / 0.5),
                row[3],
            )
            for row in left
        ]
    lowered = soften(found, 0.1)
    scores = sorted(row[2] for row in expected if row[2] >= 0.1)
    np.testing.assert_allclose(np.sort(lowered.score), scores, rtol=1e-5)


@given(crowds(), st.sampled_from([0.3, 0.6]))
def test_what_belongs_together_becomes_its_weighted_mean(found, level):
    heaps = []
    for row in rows_of(found.in_order()):
        near = [
            (overlap(row[1], mean(heap)), -number)
            for number, heap in enumerate(heaps)
            if not apart(row, heap[0], False) and overlap(row[1], mean(heap)) > level
        ]
        if near:
            heaps[-max(near)[1]].append(row)
        else:
            heaps.append([row])
    expected = of_rows([(heap[0][0], mean(heap), *heap[0][2:]) for heap in heaps]).in_order()
    fused = fuse(found, level)
    assert fused.score.tolist() == expected.score.tolist()
    np.testing.assert_allclose(np.sort(fused.box, 0), np.sort(expected.box, 0), atol=1e-4)


@given(crowds(), st.booleans())
def test_boxes_that_overlap_are_dealt_with_as_is_wished(found, across):
    ways = {
        Suppression.HARD: suppress(found, 0.3, across_kinds=across),
        Suppression.SOFT: soften(found, 0.2, across_kinds=across),
        Suppression.WEIGHTED: fuse(found, 0.3, across_kinds=across),
    }
    for way, expected in ways.items():
        wishes = Wishes(0.2, 0.3, across_kinds=across, suppression=way)
        assert rows_of(resolve(found, wishes)) == rows_of(expected)


def test_a_score_that_nothing_lowers_is_as_good_as_the_least():
    """A tenth in single precision is more than in double, seven tenths are less."""
    for least in (0.1, 0.7):
        assert len(soften(of_rows([(0, (0, 0, 1, 1), least, 0)]), least)) == 1


def mean(heap):
    weight = sum(row[2] for row in heap)
    return [sum(row[1][k] * row[2] for row in heap) / weight for k in range(4)]


@pytest.mark.parametrize("verb", [suppress, soften, fuse])
def test_ten_thousand_boxes_of_a_frame_are_no_burden(verb):
    random = np.random.default_rng(1)
    corner = random.uniform(0, 4000, (10_000, 2))
    box = np.hstack([corner, corner + random.uniform(5, 60, (10_000, 2))])
    crowd = of_rows([(0, one, score, 0) for one, score in zip(box, random.random(10_000))])  # noqa: B905
    assert 0 < len(verb(crowd, 0.05)) <= 10_000


def test_only_the_best_of_a_frame_are_kept():
    found = of_rows([(frame, (0, 0, 1, 1), score, 0) for frame in (0, 1) for score in (0.9, 0.5)])
    assert best_of(found, 1).score.tolist() == pytest.approx([0.9, 0.9])

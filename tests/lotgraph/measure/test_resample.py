"""Intervals hold what they promise, and parts of a sequence add up to the whole."""

from dataclasses import fields

import numpy as np
import pytest

from lotgraph.measure.judge import NO_EDGES, Score, score, scores
from lotgraph.measure.precision import Detections, Labels, precision_of
from lotgraph.measure.resample import (
    ROUNDS,
    Difference,
    Interval,
    draws,
    edges_of,
    precision_drawn,
    tracks_drawn,
    units_of,
)


@pytest.mark.parametrize("seed", range(4))
def test_stretches_add_up_to_the_whole(case_of, seed):
    case = case_of(seed, frames=50)
    whole, parts = score(case), scores(case, np.array([7, 8, 30, 200]))
    assert len(parts) == 5
    together = Score.sum(parts)
    for family in ("hota", "clear", "identity"):
        one, other = getattr(whole, family), getattr(together, family)
        for field in fields(one):
            assert getattr(other, field.name) == pytest.approx(getattr(one, field.name))
    assert parts[4].clear.hits + parts[4].clear.misses == 0


def test_a_draw_is_the_sum_of_what_was_drawn(case_of):
    units = [score(case_of(seed, frames=10)) for seed in range(6)]
    weights = draws(len(units))
    assert weights.sum(axis=1).tolist() == [6] * (1 + ROUNDS)
    assert set(weights[0]) == {1}
    by_hand = Score.sum([units[k] for k in np.repeat(range(6), weights[5])])
    drawn = tracks_drawn(units)
    assert drawn["HOTA"][5] == pytest.approx(by_hand.figures()["HOTA"])
    assert drawn["MOTA"][5] == pytest.approx(by_hand.figures()["MOTA"])
    assert np.array_equal(drawn["IDF1"], tracks_drawn(units)["IDF1"]), "the same each time"


def test_what_is_compared_with_itself_does_not_differ(case_of):
    drawn = tracks_drawn([score(case_of(seed, frames=10)) for seed in range(6)])["HOTA"]
    same = Difference.between(drawn, drawn)
    assert (same.value, same.low, same.high, same.is_better_share) == (0, 0, 0, 0.5)
    better = Difference.between(drawn + 0.01, drawn)
    assert (better.low, better.high) == (pytest.approx(0.01), pytest.approx(0.01))
    assert better.is_better_share == 1


def test_nineteen_of_twenty_intervals_hold_the_truth():
    """Of units as unlike as sequences are; the percentile's known fault is a little too few."""
    chance, held = np.random.default_rng(4), 0
    weights = draws(30)[1:]
    for _ in range(400):
        found = chance.beta(3, 2, 30)
        counts = chance.integers(50, 150, 30)
        drawn = (weights @ (found * counts)) / (weights @ counts)
        one = Interval.of(np.r_[0.6, drawn])
        held += one.low <= 0.6 <= one.high
    assert 0.90 <= held / 400 <= 0.97


def drawn_images(seed, images=12, kinds=2):
    chance = np.random.default_rng(seed)
    image = np.repeat(np.arange(images), 5)
    box = np.column_stack([chance.random((60, 2)) * 100, np.full((60, 2), 20.0)])
    kind = chance.integers(kinds, size=60)
    labels = Labels(image, kind, box, np.full(60, 400.0), chance.random(60) < 0.1)
    order = chance.permutation(120)
    near = np.tile(box, (2, 1)) + chance.normal(0, 3, (120, 4)) * [1, 1, 0.1, 0.1]
    score = chance.integers(0, 50, 120) / 50
    return labels, Detections(*(np.tile(v, 2)[order] for v in (image, kind)), near[order], score)


def repeated(labels, found, weights):
    """The same with each image as often as it was drawn, by copies with numbers of their own."""
    copies = [(k, c) for k in range(len(weights)) for c in range(weights[k])]
    new = {copy: number for number, copy in enumerate(copies)}

    def of(one):
        rows = [(r, new[k, c]) for k, c in copies for r in np.flatnonzero(one.image == k)]
        at, image = np.array(rows).T
        return image, at

    (image, at), (told, to) = of(labels), of(found)
    return (
        Labels(image, labels.kind[at], labels.box[at], labels.area[at], labels.is_crowd[at]),
        Detections(told, found.kind[to], found.box[to], found.score[to]),
    )


@pytest.mark.parametrize("seed", range(4))
def test_precision_of_a_draw_is_that_of_images_copied_as_often(seed):
    labels, found = drawn_images(seed)
    drawn = precision_drawn(labels, found, np.arange(12), np.arange(12))
    whole = precision_of(labels, found)
    assert drawn[None]["AP"][0] == pytest.approx(whole.ap())
    for number in (1, 2):
        copied = precision_of(*repeated(labels, found, draws(12)[number]))
        # Copies tie in score, so a curve of theirs has more steps, between which a step is one.
        assert drawn[None]["AP50"][number] == pytest.approx(copied.ap(0.5), abs=0.02)
        assert drawn[0]["AP"][number] == pytest.approx(copied.ap(kind=0), abs=0.02)


def test_figures_that_are_asked_for_alone_are_those_of_all():
    labels, found = drawn_images(1)
    every = precision_drawn(labels, found, np.arange(12), np.arange(12))
    some = precision_drawn(labels, found, np.arange(12), np.arange(12), ["AP75"])
    for kind, one in some.items():
        assert list(one) == ["AP75"]
        assert np.array_equal(one["AP75"], every[kind]["AP75"], equal_nan=True)


def test_a_draw_without_labels_of_any_class_gives_nothing():
    none = np.empty(0, np.int64)
    found = Detections(np.array([0]), np.array([0]), np.ones((1, 4)), np.ones(1))
    empty = Labels(none, none, np.empty((0, 4)), np.empty(0), np.empty(0, bool))
    assert precision_drawn(empty, found, np.array([0]), np.array([0]))[None]["AP"].shape
    assert np.isnan(Interval.of(np.full(5, np.nan)).low)


def test_many_sequences_are_drawn_whole_and_few_in_stretches():
    frames = np.arange(100)
    assert [len(edges) for edges in edges_of([frames] * 5)] == [0] * 5
    assert [len(edges) for edges in edges_of([frames] * 4)] == [4] * 4
    [edges] = edges_of([frames + 7])
    assert np.array_equal(edges, np.arange(12, 107, 5))
    assert [len(edges) for edges in edges_of([np.array([3]), NO_EDGES])] == [0, 0]
    unit, over = units_of(["a"] * 100, frames)
    assert (np.bincount(unit).tolist(), over) == ([5] * 20, "20 stretches of 1 sequence")
    assert units_of([""] * 3, np.arange(3))[1] == "3 images"
    assert units_of(list("aabbccddee"), np.arange(10))[1] == "5 sequences"

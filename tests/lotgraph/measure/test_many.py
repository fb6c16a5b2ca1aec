"""Frames with very many boxes: the same pairs, in memory of those that overlap."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.measure.judge import score
from lotgraph.measure.kernels import MANY, match, meet
from lotgraph.measure.model import Case, Tracks
from lotgraph.measure.operate import best_points
from lotgraph.measure.precision import Detections, Labels
from lotgraph.pairing.kernels import overlap

COUNT = 100_000  # squared, 80 GB


@st.composite
def frames(draw, *, endless=False):
    """Boxes of two frames, on a grid or not, some of them empty, inverted or endless."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    grid, wide = draw(st.sampled_from([0.0, 5.0])), draw(st.sampled_from([10.0, 60.0]))
    ends = np.r_[0, np.sort(chance.integers(0, draw(st.integers(1, 3 * MANY)), 2))]
    low = chance.random((ends[-1], 2)) * 100
    box = np.hstack([low, low + chance.normal(wide / 2, wide / 3, low.shape)])
    if endless and draw(st.booleans()) and len(box):
        box[chance.integers(len(box)), chance.integers(4)] = chance.choice([-np.inf, np.inf])
    return np.round(box / grid) * grid if grid else box, ends


@settings(deadline=None, max_examples=40)
@given(frames(endless=True), frames(endless=True))
def test_boxes_meet_as_when_each_is_held_to_each(truth, told):
    ends, rows, others, share = meet(*truth, *told)
    found, expected = list(zip(rows.tolist(), others.tolist(), share.tolist(), strict=True)), []
    for frame in range(2):
        assert ends[frame] == len(expected)
        for row in range(*truth[1][frame : frame + 2]):
            for other in range(*told[1][frame : frame + 2]):
                both = overlap(*truth[0][row], *told[0][other])
                if both > 0:
                    expected.append((row, other, both))
    assert found == expected


@settings(deadline=None, max_examples=40)
@given(frames(), frames(), st.integers(0, 99), st.sampled_from([0.05, 0.5]))
def test_detections_are_judged_as_when_each_is_held_to_each(label, told, seed, level):
    """The free label that overlaps most, of equals the last; one that counts before others."""
    chance = np.random.default_rng(seed)
    (label, here), (found, there) = label, told
    label[:, 2:], found[:, 2:] = abs(label[:, 2:] - label[:, :2]), abs(found[:, 2:] - found[:, :2])
    crowd, area, size = chance.random(len(label)) < 0.1, label[:, 2], found[:, 2]
    sizes = np.array([[0.0, 20.0]])
    verdict, _ = match(np.array([level]), sizes, label, area, crowd, here, found, size, there)
    taken, expected = set(), []
    for frame in range(2):
        for one in range(*there[frame : frame + 2]):
            shares = [
                ((crowd[k] or area[k] > 20), -share, -k)
                for k in range(*here[frame : frame + 2])
                if (share := shared(found[one], label[k], crowd[k])) >= level
                and (crowd[k] or k not in taken)
            ]
            is_idle, _, k = min(shares, default=(None, 0, 0))
            taken.add(-k if shares else None)
            nothing = -1 if size[one] > 20 else 0
            expected.append(nothing if not shares else -1 if is_idle else 1)
    assert verdict[0, 0].tolist() == expected


def shared(found, label, is_crowd):
    """As COCO has it, of left, top, width and height."""
    wide, high = (
        min(found[k] + found[k + 2], label[k] + label[k + 2]) - max(found[k], label[k])
        for k in (0, 1)
    )
    if wide <= 0 or high <= 0:
        return 0.0
    own, other = found[2] * found[3], label[2] * label[3]
    return wide * high / (own if is_crowd else own + other - wide * high)


@pytest.fixture
def spread():
    """So many boxes of one frame that each overlaps a few."""
    low = np.random.default_rng(7).random((COUNT, 2)) * [COUNT, 30.0]
    return np.hstack([low, low + 10.0])


def test_tracks_are_judged_in_memory_of_the_pairs_that_overlap(spread):
    frame, name = np.zeros(COUNT, np.int64), np.arange(COUNT)
    case = Case("", 1, Tracks(frame, name, spread), Tracks(frame, name[::-1].copy(), spread + 1.0))
    found = score(case)
    assert found.identity.hits >= found.clear.hits > COUNT * 0.9
    assert found.hota.hits[0] > COUNT * 0.9


def test_detections_are_judged_in_memory_of_the_pairs_that_overlap(spread):
    frame, box = np.zeros(COUNT, np.int64), spread.copy()
    box[:, 2:] -= box[:, :2]
    labels = Labels(frame, frame, box, box[:, 2] * box[:, 3], np.zeros(COUNT, np.bool_))
    point = best_points(labels, Detections(frame, frame, box, np.ones(COUNT)))[0]
    assert point.recall == 1

"""What a model's scores are worth is read from what it finds, and half believed."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.training.columns import KINDS
from lotgraph.training.export import GIVEN, TAKEN
from lotgraph.training.stock import Stock, Things
from lotgraph.training.trust import line, trust

WIDE, HIGH = 128, 96  # what the model takes; a still is twice as wide as that, and lower


def drawn(slope, shift, count=20_000, seed=0):
    """Scores, and which are right if their logits are worth so much."""
    chance = np.random.default_rng(seed)
    logit = chance.normal(-1, 1.5, count)
    right = chance.random(count) < 1 / (1 + np.exp(-slope * logit - shift))
    return 1 / (1 + np.exp(-logit)), right


@pytest.mark.parametrize(("slope", "shift"), [(1.0, 0.0), (2.5, -1.0), (0.5, 0.7)])
def test_the_line_that_scores_were_drawn_by_is_found(slope, shift):
    assert line(*drawn(slope, shift)) == pytest.approx((slope, shift), abs=0.08)


@given(st.integers(0, 2**16), st.floats(0.3, 3), st.floats(-2, 2))
def test_no_other_line_makes_what_is_right_likelier(seed, slope, shift):
    score, right = drawn(1.7, -0.4, 400, seed)
    logit = np.log(score / (1 - score))

    def unlikeliness(a, b):
        told = 1 / (1 + np.exp(-a * logit - b))
        return -np.log(np.where(right, told, 1 - told)).sum()

    assert unlikeliness(*line(score, right)) <= unlikeliness(slope, shift) + 0.01


@pytest.mark.parametrize("right", [True, False])
def test_boxes_that_are_all_right_or_all_wrong_change_nothing(right):
    assert line(np.array([0.2, 0.9]), np.array([right, right])) == (1.0, 0.0)


def says(boxes, scores):
    """A model that finds these boxes in every picture: rows x, y, w, h, and a score a kind."""
    from onnx import TensorProto, helper, numpy_helper

    box = np.array(boxes, np.float32)
    told = np.zeros((1, 4 + len(KINDS), len(box)), np.float32)
    told[0, :2], told[0, 2:4] = (box[:, :2] + box[:, 2:]).T / 2, (box[:, 2:] - box[:, :2]).T
    told[0, 4] = scores
    node = helper.make_node("Constant", [], [GIVEN], value=numpy_helper.from_array(told))
    taken = helper.make_tensor_value_info(TAKEN, TensorProto.FLOAT, [1, 3, HIGH, WIDE])
    given = helper.make_tensor_value_info(GIVEN, TensorProto.FLOAT, told.shape)
    graph = helper.make_graph([node], "says", [taken], [given])
    opsets = [helper.make_opsetid("", 17)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def stills(boxes, share=1.0, number=1):
    """Stills of 256 x 128 px, in which these boxes are cars."""
    picture = cv2.imencode(".png", np.zeros((128, 256, 3), np.uint8))[1].tobytes()
    box = np.array(boxes, np.float32).reshape(-1, 4)
    many = len(box)
    seen = np.full(many, share, np.float32)
    things = Things(box, np.zeros(many, np.int64), seen, np.arange(many, dtype=np.int32))
    return [(picture, picture, things)] * number


# The model takes stills at half their size, 16 px lower.
LEFT, RIGHT = (40, 40, 80, 80), (160, 40, 200, 80)
FOUND_LEFT, FOUND_RIGHT, NOTHING = (20, 36, 40, 56), (80, 36, 100, 56), (60, 10, 70, 20)


def test_scores_that_tell_right_from_wrong_too_faintly_are_spread_by_the_root():
    """.6 is right nine times in ten and .4 once: the slope is 5.4, and its root is taken."""
    some = stills([LEFT], number=9) + stills([RIGHT], number=1)
    model = says([FOUND_LEFT, FOUND_RIGHT], [0.6, 0.4])
    slope, shift = trust(model, Stock(some))
    assert slope == pytest.approx(np.sqrt(np.log(9) / np.log(1.5)), rel=0.15)
    assert shift == pytest.approx(0, abs=0.35)


def test_nothing_that_scores_a_tenth_comes_to_score_less():
    empty = stills([], number=3)
    model = says([FOUND_LEFT, NOTHING], [0.5, 0.1])
    slope, shift = trust(model, Stock(stills([LEFT], number=5) + empty))
    assert slope > 1
    assert 1 / (1 + np.exp(-slope * np.log(0.1 / 0.9) - shift)) < 0.1


def test_scores_that_are_too_sure_are_left_as_they_are():
    some = stills([LEFT], number=1) + stills([RIGHT], number=1)
    assert trust(says([FOUND_LEFT, FOUND_RIGHT], [0.99, 0.02001]), Stock(some)) == (1.0, 0.0)


def test_what_is_hardly_seen_need_not_be_found_and_may_be():
    """Boxes on it count neither way, so that all others are right and nothing is changed."""
    hidden = stills([RIGHT], share=0.01)[0][2]
    packed, owners, seen = stills([LEFT])[0]
    some = [(packed, owners, Things.joined([seen, hidden]))]
    assert trust(says([FOUND_LEFT, FOUND_RIGHT], [0.7, 0.6]), Stock(some)) == (1.0, 0.0)
    assert trust(says([FOUND_LEFT, NOTHING], [0.7, 0.6]), Stock(some)) != (1.0, 0.0)


def test_a_second_box_on_a_thing_is_wrong():
    near = (26, 36, 46, 56)  # an overlap of .54 with the first: neither suppressed nor another's
    assert trust(says([FOUND_LEFT, near], [0.7, 0.3]), Stock(stills([LEFT]))) != (1.0, 0.0)


def test_a_shift_is_taken_as_far_as_the_slope():
    """.6 is right nine times in ten and .4 every other time."""
    some = stills([LEFT, RIGHT], number=5) + stills([LEFT], number=4) + stills([], number=1)
    slope, shift = trust(says([FOUND_LEFT, FOUND_RIGHT], [0.6, 0.4]), Stock(some))
    whole = np.log(9) / np.log(2.25)
    assert slope == pytest.approx(np.sqrt(whole), rel=0.15)
    assert shift == pytest.approx(np.log(3) / np.sqrt(whole), abs=0.25)


@pytest.mark.parametrize(("aside", "is_right"), [(5, True), (9, False)])
def test_right_is_an_overlap_of_half(aside, is_right):
    """5 px aside of 20 an overlap of .6, 9 px one of .38."""
    moved = (20 + aside, 36, 40 + aside, 56)
    told = trust(says([moved, NOTHING], [0.7, 0.3]), Stock(stills([LEFT])))
    assert (told != (1.0, 0.0)) == is_right

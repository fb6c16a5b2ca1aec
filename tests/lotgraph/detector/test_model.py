"""The contract of detectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.detector.model import Found, checked, joined, nothing
from lotgraph.errors import ShapeError


def found(*rows: tuple[int, tuple[float, ...], float, int]) -> Found:
    return Found(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.float32).reshape(-1, 4),
        np.array([row[2] for row in rows], np.float32),
        np.array([row[3] for row in rows], np.int64),
    )


def test_rows_go_by_frame_then_by_score_then_by_kind_and_place() -> None:
    box, left = (1.0, 1.0, 2.0, 2.0), (0.0, 1.0, 2.0, 2.0)
    mixed = found((1, box, 0.9, 0), (0, box, 0.2, 1), (0, box, 0.2, 0), (0, left, 0.2, 0))

    ordered = mixed.in_order()

    assert ordered.frame.tolist() == [0, 0, 0, 1]
    assert ordered.kind.tolist() == [0, 0, 1, 0]
    assert ordered.box[:, 0].tolist() == [0.0, 1.0, 1.0, 1.0]


def test_boxes_are_cut_off_at_the_edges_and_those_of_nothing_go() -> None:
    whole = found(
        (0, (-5, -5, 20, 20), 0.5, 0),
        (0, (30, 2, 40, 8), 0.5, 0),
        (0, (5, 5, 5, 9), 0.5, 0),
        (0, (np.nan, 0, 5, 5), 0.5, 0),
        (0, (0, 0, 5, 5), np.nan, 0),
        (0, (0, 0, np.inf, 5), 0.5, 0),
    )

    assert whole.inside(10, 8).box.tolist() == [[0, 0, 10, 8]]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"expected boxes \(1, 4\)"):
        Found(np.zeros(1, np.int64), np.zeros((2, 4), np.float32), np.zeros(1), np.zeros(1))


def test_parts_are_joined_and_no_parts_are_nothing() -> None:
    one = found((0, (0, 0, 1, 1), 0.5, 2))

    assert joined([one, nothing(), one]).kind.tolist() == [2, 2]
    assert len(joined([])) == 0


@pytest.mark.parametrize("shape", [(4, 4, 3), (1, 4, 4, 4), (1, 4, 4)])
def test_frames_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match="expected uint8"):
        checked(np.zeros(shape, np.uint8))


@given(
    st.lists(st.tuples(*[st.integers(-30, 90)] * 4), max_size=12),
    st.tuples(st.booleans(), st.booleans()),
    st.integers(0, 99),
)
def test_what_is_inside_is_so_in_a_mirrored_frame_and_in_any_order(boxes, flips, seed) -> None:
    whole = found(*((0, box, 0.5, 0) for box in boxes))

    def mirrored(one: Found) -> Found:
        box = one.box.copy()
        for axis, size in enumerate((64, 48)):
            if flips[axis]:
                box[:, [axis, 2 + axis]] = size - box[:, [2 + axis, axis]]
        return Found(one.frame, box, one.score, one.kind)

    mixed = mirrored(whole).only(np.random.default_rng(seed).permutation(len(boxes)))
    plain = mirrored(whole.inside(64, 48)).in_order()
    assert mixed.inside(64, 48).in_order().box.tolist() == plain.box.tolist()

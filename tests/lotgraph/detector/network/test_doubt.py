"""Answers that no sound network gives are refused: they would end as no boxes, or as wrong ones."""

from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.detector.model import Found, Wishes, nothing
from lotgraph.detector.network.attempt import layout_from, tried
from lotgraph.detector.network.doubt import LARGEST_SCORE, doubt
from lotgraph.detector.network.model import Answer, Eye
from lotgraph.detector.network.run import NetworkDetector
from lotgraph.errors import DetectorError

NAMES = {"names": "{0: 'car', 1: 'truck'}"}
ROWS = np.array([[[8, 8, 32, 32, 0.9, 0], [32, 32, 56, 56, 0.8, 1]]], np.float32)
SHARES = ROWS / np.array([64, 64, 64, 64, 1, 1], np.float32)
DARK, BRIGHT = np.zeros((1, 64, 64, 3), np.uint8), np.full((1, 64, 64, 3), 255, np.uint8)
EYE = Eye("x", "float32", 64, 64, False, 1)


@pytest.mark.parametrize("places", [slice(None), (0, 0, 0), (0, 0, 4), (0, 1, 5)])
def test_an_answer_that_is_not_a_number_is_refused_when_it_is_tried_out(network, places):
    rows = ROWS.copy()
    rows[places] = np.nan
    file = network({"output0": rows}, metadata=NAMES)
    with pytest.raises(
        DetectorError, match=r"not numbers \(NaN\); its weights are damaged"
    ) as told:
        tried(file)
    assert str(file) in str(told.value)


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_an_answer_of_nothing_but_none_is_refused_when_it_comes(gated, opened, strange):
    file = gated(np.full_like(ROWS, strange), metadata=NAMES)
    detector = opened(file)
    assert len(detector.detect(DARK)) == 0
    with pytest.raises(DetectorError, match="nothing that it answers is a number") as told:
        detector.detect(BRIGHT)
    assert str(file) in str(told.value)


@pytest.mark.parametrize("column", [0, 4, 5])
def test_one_box_that_is_no_number_goes_and_the_others_stay(gated, opened, column):
    """Warnings are errors here, so that none is printed by the way either."""
    rows = ROWS.copy()
    rows[0, 0, column] = np.nan
    found = opened(gated(rows, metadata=NAMES)).detect(BRIGHT)
    assert found.kind.tolist() == [1]
    np.testing.assert_allclose(found.box, ROWS[0, 1:, :4], atol=1e-3)


def test_a_table_whose_scores_are_none_is_refused_though_its_boxes_are_numbers():
    table = np.ones((1, 84, 7), np.float32)
    table[..., 4:] = np.nan
    answer = Answer("boxes", ("o",), n_kinds=3)
    none = nothing()
    with pytest.raises(DetectorError, match="nothing that it answers is a number"):
        doubt({"o": table}, answer, EYE, none)
    table[0, 5, 4:] = 0.01
    assert len(doubt({"o": table}, answer, EYE, none)) == 0


def test_scores_beyond_one_are_refused_at_once(network, gated, opened):
    percent = ROWS * np.array([1, 1, 1, 1, 100, 1], np.float32)
    with pytest.raises(DetectorError, match=r"a score of 90, and scores are from 0 to 1; export"):
        tried(network({"output0": percent}, metadata=NAMES))
    detector = opened(gated(percent, metadata=NAMES))
    with pytest.raises(DetectorError, match="a score of 90, and scores are from 0 to 1"):
        detector.detect(BRIGHT)


@given(st.floats(0, 3, width=32))
def test_a_score_that_is_let_through_is_from_0_to_1(score):
    rows = Found(
        np.zeros(1, np.int64),
        np.array([[1, 2, 3, 4]], np.float32),
        np.array([score], np.float32),
        np.zeros(1, np.int64),
    )
    answer = Answer("rows", ("o",))
    if score > LARGEST_SCORE:
        with pytest.raises(DetectorError):
            doubt({}, answer, EYE, rows)
    else:
        assert doubt({}, answer, EYE, rows).score.tolist() == [min(score, 1.0)]


@pytest.mark.parametrize("rest", [0.0, -1.0])
def test_shares_that_were_not_seen_when_it_was_tried_out_are_not_taken_for_px(gated, opened, rest):
    """Lists are filled up with rows of 0 or -1, which tell nothing."""
    file = gated(SHARES, rest, metadata=NAMES)
    detector = opened(file)
    assert (
        "taken to be in px; if they are shares of the input, write relative = true into "
        in (detector.layout.assumed[-1])
    )
    with pytest.raises(DetectorError, match="look like shares of the input; write relative = true"):
        detector.detect(BRIGHT)

    file.with_suffix(".toml").write_text("relative = true\n")
    told = opened(file)
    assert not told.layout.is_px_assumed
    np.testing.assert_allclose(told.detect(BRIGHT).box, ROWS[0, :, :4], atol=1e-3)


def test_px_are_taken_once_a_box_shows_them(gated, opened):
    rows = np.concatenate([ROWS, SHARES], axis=1)
    detector = opened(gated(ROWS, metadata=NAMES))
    detector.detect(BRIGHT)
    layout = detector.layout
    assert layout.is_px_assumed
    assert layout_from(asdict(layout)) == layout
    assert len(opened(gated(rows, metadata=NAMES)).detect(BRIGHT)) == 4


def test_what_was_seen_when_it_was_tried_out_is_not_asked_again(network, opened):
    detector = opened(network({"output0": ROWS}, metadata=NAMES))
    assert not detector.layout.is_px_assumed
    assert len(detector.layout.assumed) == 1


def test_whether_px_were_seen_is_no_part_of_the_version(network, opened):
    layout = opened(network({"output0": ROWS}, metadata=NAMES)).layout
    session, file = SimpleNamespace(get_outputs=list), Path("net.onnx")
    versions = {
        NetworkDetector(file, replace(layout, is_px_assumed=one), session, "0", Wishes()).version
        for one in (False, True)
    }
    assert len(versions) == 1

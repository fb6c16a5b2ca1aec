"""Reasons: one word, one sentence that says what it means and what to do."""

import pytest

from lotgraph.captures.reasons import REASONS


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_one_word_and_a_sentence(reason):
    assert reason.replace("_", "").isalpha()
    assert reason.islower()
    text = REASONS[reason]
    assert text[0].isupper()
    assert text.endswith(".")
    assert 30 < len(text) < 200

"""The figures of what ships are counted on the stills that its card was."""

import json
from pathlib import Path

import pytest

from benchmarks import detector_model
from lotgraph.detector.open import OURS_FILE
from lotgraph.training.keep import rounds
from lotgraph.training.whole import HELD_OUT_AFTER


@pytest.mark.parametrize(("words", "first"), [([], 12_001), (["--first-seed", "30001"], 30_001)])
def test_a_detector_is_judged_on_the_sites_of_the_seeds_asked_for(monkeypatch, words, first):
    drawn, judged = [], []
    monkeypatch.setattr(detector_model, "missing", lambda wanted, _: wanted[1:])
    monkeypatch.setattr(detector_model, "keep", lambda one, _: drawn.append(one.seed))
    monkeypatch.setattr(detector_model, "open_detector", lambda *_: None)
    monkeypatch.setattr(detector_model, "ask", lambda _, __, some: judged.extend(some))
    monkeypatch.setattr(detector_model, "judge", lambda _: None)
    monkeypatch.setattr(detector_model, "table", lambda _: "")
    monkeypatch.setattr(detector_model, "speed", lambda *_: (1.0, 2.0))
    detector_model.main(["--stills", "none", "--rounds", "3", *words])
    assert [one.seed for one in judged] == [first, first + 2, first + 4]
    assert drawn == [first + 2, first + 4]  # what is there already stays


def test_the_seeds_are_those_that_what_ships_was_judged_by():
    card = json.loads(Path(OURS_FILE).with_name("card.json").read_text())
    seed = card["drawn"]["first_seed"] + HELD_OUT_AFTER
    assert rounds(detector_model.FIRST_SEED, 40, held_out=True) == rounds(seed, 40, held_out=True)

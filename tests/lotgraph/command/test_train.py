"""`lotgraph train` goes from stills to files that detect, and on from where it was."""

import json
import shutil
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from lotgraph.training.columns import KINDS
from lotgraph.training.draw import SOUGHT_SHARE
from lotgraph.training.keep import rounds
from lotgraph.training.learn import RATE_OF_LEARNT
from lotgraph.training.model import Shape
from lotgraph.training.ship import NAMES
from lotgraph.training.state import load
from lotgraph.training.train import state_in
from tests.lotgraph.training.conftest import keep_painted

TINY = Shape(channels=(4, 8, 8, 12, 12), blocks=(1, 1, 1, 1), head=8)
ASKED = ("--rounds", 1, "--held-out", 1, "--seed", 4)


@pytest.fixture
def small(folder, monkeypatch):
    """Painted stills in place of rendered ones, and a network of few weights."""
    from lotgraph.training import learn, quantise, train

    monkeypatch.setattr(train, "Shape", lambda: TINY)
    monkeypatch.setattr(quantise, "LOOKED_AT", 2)
    defaults = (6, 2e-3, (64, 64), 2, 0.2, (64, 96), 2, True)
    monkeypatch.setattr(learn.Course.__init__, "__defaults__", defaults)
    train.state_in(folder / "out", 4, asked={"seed": "4"})
    keep_painted(rounds(4, 1)[0], folder / "out" / "stills", 3)
    first = rounds(4 + 10_001, 1, held_out=True)[0]
    keep_painted(first, folder / "out" / "held_out", 2)
    return folder / "out"


def test_a_training_ends_in_files_and_a_card_and_goes_on_from_where_it_was(lotgraph, small):
    ran = lotgraph("train", "--out", small, "--steps", 2, *ASKED, "--json")
    assert ran.code == 0, ran.err
    shipped = small / "shipped"
    assert {file.name for file in shipped.iterdir()} == {*NAMES, "card.json"}
    card = json.loads((shipped / "card.json").read_text())
    assert card == ran.document
    assert card["kinds"] == list(KINDS)
    drawn = card["drawn"]
    assert (drawn["first_seed"], drawn["stills"], drawn["held_out"]) == (4, 3, 2)
    assert drawn["sought_share"] == SOUGHT_SHARE
    assert drawn["things"] == dict.fromkeys(KINDS, 0) | {"car": 3, "two_wheeler": 3}
    assert set(card["verdicts"]) == set(NAMES[1:])
    assert card["curves"]["step"] == [2]
    first = card["verdicts"][NAMES[1]]
    few = [name for name, one in first.items() if one["ap"] < card["not_good_at"]["ap_below"]]
    assert card["not_good_at"]["of"] == few
    [half] = card["halves"][NAMES[1]].values()  # of one site
    assert (half["sites"], half["stills"]) == (1, 2)
    assert half["ap"]["value"] == pytest.approx(first["vehicle"]["ap"])
    assert datetime.fromisoformat(card["made_at"]).tzinfo == UTC
    assert card["took_s"] == round(load(small / "state.safetensors").took_s, 1) >= 0
    assert card["code_versions"] == [card["code_version"]]
    for part in ("code_version", "course", "shape", "weights", "seed", "step", "input"):
        assert card[part], part
    ran = lotgraph("train", "--out", small, "--steps", 2, *ASKED, "--processes", 1)
    assert ran.code == 0, ran.err
    assert "from step 2 on" in ran.err
    assert "AP50" in ran.out
    assert load(small / "state.safetensors").step == 2


def test_a_training_is_not_gone_on_with_as_another_one(lotgraph, small):
    asked = ("train", "--out", small, "--steps", 2, *ASKED)
    assert state_in(small, 4, asked={"seed": "4", "steps": "9"}).step == 0  # binds nothing else
    keep_painted(rounds(40, 1)[0], small / "stills", 2)  # of another seed
    ran = lotgraph(*asked, "--json")
    assert ran.document["drawn"]["stills"] == 3
    before = (small / "shipped" / "card.json").read_bytes()
    for more, told in (
        (("--steps", 3), "steps there: 2, asked for: 3"),
        (("--seed", 6), "seed there: 4, asked for: 6"),
        (("--rounds", 2), "rounds there: 1, asked for: 2"),
    ):
        ran = lotgraph(*asked, *more)
        assert ran.code == 2
        assert told in " ".join(ran.err.split())
        assert "stills and held_out of that folder away" in " ".join(ran.err.split())
    assert (small / "shipped" / "card.json").read_bytes() == before


def test_a_training_is_judged_anew_by_other_code_and_stills_which_the_card_tells(
    lotgraph, small, monkeypatch
):
    asked = ("train", "--out", small, "--steps", 2, *ASKED, "--json")
    first = lotgraph(*asked)
    weights = (small / "shipped" / NAMES[0]).read_bytes()
    assert "Other code" not in first.err
    keep_painted(rounds(4 + 10_001, 2, held_out=True)[1], small / "held_out", 2)
    monkeypatch.setattr("lotgraph.training.whole.code_version", lambda: "0" * 64)
    ran = lotgraph(*asked, "--held-out", 2)
    assert ran.code == 0, ran.err
    assert "Other code took part" in ran.err
    assert ran.document["drawn"]["held_out"] == 4
    assert ran.document["code_versions"] == [first.document["code_version"], "0" * 64]
    assert (small / "shipped" / NAMES[0]).read_bytes() == weights


def test_a_training_learns_on_from_the_weights_of_another(lotgraph, small):
    assert lotgraph("train", "--out", small, "--steps", 2, *ASKED).code == 0
    weights, own = small / "shipped" / NAMES[0], small.with_name("own")
    state_in(own, 4, asked={"seed": "4"})
    for name in ("stills", "held_out"):
        shutil.copytree(small / name, own / name)
    ran = lotgraph("train", "--out", own, "--from", weights, "--steps", 1, *ASKED, "--json")
    assert ran.code == 0, ran.err
    assert ran.document["began_with"] == sha256(weights.read_bytes()).hexdigest()
    assert ran.document["course"]["most_rate"] == RATE_OF_LEARNT
    # It goes on as what it is, said again or not; and not as what it is not.
    for more in ((), ("--from", weights)):
        ran = lotgraph("train", "--out", own, *more, "--steps", 1, *ASKED, "--json")
        assert ran.document["began_with"] == sha256(weights.read_bytes()).hexdigest()
        assert ran.document["course"]["most_rate"] == RATE_OF_LEARNT
    ran = lotgraph("train", "--out", small, "--from", weights, "--steps", 2, *ASKED)
    assert ran.code == 2
    assert "first weights there: drawn, asked for:" in " ".join(ran.err.split())
    ran = lotgraph("train", "--out", small.with_name("c"), "--from", small / "none", *ASKED)
    assert ran.code == 2
    assert "none: expected weights of a detector of ours" in ran.err
    assert not (small.with_name("c")).exists()


def test_a_folder_without_pictures_is_no_background(lotgraph, folder):
    (folder / "behind").mkdir()
    ran = lotgraph("train", "--out", folder / "out", "--backgrounds", folder / "behind")
    assert ran.code == 2
    assert "expected pictures" in ran.err
    (folder / "behind" / "a.png").write_bytes(b"no picture")
    ran = lotgraph("train", "--out", folder / "out", "--backgrounds", folder / "behind")
    assert ran.code == 2
    assert "a.png: cannot be read as a picture" in ran.err


@pytest.mark.parametrize("is_read_only", [True, False])
def test_what_is_learnt_on_from_or_kept_is_not_written_over(
    lotgraph, tmp_path, monkeypatch, is_read_only
):
    monkeypatch.setattr("lotgraph.training.whole.make", None)
    file = tmp_path / "shipped" / "detector.safetensors"
    file.parent.mkdir()
    file.write_text("kept")
    words = [] if is_read_only else ["--from", str(file)]
    if is_read_only:
        file.chmod(0o444)
    ran = lotgraph("train", "--out", tmp_path, *words)
    assert ran.code == 2
    said = "can only be read; choose" if is_read_only else "which is read; choose another --out"
    assert said in " ".join(ran.err.split())
    assert file.read_text() == "kept"

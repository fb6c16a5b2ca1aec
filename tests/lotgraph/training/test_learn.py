import json
from dataclasses import asdict

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from lotgraph.errors import TrainingError
from lotgraph.training import learn as room
from lotgraph.training.assign import cells_of, overlaps
from lotgraph.training.begin import begin, begin_with
from lotgraph.training.compute import compute
from lotgraph.training.crop import Crop
from lotgraph.training.draw import Round, opened
from lotgraph.training.learn import Course, draw_batch, learn, tensors
from lotgraph.training.lose import said
from lotgraph.training.model import STRIDES, Shape
from lotgraph.training.ship import ship
from lotgraph.training.state import PARTS, State, load, save
from lotgraph.training.stock import Stock
from lotgraph.training.train import TOLD_EVERY, curves, state_in, train
from lotgraph.training.whole import Plan, asked_of
from tests.lotgraph.training.conftest import keep_painted

TINY = Shape(channels=(4, 8, 8, 12, 12), blocks=(1, 1, 1, 1), head=8)
SHORT = Course(steps=6, size=(64, 64), batch=2, last_size=(64, 96), last_batch=1, last_share=0.4)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def same(a: State, b: State) -> bool:
    return a.step == b.step and all(
        torch.equal(one, getattr(b, part)[name])
        for part in PARTS
        for name, one in getattr(a, part).items()
    )


def test_a_tiny_network_learns_three_pictures_by_heart(stock: Stock, monkeypatch) -> None:
    def as_they_are(stock: Stock, *_) -> list[Crop]:
        return [Crop(opened(jpeg), things, np.ones(len(things.box), bool))
                for jpeg, _, things in stock.stills]  # fmt: skip

    monkeypatch.setattr(room, "draw_batch", as_they_are)
    state = begin(TINY, 1)
    course = Course(steps=140, size=(96, 160), last_share=0.0, uses_bfloat16=False)
    for _ in learn(state, stock, course, []):
        pass
    pictures, truth = tensors(as_they_are(stock))
    with torch.no_grad():
        ends = compute(TINY, state.learnt, state.running, pictures, is_training=True)
        raw, boxes = said(ends, cells_of((96, 160), STRIDES))
    for sure, box, (true, kind, _) in zip(raw.sigmoid(), boxes, truth, strict=True):
        for own, which in zip(true, kind, strict=True):
            best = int(sure[:, which].argmax())
            assert float(overlaps(box[best][None], own[None])) > 0.75
            assert float(sure[best, which]) > 0.4


def test_a_training_that_was_broken_off_ends_as_one_that_was_not(
    stock: Stock, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("lotgraph.training.train.SAVED_EVERY", 2)
    monkeypatch.setattr("lotgraph.training.train.Shape", lambda: TINY)
    whole = begin(TINY, 3)
    told = list(train(whole, stock, SHORT, tmp_path / "whole", []))
    assert [one.step for one in told] == [1, 2, 3, 4, 5, 6]
    for steps in (2, 3):
        going = train(state_in(tmp_path / "broken", 3), stock, SHORT, tmp_path / "broken", [])
        for _ in range(steps):
            next(going)
        going.close()
    after = state_in(tmp_path / "broken", 3)
    assert after.step == 5
    list(train(after, stock, SHORT, tmp_path / "broken", []))
    assert same(after, whole)
    assert same(load(tmp_path / "broken" / "state.safetensors"), whole)


def test_what_a_training_was_asked_for_is_kept_from_the_first_on(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("lotgraph.training.train.Shape", lambda: TINY)
    asked = {"steps": "6", "seed": "3"}
    state = state_in(tmp_path, 3, asked=asked)
    assert state.asked == asked
    assert same(state_in(tmp_path, 3, asked=asked), begin(TINY, 3))
    state.step = 1
    save(state, tmp_path / "state.safetensors")
    assert state_in(tmp_path, 3, asked=asked).asked == asked
    with pytest.raises(TrainingError, match="steps there: 6, asked for: 7") as refused:
        state_in(tmp_path, 3, asked=asked | {"steps": "7"})
    assert "seed" not in str(refused.value)
    state.asked = {}  # as an older version did
    save(state, tmp_path / "state.safetensors")
    with pytest.raises(TrainingError, match="steps there: not known, asked for: 6"):
        state_in(tmp_path, 3, asked=asked)


def test_before_its_first_step_a_training_is_bound_to_its_seed_alone(stock, tmp_path, monkeypatch):
    monkeypatch.setattr("lotgraph.training.train.Shape", lambda: TINY)
    weights = ship(begin(TINY, 5), stock, tmp_path / "shipped")[0]
    state_in(tmp_path, 3, asked={"steps": "6000", "seed": "3"})
    asked = {"steps": "6", "seed": "3", "rounds": "2"}
    assert state_in(tmp_path, 3, weights, asked).began_with
    assert state_in(tmp_path, 3, asked=asked).began_with == ""
    assert load(tmp_path / "state.safetensors").asked == asked
    with pytest.raises(TrainingError, match="seed there: 3, asked for: 4") as refused:
        state_in(tmp_path, 4, asked=asked | {"seed": "4"})
    for name in ("state.safetensors", "curves.parquet", "stills", "held_out", "--out", "[paths]"):
        assert name in str(refused.value)


@pytest.mark.parametrize("name", ["stills", "held_out"])
def test_stills_without_a_state_are_not_taken_for_those_of_this_code(tmp_path, monkeypatch, name):
    monkeypatch.setattr("lotgraph.training.train.Shape", lambda: TINY)
    keep_painted(Round(4, 0), tmp_path / name, 1)
    with pytest.raises(TrainingError, match=f"{name} there are of a training without state") as no:
        state_in(tmp_path, 3)
    assert "shipped may stay" in str(no.value)
    assert not (tmp_path / "state.safetensors").exists()
    (tmp_path / name).rename(tmp_path / "away")
    assert state_in(tmp_path, 3).step == 0


def test_all_code_that_took_part_in_a_training_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("lotgraph.training.train.Shape", lambda: TINY)
    for code in ("b2", "b2", "a1", "b2"):
        state = state_in(tmp_path, 3, code=code)
        state.step += 1
        save(state, tmp_path / "state.safetensors")
    assert load(tmp_path / "state.safetensors").codes == ["b2", "a1"]


def test_a_training_is_bound_to_the_shapes_and_the_order_of_its_backgrounds():
    one, other = np.zeros((2, 6, 3), np.uint8), np.ones((3, 4, 3), np.uint8)
    sets = [[], [one], [one.reshape(3, 4, 3)], [one, other], [other, one]]
    told = {asked_of(Plan(), behind)["backgrounds"] for behind in sets}
    assert len(told) == len(sets)
    apart = np.zeros((2, 12, 3), np.uint8)[:, ::2]  # does not lie in one piece
    assert asked_of(Plan(), [apart]) == asked_of(Plan(), [one])
    assert asked_of(Plan(held_out=1), []) == asked_of(Plan(held_out=2), [])


def test_the_time_a_training_took_adds_up_over_breaks(stock: Stock, tmp_path, monkeypatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr("lotgraph.training.train.monotonic", lambda: next(clock))
    monkeypatch.setattr("lotgraph.training.train.Shape", lambda: TINY)
    going = train(state_in(tmp_path, 3), stock, SHORT, tmp_path, [])
    for _ in range(2):
        next(going)
    going.close()
    assert load(tmp_path / "state.safetensors").took_s == 2
    list(train(state_in(tmp_path, 3), stock, SHORT, tmp_path, []))
    assert load(tmp_path / "state.safetensors").took_s == 2 + 4


def test_each_step_learns_from_its_own_crops(stock: Stock, monkeypatch) -> None:
    learnt: list[list[Crop]] = []
    monkeypatch.setattr(room, "tensors", lambda *told: learnt.append(told[0]) or tensors(*told))
    for _ in learn(begin(TINY, 3), stock, SHORT, []):
        pass
    assert len(learnt) == SHORT.steps
    for step, crops in enumerate(learnt):
        own = draw_batch(stock, 3, step, *SHORT.at(step), [])
        for one, other in zip(crops, own, strict=True):
            assert (one.picture == other.picture).all()


def test_another_seed_gives_other_weights_and_other_crops(stock: Stock) -> None:
    first, second = begin(TINY, 1), begin(TINY, 2)
    assert not torch.equal(first.learnt["stem.weight"], second.learnt["stem.weight"])
    crops = [draw_batch(stock, seed, 0, (64, 64), 1, [])[0].picture for seed in (1, 2, 1)]
    assert (crops[0] != crops[1]).any()
    assert (crops[0] == crops[2]).all()


def test_curves_have_a_mean_for_every_few_steps(stock: Stock, tmp_path) -> None:
    course = Course(steps=TOLD_EVERY + 5, size=(64, 64), batch=1, last_share=0.0)
    told = list(train(begin(TINY, 3), stock, course, tmp_path, []))
    kept = curves(tmp_path)
    assert kept["step"].to_list() == [TOLD_EVERY, TOLD_EVERY + 5]
    assert kept["scores"][0] == pytest.approx(np.mean([t.scores for t in told[:TOLD_EVERY]]))


def test_the_rate_rises_then_falls_to_its_least() -> None:
    course = Course(steps=1000)
    rates = [course.rate(step) for step in range(1001)]
    assert np.argmax(rates) > 200
    assert rates[0] < rates[100]
    assert rates[-1] == pytest.approx(room.LAST_RATE)
    assert course.at(0) == (course.size, course.batch)
    assert course.at(999) == (course.last_size, course.last_batch)


def test_a_training_begins_with_the_weights_that_another_one_shipped(stock, tmp_path) -> None:
    before = begin(TINY, 3)
    list(train(before, stock, SHORT, tmp_path, []))
    weights = ship(before, stock, tmp_path / "shipped")[0]
    after = begin_with(weights, 4)
    assert (after.seed, after.step, after.shape) == (4, 0, TINY)
    for name, one in before.shipped.items():
        for part in (after.learnt, after.mean) if name in after.learnt else (after.running,):
            assert torch.equal(part[name], one.half().float())
    assert not any(one.any() for part in (after.first, after.second) for one in part.values())
    told = list(train(after, stock, Course(2, size=(64, 64), batch=1), tmp_path / "after", []))
    assert np.isfinite([one.scores for one in told]).all()


def test_weights_to_begin_with_that_do_not_fit_are_refused_in_a_sentence(tmp_path) -> None:
    with pytest.raises(TrainingError, match=r"none\.safetensors: expected weights of a detector"):
        begin_with(tmp_path / "none.safetensors", 0)
    save(begin(TINY, 1), tmp_path / "state.safetensors")
    with pytest.raises(TrainingError, match="expected weights of a detector of ours"):
        begin_with(tmp_path / "state.safetensors", 0)
    told = {"kinds": ("car",), "shape": asdict(TINY)}
    path = tmp_path / "other.safetensors"
    save_file(begin(TINY, 1).shipped, path, {"lotgraph": json.dumps(told)})
    with pytest.raises(TrainingError, match="find other kinds"):
        begin_with(path, 0)
    for shape in ([1], {"channels": []}, {"channels": [1, 2]}, {"head": "x"}):
        save_file({}, path, {"lotgraph": json.dumps(told | {"shape": shape})})
        with pytest.raises(TrainingError, match=r"other\.safetensors: "):
            begin_with(path, 0)
    save_file({"stem.weight": torch.zeros(1)}, path, {"lotgraph": json.dumps(told)})
    with pytest.raises(TrainingError, match="of another network"):
        begin_with(path, 0)


def test_what_is_no_state_of_a_training_is_refused_in_a_sentence(tmp_path) -> None:
    path = tmp_path / "state.safetensors"
    path.write_bytes(b"no tensors")
    with pytest.raises(TrainingError, match="expected the state of a training"):
        load(path)
    save(begin(TINY, 1), path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(TrainingError, match="expected the state of a training"):
        load(path)


def test_there_must_be_stills() -> None:
    with pytest.raises(TrainingError, match="no stills"):
        Stock([])

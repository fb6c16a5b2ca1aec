import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.training.assign import assign, cells_of, overlaps
from lotgraph.training.lose import _generalised, lose

SIZE, STRIDES = (64, 96), (8, 16, 32)
CELLS = cells_of(SIZE, STRIDES)
KINDS = 3


def say(boxes: list[tuple[float, float, float, float]], kinds: list[int], counts: list[bool]):
    return (torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4), torch.tensor(kinds).long(),
            torch.tensor(counts, dtype=torch.bool))  # fmt: skip


def guess() -> tuple[torch.Tensor, torch.Tensor]:
    """What an untrained network says: boxes of two strides about each cell."""
    reach = CELLS.stride[:, None]
    box = torch.cat([CELLS.centre - reach, CELLS.centre + reach], dim=1)
    return torch.full((len(box), KINDS), 0.01), box


def test_cells_go_row_by_row_and_stand_in_the_middle_of_their_pixels() -> None:
    assert CELLS.centre[:2].tolist() == [[4, 4], [12, 4]]
    assert CELLS.centre[8 * 12].tolist() == [8, 8]
    assert len(CELLS.stride) == 8 * 12 + 4 * 6 + 2 * 3


def test_a_thing_is_given_to_cells_inside_it_and_no_others() -> None:
    truth = say([(20, 12, 60, 50)], [1], [True])
    wanted = assign(CELLS, *guess(), *truth)
    rows = wanted.score.amax(dim=1) > 0
    assert 1 <= int(rows.sum()) <= 9
    inside = (CELLS.centre[rows] > torch.tensor([20, 12])) & (
        CELLS.centre[rows] < torch.tensor([60, 50])
    )
    assert inside.all()
    assert (wanted.score[:, [0, 2]] == 0).all()
    assert wanted.box[rows].unique(dim=0).tolist() == [[20, 12, 60, 50]]


def test_even_the_smallest_thing_has_a_cell() -> None:
    wanted = assign(CELLS, *guess(), *say([(6.5, 6.5, 9.5, 9.5)], [0], [True]))
    assert wanted.score.amax() > 0


def test_who_finds_what_need_not_be_found_learns_nothing() -> None:
    score, box = guess()
    box[5] = torch.tensor([40.0, 4, 72, 30])
    wanted = assign(CELLS, score, box, *say([(40, 4, 72, 30)], [0], [False]))
    assert not wanted.learns[5]
    assert wanted.score.amax() == 0
    assert wanted.learns.sum() >= len(box) - 4


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_the_order_of_things_does_not_matter(seed: int) -> None:
    chance = np.random.default_rng(seed)
    low = chance.uniform(0, 50, (4, 2))
    box = np.concatenate([low, low + chance.uniform(6, 40, (4, 2))], axis=1)
    truth = say(box.tolist(), [0, 1, 2, 1], [True, True, False, True])
    turn = torch.from_numpy(chance.permutation(4))
    first = assign(CELLS, *guess(), *truth)
    second = assign(CELLS, *guess(), *(one[turn] for one in truth))
    assert torch.equal(first.score, second.score)
    assert torch.equal(first.box, second.box)
    assert torch.equal(first.learns, second.learns)


def test_overlaps_are_those_of_the_written_out_rule() -> None:
    chance = np.random.default_rng(0)
    low = chance.uniform(0, 30, (9, 2))
    box = np.concatenate([low, low + chance.uniform(1, 30, (9, 2))], axis=1)
    mine = overlaps(torch.tensor(box), torch.tensor(box[::-1].copy()))
    for i, (ax, ay, bx, by) in enumerate(box):
        for j, (cx, cy, dx, dy) in enumerate(box[::-1]):
            both = max(0, min(bx, dx) - max(ax, cx)) * max(0, min(by, dy) - max(ay, cy))
            union = (bx - ax) * (by - ay) + (dx - cx) * (dy - cy) - both
            assert float(mine[i, j]) == pytest.approx(both / union, abs=1e-6)


def test_boxes_apart_are_worse_the_further_they_are() -> None:
    here = torch.tensor([[0.0, 0, 10, 10]] * 3)
    there = torch.tensor([[0.0, 0, 10, 10], [20, 0, 30, 10], [90, 0, 100, 10]])
    same, near, far = _generalised(here, there).tolist()
    assert same == pytest.approx(1, abs=1e-5)
    assert near == pytest.approx(-1 / 3, abs=1e-5)
    assert far == pytest.approx(-0.8, abs=1e-5)


def test_who_says_what_is_true_loses_less_than_who_does_not() -> None:
    truth = [say([(20, 12, 60, 50)], [1], [True])]
    score, box = guess()
    wanted = assign(CELLS, score, box, *truth[0])
    right = torch.where(wanted.score > 0, 4.0, -8.0)[None]
    good = torch.where((wanted.score.amax(dim=1) > 0)[:, None], wanted.box, box)[None]
    knows = sum(float(one) for one in lose(right, good, CELLS, truth))
    guesses = sum(float(one) for one in lose(torch.full_like(right, -4.6), box[None], CELLS, truth))
    assert knows < 0.3 * guesses
    none = lose(torch.full_like(right, -9.0), box[None], CELLS, [say([], [], [])])
    assert sum(float(one) for one in none) < 1e-4


def test_to_hold_a_vehicle_for_another_kind_costs_less_than_to_see_one_where_none_is() -> None:
    """Of eight kinds, of which the last two are no vehicles."""
    _, box = guess()
    truth = [say([(20, 12, 60, 50)], [0], [True])]
    raw = torch.full((1, len(box), 8), -4.0, requires_grad=True)
    wanted = assign(CELLS, raw[0].detach().sigmoid(), box, *truth[0])
    found = int(wanted.score[:, 0].argmax())
    empty = int((wanted.score.amax(dim=1) == 0).nonzero()[-1])
    torch.autograd.backward(lose(raw, box[None], CELLS, truth)[0])
    assert raw.grad is not None
    slope = raw.grad[0]
    assert 0 < float(slope[found, 2]) == pytest.approx(0.25 * float(slope[empty, 2]))
    assert 0 < float(slope[found, 6]) == pytest.approx(float(slope[empty, 6]))


def test_who_holds_a_vehicle_for_another_kind_is_still_whom_it_is_given_to() -> None:
    score, box = torch.full((len(CELLS.stride), 8), 0.01), guess()[1]
    truth = say([(20, 12, 60, 50)], [0], [True])
    before = assign(CELLS, score, box, *truth).score[:, 0]
    sure = int(before.argsort(descending=True)[5])
    score[sure, 2] = 0.9
    after = assign(CELLS, score, box, *truth).score[:, 0]
    assert before[sure] < before.max()
    assert int(after.argmax()) == sure

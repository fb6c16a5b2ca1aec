import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.training import crop
from lotgraph.training.crop import counted, draw_crop, stands_out
from lotgraph.training.disturb import STEPS, disturb
from lotgraph.training.paste import estrange, paste
from lotgraph.training.stock import Stock, Things, _stills, owners_of
from lotgraph.training.texture import texture
from lotgraph.twin.seeds import stream
from tests.lotgraph.training.conftest import COLOURS, painted

SIZE = (96, 128)


def one_still(number: int = 0) -> Stock:
    return Stock(list(_stills(*painted(number))))


def seen_box(picture: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Bounds of what is of a colour."""
    rows, columns = np.nonzero(np.abs(picture.astype(int) - colour).sum(axis=2) < 60)
    return np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_a_box_in_a_crop_is_where_its_colour_is(seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MOSAIC_SHARE", "PASTE_SHARE", "ESTRANGE_SHARE", "CUT_SHARE", "TURN_SHARE"):
            patch.setattr(crop, name, 0.0)
        patch.setattr(crop, "GREY_SHARE", 1.0)
        made = draw_crop(one_still(), stream(seed, "test"), SIZE, [])
    for box, kind, counts in zip(made.things.box, made.things.kind, made.counts, strict=True):
        if counts:
            colour = COLOURS[0 if kind == 0 else 1]
            np.testing.assert_allclose(box, seen_box(made.picture, colour), atol=2.5)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_boxes_of_a_crop_lie_in_it_whatever_was_done(seed: int) -> None:
    stock = Stock([one for number in range(3) for one in _stills(*painted(number))])
    made = draw_crop(stock, stream(seed, "test"), SIZE, [])
    assert made.picture.shape == (*SIZE, 3)
    assert made.picture.dtype == np.uint8
    box = made.things.box
    assert (box[:, :2] >= -1e-3).all()
    assert (box[:, 2] <= SIZE[1] + 1e-3).all()
    assert (box[:, 3] <= SIZE[0] + 1e-3).all()
    assert (box[:, 2:] > box[:, :2]).all()
    assert len(made.counts) == len(box)


def test_the_same_numbers_draw_the_same_crop(stock: Stock) -> None:
    first, second = (draw_crop(stock, stream(5, "test"), SIZE, []) for _ in range(2))
    assert (first.picture == second.picture).all()
    assert (first.things.box == second.things.box).all()


def test_what_is_mostly_hidden_or_tiny_need_not_be_found() -> None:
    box = np.array([[0, 0, 30, 30], [0, 0, 30, 30], [0, 0, 4, 4], [0, 0, 8, 3]], np.float32)
    kind, share = np.array([0, 0, 0, 7]), np.array([1, 0.2, 1, 1], np.float32)
    things = Things(box, kind, share, np.zeros(4, np.int32))
    assert counted(things).tolist() == [True, False, False, True]


def test_what_is_black_on_black_need_not_be_found(stock: Stock) -> None:
    chance = np.random.default_rng(1)
    night = (20 + chance.normal(0, 6, (96, 160, 3))).clip(0, 255).astype(np.uint8)
    night[10:40, 20:70] += 3
    night[50:90, 90:150] += 40
    box = np.array([[20, 10, 70, 40], [90, 50, 150, 90]], np.float32)
    whole = np.ones(2, np.float32)
    things = Things(box, np.zeros(2, np.int64), whole, np.ones(2, np.int32))
    assert stands_out(night, things).tolist() == [False, True]
    assert stands_out(night, things.only(np.zeros(2, bool))).tolist() == []


def test_what_is_pasted_over_a_thing_hides_it(stock: Stock) -> None:
    _, _, things = stock.stills[0]
    whole = Things(np.array([[0, 0, 160, 96]], np.float32), things.kind[:1], things.share[:1],
                   np.array([1], np.int32))  # fmt: skip
    ground = np.full((96, 160, 3), 40, np.uint8)
    picture, after = paste(stream(3, "test"), ground, whole, stock.stills[0])
    assert len(after.box) > 1
    changed = float((picture != ground).any(axis=2).mean())
    assert after.share[0] == pytest.approx(1 - changed, abs=0.05)


def test_behind_things_only_is_the_ground_made_strange(stock: Stock) -> None:
    jpeg, owners, things = stock.stills[0]
    before = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    own = owners_of(owners)
    after, kept = estrange(stream(1, "test"), before, own, things, [])
    inner = cv2.erode((own > 0).astype(np.uint8), np.ones((9, 9))) > 0
    assert np.abs(after[inner].astype(int) - before[inner]).max() <= 1
    assert (after[own == 0] != before[own == 0]).any()
    assert len(kept.box) == len(things.box)


@pytest.mark.parametrize("step", [step for _, step in STEPS], ids=lambda step: step.__name__)
def test_a_disturbance_leaves_size_and_source_alone(step) -> None:
    source = texture(stream(1, "test"), 64, 96)
    before = source.copy()
    first, second = (step(stream(9, "test"), source) for _ in range(2))
    assert (source == before).all()
    assert first.shape == source.shape
    assert first.dtype == np.uint8
    assert (first == second).all()


def test_disturbed_pictures_differ_from_each_other() -> None:
    source = texture(stream(1, "test"), 64, 96)
    made = [disturb(stream(seed, "test"), source) for seed in range(6)]
    assert len({one.tobytes() for one in made}) == len(made)

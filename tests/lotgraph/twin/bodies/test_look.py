"""Paints, prints and plates are divided between the splits, and a look is drawn from its own."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.twin.bodies.catalogue import BODIES, bodies_of
from lotgraph.twin.bodies.look import draw_look
from lotgraph.twin.bodies.paints import PAINTS, SHARES
from lotgraph.twin.bodies.plates import FIRST, STYLES, draw_text, paint_plate
from lotgraph.twin.bodies.stickers import PATTERNS, paint_sticker
from lotgraph.twin.seeds import SPLITS

# Linear albedo: what a held-out colour is away from each one of train, in one channel at least.
APART = 0.004


@pytest.mark.parametrize("split", SPLITS)
def test_each_split_has_fourteen_paints_some_of_them_metallic(split):
    paints = PAINTS[split]
    assert len(paints) == 14
    assert set(paints) == set(SHARES)
    assert len({paint.albedo for paint in paints.values()}) == 14
    assert sum(paint.metallic > 0.2 for paint in paints.values()) >= 4
    assert all(paint.split == split for paint in paints.values())


def test_no_paint_is_of_both_splits():
    for mine in PAINTS["train"].values():
        for other in PAINTS["held_out"].values():
            apart = np.abs(np.subtract(mine.albedo, other.albedo)).max()
            assert apart > APART, (mine.name, other.name)


def test_no_sticker_and_no_plate_style_is_of_both_splits():
    assert not set(PATTERNS["train"]) & set(PATTERNS["held_out"])
    assert {len([s for s in STYLES.values() if s.split == split]) for split in SPLITS} == {4}
    assert not set(FIRST["train"]) & set(FIRST["held_out"])


@given(st.integers(0, 2**40), st.sampled_from(SPLITS))
def test_plates_of_a_split_follow_one_of_its_styles(seed, split):
    text = draw_text(seed, split)
    shapes = {"F": f"[{FIRST[split]}]", "L": "[A-Z]", "D": "[0-9]"}
    patterns = [style.pattern for style in STYLES.values() if style.split == split]
    spelled = ["".join(shapes.get(sign, re.escape(sign)) for sign in one) for one in patterns]
    assert any(re.fullmatch(one, text) for one in spelled)


@given(st.integers(0, 2**40), st.sampled_from(sorted(BODIES)))
@settings(max_examples=200)
def test_a_look_draws_only_from_its_split(seed, name):
    body = BODIES[name]
    look = draw_look(seed, body.split, body)
    assert look.paint.split == look.second.split == body.split
    assert look.paint.name != look.second.name
    assert STYLES[look.plate_style].split == body.split
    assert {sticker.pattern for sticker in look.stickers} <= set(PATTERNS[body.split])
    assert look.stickers or look.dents


def test_colours_are_as_common_as_on_the_road():
    body = next(body for body in bodies_of("train") if body.kind == "saloon")
    drawn = [draw_look(seed, "train", body).paint.name for seed in range(2000)]
    for name, percent in SHARES.items():
        expected = 20 * percent * 100 / sum(SHARES.values())
        assert abs(drawn.count(name) - expected) < 5 * np.sqrt(expected) + 2, name


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda style: style.name)
def test_a_plate_can_be_read_other_texts_look_otherwise(style):
    picture = paint_plate("AB12 CDE", style, is_rear=True).astype(float)
    contrast = np.ptp(picture[8:-8, 20:-8].mean(axis=2))
    assert contrast > 80
    other = paint_plate("AB12 CDF", style, is_rear=True)
    assert (picture != other).any()


def test_stickers_of_two_seeds_differ_and_one_seed_repeats():
    for pattern in (*PATTERNS["train"], *PATTERNS["held_out"]):
        assert (paint_sticker(pattern, 1) == paint_sticker(pattern, 1)).all()
        assert (paint_sticker(pattern, 1) != paint_sticker(pattern, 2)).any()
        assert np.ptp(paint_sticker(pattern, 3).astype(int)) > 60

"""Only lights that would be seen are asked about, and each answer is that of a ray by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.twin.stage.beams import HEAD_LAMP
from lotgraph.twin.stage.columns import MATERIAL, NORMAL, SKY, SUN_BIT, WIDTH
from lotgraph.twin.stage.embree.library import Solid
from lotgraph.twin.stage.lamp.kernels import FAINT, lamp_at
from lotgraph.twin.stage.lamps import COLUMNS
from lotgraph.twin.stage.shade.kernels import _list
from lotgraph.twin.stage.shadow.kernels import HOUSING_M, LIFT_M, darken, lighten
from lotgraph.twin.stage.source import FAR_M, Sources

SEEDS = st.integers(0, 2**31)
ALL_OF_IT = np.array([[-1, -1, 1, 1]], np.float32)


def lamps(chance, count):
    """Lamps that hang and shine down, and head lamps, in no order."""
    rows = np.zeros((count, COLUMNS), np.float32)
    rows[:, :3] = chance.uniform((-8, -8, 2), (8, 8, 6), (count, 3))
    rows[:, 5], rows[:, 6:9], rows[:, 9] = -1, 0.7, chance.uniform(4, 30, count)
    rows[:, 10], rows[:, 11], rows[:, 12] = chance.uniform(0, 0.4, count), 2, 1
    _, reach, edge, fade, cut, down = HEAD_LAMP
    rows[0, 2:6] = 0.7, np.sqrt(1 - down**2), 0, -down
    rows[0, 9:13] = reach, edge, fade, cut
    rows[1::2, 14] = chance.uniform(0, 2)
    return rows


def samples_of(chance, count):
    """Samples (count, WIDTH) within some metres, with normals any way; some are sky."""
    rows = np.zeros((count, WIDTH), np.float32)
    rows[:, :3] = chance.uniform((-10, -10, 0), (10, 10, 3), (count, 3))
    normals = chance.normal(size=(count, 3))
    rows[:, NORMAL : NORMAL + 3] = normals / np.linalg.norm(normals, axis=1, keepdims=True)
    rows[chance.random(count) < 0.1, MATERIAL] = SKY
    return rows


def walls(chance):
    return chance.uniform(-6, 6, (20, 1, 3)) + chance.uniform(-2, 2, (20, 3, 3))


def strength(place, lamp):
    """Kilolux of a lamp, step by step."""
    way = lamp[:3].astype(float) - place
    away = np.linalg.norm(way)
    along = -(way / away) @ lamp[3:6]
    if away >= lamp[9] or along <= lamp[10]:
        return 0.0
    spread = ((along - lamp[10]) / (1 - lamp[10])) ** (2 ** lamp[11])
    if lamp[12] < 1:
        over = -way[2] / away - lamp[12]
        spread *= 0.04 if over > 0 else 1 / (1 + (over / 0.06) ** 2)
    return spread * (1 - (away / lamp[9]) ** 2) ** 2 / max(away**2, 0.04)


@given(SEEDS)
def test_a_lamp_lights_as_its_formula_says_and_faintly_not_at_all(seed):
    chance = np.random.default_rng(seed)
    rows, places = lamps(chance, 6), chance.uniform((-12, -12, 0), (12, 12, 1), (60, 3))
    for number in range(len(rows)):
        expected = [strength(place, rows[number]) for place in places]
        found = [lamp_at(*place.astype(np.float32), rows, number)[3] for place in places]
        faint = np.array(expected) < FAINT
        assert found == pytest.approx(np.where(faint, 0, expected), rel=1e-3, abs=float(FAINT) / 50)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(0, 200))
def test_a_sample_is_lit_by_what_it_faces_and_nothing_hides(seed, count):
    chance = np.random.default_rng(seed)
    rows, solid, shining = samples_of(chance, count), Solid(walls(chance)), lamps(chance, 5)
    sun = np.array([[0.36, 0.48, 0.8, 0, FAR_M]], np.float32)
    found = Sources.of_lamps([2 << k for k in range(5)], shining)
    reach = np.zeros(count, np.int64)
    which = np.flatnonzero(chance.random(count) < 0.7)
    lighten(
        *(rows, reach, which, np.array([SUN_BIT, *found.bits]), np.concatenate([sun, found.rows])),
        *(np.concatenate([np.zeros((1, COLUMNS), np.float32), shining]), solid.address),
    )
    asked, bits = rows[which], [SUN_BIT, *found.bits.tolist()]
    assert not np.delete(reach, which).any()
    normals = asked[:, NORMAL : NORMAL + 3]
    start = asked[:, :3] + LIFT_M * normals
    for bit, source, lamp in zip(bits, [sun[0], *found.rows], [None, *shining], strict=True):
        way = source[:3] - start * source[3]
        length = np.linalg.norm(way, axis=1, keepdims=True)
        far = np.full_like(length, 1e6)
        reaches = (normals * (source[:3] - asked[:, :3] * source[3])).sum(axis=1) > 0
        if lamp is not None:
            level = [strength(place, lamp) for place in asked[:, :3].astype(float)]
            reaches &= np.array(level) > FAINT
            level = np.hypot(*way[:, :2].T)[:, None]
            near = lamp[14] / np.maximum(level, lamp[14] + LIFT_M)
            far = length * (1 - np.maximum(HOUSING_M / np.maximum(length, HOUSING_M), near))
        ends = np.concatenate([start, far], axis=1)
        one_by_one = [
            not solid.hides(end[None, :3], step[None], end[3])[0]
            for end, step in zip(ends, (way / length).astype(np.float32), strict=True)
        ]
        lit = (reach[which] & bit) > 0
        expected = reaches & (asked[:, MATERIAL] != SKY) & np.array(one_by_one, bool)
        assert (lit != expected).mean() < 0.01 if len(lit) else not lit.any()


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(1, 200))
def test_a_thing_takes_the_light_of_what_it_stands_before(seed, count):
    chance = np.random.default_rng(seed)
    rows, shape = samples_of(chance, count), 0.3 * walls(chance)
    solid, found = Solid(shape), Sources.of_lamps([2 << k for k in range(3)], lamps(chance, 3))
    turn, place = chance.uniform(0, 6.28), chance.uniform(-3, 3, 2)
    low, high = shape.min(axis=(0, 1)) - 0.01, shape.max(axis=(0, 1)) + 0.01
    frame = np.array([*place, np.cos(turn), np.sin(turn), *low, *high], np.float32)
    lit = chance.integers(0, 16, count)
    reach, only, changed = lit.copy(), chance.random(count) < 0.8, np.zeros(count, np.bool_)
    spans = np.array([[0, count // 3], [count // 3, count]], np.int32)
    bounds = np.repeat([[-1], [-1], [1], [1]], 2, axis=1).astype(np.float32)
    flat = np.zeros((count, 2), np.float32)
    samples = (rows, reach, flat, flat, np.arange(count, dtype=np.int32), spans, bounds)
    darken(
        *(samples, ALL_OF_IT.repeat(3, axis=0), found.bits, found.rows, frame, solid.address),
        *(only, changed),
    )
    there = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])

    def beside(points):
        return np.concatenate([(points[:, :2] - place) @ there.T, points[:, 2:]], axis=1)

    start = beside(rows[:, :3] + LIFT_M * rows[:, NORMAL : NORMAL + 3])
    wrong, cleared = 0, np.zeros(count, np.bool_)
    for bit, source in zip(found.bits.tolist(), found.rows, strict=True):
        way = beside(source[None, :3]) - start
        hidden = solid.hides(start.astype(np.float32), way.astype(np.float32), 1.0)
        expected = np.where(hidden & only, lit & ~bit, lit) & bit
        wrong += ((reach & bit) != expected).sum()
        cleared |= (reach & bit) != (lit & bit)
    assert wrong <= 0.01 * count
    assert (changed == cleared).all()
    assert ((reach & 1) == (lit & 1)).all()


@given(st.sets(st.integers(0, 61)), st.integers(0, 100), st.integers(0, 5))
def test_bits_are_listed_in_order_behind_what_was_found(numbers, first, found):
    out = np.full(5 + 62, -1, np.int32)
    count = _list(sum(1 << number for number in numbers), first, found, out)
    assert out[found:count].tolist() == [first + number for number in sorted(numbers)]
    assert (out[:found] == -1).all()

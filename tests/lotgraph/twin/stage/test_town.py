"""What lies around a site, and what the seasons make of it."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.plan.generate import generate
from lotgraph.twin.plan.shapes import nearest
from lotgraph.twin.stage.build import stand
from lotgraph.twin.stage.embree.library import Solid
from lotgraph.twin.stage.plants import foliage, hedge, tree
from lotgraph.twin.stage.season import SUMMER, Season, season_at
from lotgraph.twin.stage.shapes import box, corners_of, joined
from lotgraph.twin.stage.town import gabled, town

SIZES = st.tuples(st.floats(1, 9), st.floats(1, 9), st.floats(1, 12))


def rows():
    drawn = []
    return lambda *purpose: drawn.append(purpose) or len(drawn) - 1


@pytest.mark.parametrize("seed", [2, 3, 7])
def test_nothing_of_the_town_stands_on_the_site_or_in_its_ways(seed):
    plan = generate(seed)
    corners = np.concatenate([one.triangles for one in town(plan, rows(), SUMMER)]).reshape(-1, 3)
    x0, y0, x1, y1 = plan.extent_m
    low = corners[corners[:, 2] < 3]
    inside = (low[:, 0] > x0) & (low[:, 0] < x1) & (low[:, 1] > y0) & (low[:, 1] < y1)
    assert not inside.any()
    for lane in plan.lanes:
        if lane.kind != "aisle":
            assert nearest(lane.points, low[:, :2])[0].min() > lane.width_m / 2


@given(st.floats(-70, 70), st.datetimes(timezones=st.just(UTC)))
def test_halves_of_the_world_have_seasons_half_a_year_apart(latitude, moment):
    found = season_at(latitude, moment)
    assert 0 <= found.leaves <= 1
    assert 0 <= found.turned <= 1
    if abs(latitude) < 20:
        assert found == SUMMER
    if latitude > 30:
        assert found.leaves == 0 or moment.month not in {1, 2}
        assert season_at(latitude, datetime(2026, 7, 1, tzinfo=UTC)) == SUMMER
        assert season_at(-latitude, datetime(2026, 7, 1, tzinfo=UTC)).leaves == 0


def test_winter_bares_those_that_shed_and_spares_the_others():
    def faces(season, seed):
        chance = np.random.default_rng(seed)
        return len(tree((4, 4, 7), lambda *_: 0, chance, season).triangles)

    winter = Season(0.0, 0.5)
    counts = {seed: (faces(SUMMER, seed), faces(winter, seed)) for seed in range(40)}
    bare = [seed for seed, (full, left) in counts.items() if left != full]
    assert 20 <= len(bare) < 40


@given(SIZES, st.integers(0, 1000))
def test_plants_stay_about_in_their_box(size, seed):
    for grow in (foliage, hedge):
        shape = grow(size, 3, np.random.default_rng(seed))
        middles = shape.triangles.mean(axis=1)
        assert np.abs(middles[:, :2]).max() < 0.85 * max(size)
        assert middles[:, 2].max() < 1.4 * size[2]
        assert np.linalg.norm(shape.normals, axis=2) == pytest.approx(1.0)


@given(SIZES)
def test_faces_of_a_gabled_house_look_outwards(size):
    shape = gabled(size, 0, 1)
    out = shape.triangles.mean(axis=1) - (0, 0, size[2] / 2)
    normals = np.cross(
        shape.triangles[:, 1] - shape.triangles[:, 0], shape.triangles[:, 2] - shape.triangles[:, 0]
    )
    assert ((normals * shape.normals[:, 0]).sum(axis=1) > 0).all()
    assert ((out * shape.normals[:, 0]).sum(axis=1) > -0.6).all()


def test_leaves_side_by_side_are_asked_about_once_and_all_else_at_each_corner():
    large, small = box((4.0, 4.0, 4.0), 0), foliage((3.0, 3.0, 3.0), 0, np.random.default_rng(1))
    places, normals, names = corners_of(joined([large, small]))
    count = len(large.triangles)
    assert places[names[:count]] == pytest.approx(large.triangles)
    assert normals[names[:count]] == pytest.approx(large.normals)
    middles = small.triangles.mean(axis=1)
    assert np.linalg.norm(places[names[count:, 0]] - middles, axis=1).max() < 0.9 * 3**0.5
    assert len(places) < count * 3 + 0.7 * len(small.triangles)
    fewer, _, _ = corners_of(small, np.full(len(small.triangles), 60.0))
    assert len(fewer) < len(corners_of(small)[0])


@pytest.mark.parametrize("seed", [5, 6])
def test_no_roof_hangs_over_a_camera_on_a_wall(seed):
    plan = generate(seed)
    houses = tuple(one for one in plan.structures if one.kind == "building")
    # A closed garage has no town around it.
    bare = replace(plan, structures=houses, gates=(), family="garage/closed")
    shape, _ = stand(bare, SUMMER)
    eyes = np.array([camera.position_m for camera in plan.cameras], np.float32)
    up = np.tile(np.array([0, 0, 1], np.float32), (len(eyes), 1))
    assert not Solid(shape.triangles).hides(eyes, up, 2.0).any()

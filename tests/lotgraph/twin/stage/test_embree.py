"""Embree's packets find what a slow oracle finds, whoever shares a packet."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.errors import TwinError
from lotgraph.twin.stage.embree import library
from lotgraph.twin.stage.embree.kernels import lone, meets_alone, nearest
from lotgraph.twin.stage.embree.library import Solid

FAR = np.float32(1e30)
SEEDS = st.integers(0, 2**31)


def scene(seed, rays=200):
    """Triangles within a few metres, and rays from among them."""
    chance = np.random.default_rng(seed)
    triangles = chance.uniform(-4, 4, (30, 1, 3)) + chance.uniform(-1, 1, (30, 3, 3))
    ways = chance.normal(size=(rays, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    origins = chance.uniform(-4, 4, (rays, 3))
    return [one.astype(np.float32) for one in (triangles, origins, ways)]


def met(triangles, origins, ways):
    """Nearest lengths, slowly; and whether a ray stays clear of all edges."""
    a, b, c = triangles.astype(float).transpose(1, 0, 2)
    o, d = (one.astype(float)[:, None] for one in (origins, ways))
    normal = np.cross(b - a, c - a)
    slant = (normal * d).sum(-1)
    length = (normal * (a - o)).sum(-1) / slant
    place = o + length[..., None] * d
    sides = [(np.cross(q - p, place - p) * normal).sum(-1) for p, q in ((a, b), (b, c), (c, a))]
    least = np.min(sides, axis=0) / (normal**2).sum(-1)
    lengths = np.where((least > 0) & (length > 0), length, np.inf).min(axis=1)
    near = (np.abs(least) < 1e-3) | (np.abs(length) < 1e-3) | (np.abs(slant) < 1e-3)
    return lengths, ~near.any(axis=1)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_a_ray_ends_at_the_nearest_face_before_it(seed):
    triangles, origins, ways = scene(seed)
    solid = Solid(triangles)
    lengths, faces = nearest(solid.address, origins, ways, FAR)
    expected, is_clear = met(triangles, origins, ways)
    assert (np.isfinite(expected) == (faces >= 0))[is_clear].all()
    found = is_clear & (faces >= 0)
    assert lengths[found] == pytest.approx(expected[found], rel=1e-4, abs=1e-4)
    assert (solid.hides(origins, ways, 1.5) == (expected < 1.5))[is_clear].all()


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(1, 40))
def test_it_does_not_matter_who_shares_a_packet(seed, count):
    triangles, origins, ways = scene(seed)
    solid = Solid(triangles)
    some = np.random.default_rng(seed).permutation(len(ways))[:count]
    hidden = solid.hides(origins, ways, 3.0)
    assert (solid.hides(origins[some], ways[some], 3.0) == hidden[some]).all()
    lengths, faces = nearest(solid.address, origins, ways, FAR)
    room = lone()
    for ray in some:
        face, length = meets_alone(room, solid.address, *origins[ray], *ways[ray], FAR)
        assert face == faces[ray]
        assert face < 0 or length == pytest.approx(lengths[ray], rel=1e-5)


def test_no_ray_meets_a_solid_without_triangles():
    _, origins, ways = scene(1)
    assert not Solid(np.empty((0, 3, 3))).hides(origins, ways, 100.0).any()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_ray_that_is_no_number_meets_nothing_and_disturbs_nobody(value):
    triangles, origins, ways = scene(5)
    solid = Solid(triangles)
    lengths, faces = nearest(solid.address, origins, ways, FAR)
    hidden = solid.hides(origins, ways, 3.0)
    wrong = np.arange(0, len(ways), 7)
    right = np.delete(np.arange(len(ways)), wrong)
    for column in (origins, ways):
        spoilt = column.copy()
        spoilt[wrong, wrong % 3] = value
        asked = (spoilt, ways) if column is origins else (origins, spoilt)
        found = nearest(solid.address, *asked, FAR)
        assert (found[1][right] == faces[right]).all()
        assert (found[0][right] == lengths[right]).all()
        assert (found[1][wrong] == -1).all()
        assert (solid.hides(*asked, 3.0)[right] == hidden[right]).all()
        assert not solid.hides(*asked, 3.0)[wrong].any()
        assert meets_alone(lone(), solid.address, *asked[0][0], *asked[1][0], FAR)[0] == -1


def test_a_tree_that_embree_could_not_build_is_never_asked(monkeypatch):
    real = library.library()
    for name, answer, what in (
        ("rtcGetDeviceError", 4, "the tree over 1 triangles: out of memory"),
        ("rtcNewGeometry", None, "a geometry"),
        ("rtcSetNewGeometryBuffer", None, "room for 3 rows"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(real, name, lambda *_, answer=answer: answer)
            with pytest.raises(TwinError, match=what):
                Solid(np.eye(3)[None])


def test_an_embree_that_lacks_a_call_is_named(monkeypatch):
    monkeypatch.setitem(library.CALLS, "rtcNoSuchCall", (None, []))
    library.library.cache_clear()
    with pytest.raises(TwinError, match="no rtcNoSuchCall; expected Embree 4"):
        library.library()
    library.library.cache_clear()

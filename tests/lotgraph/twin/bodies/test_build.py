"""Built vehicles: closed, outward, of the stated size, on the ground, and each its own."""

import hashlib
import subprocess
import sys
from dataclasses import fields
from functools import lru_cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.build import build_vehicle, plate_of
from lotgraph.twin.bodies.catalogue import BODIES
from lotgraph.twin.bodies.hull import loft
from lotgraph.twin.bodies.look import draw_look
from lotgraph.twin.bodies.mesh import PRINTED, Part
from lotgraph.twin.bodies.plates import STYLES, paint_plate

NAMES = sorted(BODIES)
HULLS = sorted(name for name, body in BODIES.items() if body.type != "two_wheeler")
DIMENSIONS_M = 0.035  # what lamps, seams and plates stand out of a hull, on both sides
COLUMNS = ("vertices", "faces", "part", "uv", "normal", "colour", "gloss", "metallic", "atlas")


@lru_cache(maxsize=200)
def built(name, seed=0, plate=""):
    return build_vehicle(name, seed, BODIES[name].split, plate)


def crossed(mesh):
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return np.cross(b - a, c - a)


def digest(mesh):
    together = hashlib.sha256()
    for column in COLUMNS:
        together.update(getattr(mesh, column).tobytes())
    return together.hexdigest()


def seen_from_behind(mesh, rays=20_000):
    """Share of rays from above and around that hit a face's inner side first."""
    from embreex.mesh_construction import TriangleMesh
    from embreex.rtcore_scene import EmbreeScene

    corners = mesh.vertices[mesh.faces]
    scene = EmbreeScene()
    TriangleMesh(scene, corners)
    numbers = np.random.default_rng(1)
    away = numbers.normal(size=(rays, 3))
    away[:, 2] = np.abs(away[:, 2]) * 0.6
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    targets = numbers.uniform(mesh.vertices.min(0), mesh.vertices.max(0), (rays, 3))
    ways = targets - 30 * away
    hit = scene.run((30 * away).astype(np.float32), ways.astype(np.float32), output=1)["primID"]
    found = hit >= 0
    return (crossed(mesh)[hit[found]] * ways[found]).sum(axis=1) > 0


# What stands out of the length, width and height that a catalogue (and a car's papers) state.
OUTSIDE_DIMENSIONS = (Part.MIRROR, Part.ROOF_RACK, Part.TOW_BAR)


@pytest.mark.parametrize("name", NAMES)
def test_a_vehicle_has_the_dimensions_its_model_states(name):
    body = BODIES[name]
    mesh = built(name, 3)
    inside = mesh.vertices[np.unique(mesh.faces[~np.isin(mesh.part, OUTSIDE_DIMENSIONS)])]
    low, high = inside.min(axis=0), inside.max(axis=0)
    stated = (body.length_m, body.width_m)
    assert np.abs(high[:2] - low[:2] - stated).max() < DIMENSIONS_M
    assert np.abs(high[:2] + low[:2]).max() < DIMENSIONS_M  # the origin is the footprint's centre
    assert abs(high[2] - body.height_m) < DIMENSIONS_M
    widest = np.abs(mesh.vertices[:, 1]).max()
    assert widest < body.width_m / 2 + 0.3


@pytest.mark.parametrize("name", NAMES)
def test_wheels_stand_on_the_ground_and_nothing_is_below(name):
    mesh = built(name, 3)
    assert mesh.vertices[:, 2].min() == pytest.approx(0.0, abs=1e-6)
    for number in range(1, len(mesh.hubs) + 1):
        assert mesh.vertices[mesh.wheel == number, 2].min() == pytest.approx(0.0, abs=1e-5)
    front, rear = mesh.hubs[mesh.steered, 0].mean(), mesh.hubs[~mesh.steered, 0].mean()
    assert front - rear == pytest.approx(BODIES[name].wheelbase_m, abs=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_a_vehicle_is_closed_and_its_faces_look_outwards(name):
    mesh = built(name, 3)
    assert seen_from_behind(mesh).mean() < 1e-3
    assert np.allclose(np.linalg.norm(mesh.normal, axis=2), 1.0, atol=1e-3)
    agree = (mesh.normal.mean(axis=1) * crossed(mesh)).sum(axis=1) > 0
    assert agree.mean() > 0.995
    assert 600 <= len(mesh.faces) <= 3600


@pytest.mark.parametrize("name", HULLS)
def test_a_hull_is_the_same_on_both_sides(name):
    points = loft(BODIES[name]).piece.vertices
    apart = np.abs(points[:, None] * (1.0, -1.0, 1.0) - points[None]).max(axis=2).min(axis=1)
    assert apart.max() < 0.01


@pytest.mark.parametrize("name", NAMES)
def test_a_vehicle_has_lamps_on_both_sides_and_a_readable_plate(name):
    mesh = built(name, 3)
    middle = mesh.vertices[mesh.faces].mean(axis=1)
    wanted = {Part.HEAD_LAMP: 1, Part.TAIL_LAMP: -1}
    if BODIES[name].kind != "bicycle":
        wanted |= {Part.BRAKE_LAMP: -1, Part.PLATE: -1}
        assert (middle[mesh.part == Part.INDICATOR_LEFT, 1] > 0).all()
        assert (middle[mesh.part == Part.INDICATOR_RIGHT, 1] < 0).all()
        assert (mesh.part == Part.INDICATOR_LEFT).any()
    if len(mesh.hubs) == 4:
        wanted[Part.REVERSE_LAMP] = -1
    for part, end in wanted.items():
        assert (end * middle[mesh.part == part, 0]).max() > 0.15 * BODIES[name].length_m, part


@pytest.mark.parametrize("name", ["saloon_mid", "truck_flat", "motorbike_naked"])
def test_plates_show_their_text_upright_and_the_right_way_round(name):
    mesh = built(name, 1, "AB12")
    rear = (mesh.part == Part.PLATE) & (mesh.vertices[mesh.faces].mean(axis=1)[:, 0] < 0)
    points, at = mesh.vertices[mesh.faces[rear]].reshape(-1, 3), mesh.uv[rear].reshape(-1, 2)
    # Seen from behind, right is -y: u grows to the right, v downwards.
    assert np.corrcoef(points[:, 1], at[:, 0])[0, 1] < -0.95
    assert np.corrcoef(points[:, 2], at[:, 1])[0, 1] < -0.95
    assert (mesh.atlas != built(name, 1, "AB13").atlas).any()


@given(st.sampled_from(NAMES), st.integers(0, 2**40))
@settings(max_examples=25, deadline=None)
def test_the_text_that_is_told_is_the_one_in_the_texture(name, seed):
    split = BODIES[name].split
    text, mesh = plate_of(name, seed, split), built(name, seed)
    assert (text == "") == (Part.PLATE not in mesh.part) == (BODIES[name].kind == "bicycle")
    assert (mesh.atlas == built(name, seed, text).atlas).all()
    style = STYLES[draw_look(seed, split, BODIES[name]).plate_style]
    for is_rear in (False, True) if text else ():
        wanted = paint_plate(text, style, is_rear=is_rear)
        left = wanted.shape[1] * is_rear
        assert (mesh.atlas[: len(wanted), left : left + wanted.shape[1]] == wanted).all()
        assert (wanted != paint_plate(text[::-1], style, is_rear=is_rear)).any()


@given(st.sampled_from(NAMES), st.integers(0, 2**40))
@settings(max_examples=25, deadline=None)
def test_any_look_gives_finite_columns_in_their_ranges(name, seed):
    mesh = built(name, seed)
    for column in ("vertices", "uv", "normal", "colour", "gloss", "metallic"):
        assert np.isfinite(getattr(mesh, column)).all()
    for column in ("uv", "colour", "gloss", "metallic"):
        assert getattr(mesh, column).min() >= 0.0
        assert getattr(mesh, column).max() <= 1.0
    assert (mesh.uv[~np.isin(mesh.part, PRINTED)] == 0).all()
    assert mesh.colour[mesh.part == Part.GLASS].max(initial=0.0) < 0.2


def visible(look):
    """What a person could see of a look: small steps of shade or dirt do not count."""
    shown = {one.name: getattr(look, one.name) for one in fields(look)}
    shown["paint"], shown["second"] = look.paint.name, look.two_tone and look.second.name
    shown["shade"], shown["trim"] = round(look.shade * 10), round(look.trim * 25)
    shown["dirt"] = round(look.dirt * 6)
    shown["dirt_place"] = look.dirt_place if look.dirt > 0.15 else ""
    shown["dirt_seed"] = 0
    shown["stickers"] = tuple(
        (s.place, round(s.along * 5), round(s.up * 3), round(s.size_m * 10), s.pattern)
        for s in look.stickers
    )
    shown["dents"] = tuple((d.is_left, round(d.along * 6), round(d.up * 3)) for d in look.dents)
    return shown


def test_two_vehicles_of_one_model_differ_in_something_to_see():
    body = BODIES["saloon_mid"]
    looks = [visible(draw_look(seed, "train", body)) for seed in range(60)]
    assert all(one != other for one, other in combinations(looks, 2))
    assert len({digest(built("saloon_mid", seed)) for seed in range(10)}) == 10


def test_the_same_seed_gives_the_same_bytes_in_another_process():
    names = ("saloon_mid", "van_high", "truck_flat", "bicycle_trail")
    told = "; ".join(f"print(t.digest(t.built({name!r}, 7)))" for name in names)
    source = (
        f"import runpy, types; t = types.SimpleNamespace(**runpy.run_path({__file__!r})); {told}"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [digest(built(name, 7)) for name in names]


@pytest.mark.parametrize("name", [n for n in NAMES if BODIES[n].type == "two_wheeler"])
def test_who_rides_sits_on_the_saddle_and_leaves_the_rest_as_it_was(name):
    split = BODIES[name].split
    mesh, alone = build_vehicle(name, 2, split, is_ridden=True), build_vehicle(name, 2, split)
    person = np.isin(mesh.part, (Part.SKIN, Part.UPPER_CLOTHES, Part.LOWER_CLOTHES, Part.SHOE))
    points = mesh.vertices[np.unique(mesh.faces[person])]
    assert 1.35 < points[:, 2].max() < 2.1
    assert 0.02 < points[:, 2].min() < 0.45
    assert np.abs(points[:, 0]).max() < BODIES[name].length_m / 2
    hands = mesh.vertices[mesh.faces[mesh.part == Part.SKIN]].mean(axis=1)
    assert hands[:, 1].min() < -0.1 < 0.1 < hands[:, 1].max()
    assert len(mesh.faces) < 2500
    assert set(map(tuple, alone.vertices)) <= set(map(tuple, mesh.vertices))


def test_a_plate_that_cannot_be_drawn_is_refused():
    with pytest.raises(TwinError, match="at most 10 printable ASCII characters"):
        built("saloon_mid", 1, "ABCDEFGHIJKLM")
    with pytest.raises(TwinError, match="plate 'ÄÖ'"):
        built("saloon_mid", 1, "ÄÖ")

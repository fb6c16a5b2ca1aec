"""Variants: sound vehicles of their model's type, each other than the next."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.catalogue import BODIES, body_of
from lotgraph.twin.bodies.face import face_of
from lotgraph.twin.bodies.hull import loft
from lotgraph.twin.bodies.mesh import Part
from lotgraph.twin.bodies.vary import MARK, varied

NAMES = sorted(BODIES)
HULLS = sorted(name for name, body in BODIES.items() if body.type != "two_wheeler")
OUTSIDE = (Part.MIRROR, Part.ROOF_RACK, Part.TOW_BAR)  # of the dimensions that are stated
SPARE_M = 0.05  # what lamps, plates and exhausts stand out
numbers = st.integers(0, 2**31 - 1)


@given(st.sampled_from(NAMES), numbers, st.integers(0, 50))
@settings(max_examples=80, deadline=None)
def test_a_variant_is_built_on_its_wheels_and_of_the_size_it_states(name, number, look):
    body = body_of(f"{name}{MARK}{number}", BODIES[name].split)
    mesh = build_vehicle(body.name, look, body.split)
    own = np.unique(mesh.faces[~np.isin(mesh.part, OUTSIDE)])
    low, high = mesh.vertices[own].min(axis=0), mesh.vertices[own].max(axis=0)
    assert np.abs(high[:2] - low[:2] - (body.length_m, body.width_m)).max() < SPARE_M
    assert np.abs(high[:2] + low[:2]).max() < SPARE_M
    if body.type != "truck":  # a rack may lie on a cab, or a load beside it
        assert abs(high[2] - body.height_m) < SPARE_M + 0.15
    assert mesh.vertices[:, 2].min() == pytest.approx(0.0, abs=1e-5)
    front, rear = mesh.hubs[mesh.steered, 0].mean(), mesh.hubs[~mesh.steered, 0].mean()
    assert front - rear == pytest.approx(body.wheelbase_m, abs=1e-4)
    agree = (mesh.normal.mean(axis=1) * crossed(mesh)).sum(axis=1) > 0
    assert agree.mean() > 0.99
    assert 600 <= len(mesh.faces) <= 4200


def crossed(mesh):
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return np.cross(b - a, c - a)


@given(st.sampled_from(HULLS), numbers)
@settings(max_examples=200, deadline=None)
def test_the_lines_of_a_variant_follow_each_other_as_they_must(name, number):
    body = varied(BODIES[name], number)
    hull = body.hull_m or body.length_m
    places = [0.0, body.cowl[0], *body.roof, body.deck[0], hull]
    assert places == sorted(places)
    assert hull <= body.length_m
    edges = [u for pair in body.windows for u in pair]
    assert edges == sorted(edges)
    assert edges[-1] < hull
    assert body.overhang_m > body.tyre_m
    assert body.overhang_m + body.wheelbase_m + body.tyre_m < body.length_m
    assert 2 * body.tyre_m < min(body.belt) <= max(body.belt) < body.height_m
    assert loft(body).outline.u_m.min() >= 0.0


@given(st.sampled_from(NAMES), numbers)
@settings(max_examples=200, deadline=None)
def test_a_variant_stays_of_its_type_and_of_a_size_that_drives(name, number):
    body, made = BODIES[name], varied(BODIES[name], number)
    assert (made.type, made.kind, made.split) == (body.type, body.kind, body.split)
    assert 0.65 * body.length_m < made.length_m < 1.35 * body.length_m
    assert 0.9 * body.width_m < made.width_m < 1.1 * body.width_m
    if made.load == body.load:
        assert 0.65 * body.height_m < made.height_m < 1.35 * body.height_m
    assert 0.4 * made.length_m < made.wheelbase_m < 0.8 * made.length_m


@pytest.mark.parametrize("name", NAMES)
def test_variants_differ_in_shape_and_face_and_the_same_number_is_the_same(name):
    made = [varied(BODIES[name], number) for number in range(5)]
    assert len({(one.length_m, one.width_m, one.height_m) for one in [BODIES[name], *made]}) == 6
    assert made == [varied(BODIES[name], number) for number in range(5)]
    if name in HULLS:
        assert len({repr(face_of(one)) for one in made}) == 5


def test_vans_and_trucks_change_windows_and_loads_too():
    vans = {len(varied(BODIES["van_panel"], number).windows) for number in range(40)}
    assert {1, 3, 4} <= vans
    assert {varied(BODIES["truck_box"], number).load for number in range(20)} == {"box", "flat"}


@pytest.mark.parametrize("name", ["van_panel~", "van_panel~x", "van_panel~-1", "spaceship~1", "~1"])
def test_what_is_no_variant_is_refused(name):
    with pytest.raises(TwinError, match="no model has that name"):
        body_of(name, "train")


def test_a_variant_of_the_other_split_is_refused():
    with pytest.raises(TwinError, match="'van_panel~1': expected a model of the split held_out"):
        body_of("van_panel~1", "held_out")

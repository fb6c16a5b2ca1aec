"""The catalogue of models is divided between the splits, and its dimensions are a road's."""

import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.catalogue import BODIES, bodies_of, body_of
from lotgraph.twin.bodies.face import GRILLES, face_of
from lotgraph.twin.bodies.models_held_out import MODELS as HELD_OUT
from lotgraph.twin.bodies.models_train import MODELS as TRAIN
from lotgraph.twin.seeds import SPLITS

# Length, width and height in metres that vehicles of a type have on the road.
ROOMS = {
    "car": ((3.2, 5.2), (1.4, 2.0), (1.25, 1.9)),
    "pickup": ((4.8, 5.6), (1.75, 2.1), (1.65, 2.0)),
    "van": ((4.3, 7.1), (1.75, 2.1), (1.75, 2.9)),
    "truck": ((5.5, 8.0), (1.9, 2.55), (2.1, 3.8)),
    "bus": ((9.0, 13.0), (2.4, 2.55), (2.9, 3.8)),
    "two_wheeler": ((1.6, 2.4), (0.5, 0.95), (0.9, 1.3)),
}


@pytest.mark.parametrize("split", SPLITS)
def test_each_split_has_its_own_kinds_of_vehicles(split):
    assert len({body.kind for body in bodies_of(split)}) >= 8
    assert {body.type for body in bodies_of(split)} == set(ROOMS)
    assert all(body.split == split for body in bodies_of(split))


def test_no_model_is_of_both_splits():
    assert len(BODIES) == len(TRAIN) + len(HELD_OUT)
    sizes = [(body.length_m, body.width_m, body.height_m, body.wheelbase_m) for body in TRAIN]
    others = [(body.length_m, body.width_m, body.height_m, body.wheelbase_m) for body in HELD_OUT]
    assert not set(sizes) & set(others)


@pytest.mark.parametrize("body", BODIES.values(), ids=lambda body: body.name)
def test_dimensions_are_those_of_the_road(body):
    sizes = (body.length_m, body.width_m, body.height_m)
    assert all(
        low <= size <= high for size, (low, high) in zip(sizes, ROOMS[body.type], strict=True)
    )
    assert 0.45 * body.length_m < body.wheelbase_m < 0.78 * body.length_m
    assert body.overhang_m + body.wheelbase_m + body.tyre_m < body.length_m


def test_a_model_of_the_other_split_is_refused():
    with pytest.raises(TwinError, match="'hatch_super': expected a model of the split train"):
        body_of("hatch_super", "train")


def test_an_unknown_model_is_refused_with_those_that_exist():
    with pytest.raises(TwinError, match="no model has that name; use one of: bicycle_city"):
        body_of("spaceship", "train")


def test_each_model_has_a_face_of_its_own_and_keeps_it():
    faces = {body.name: face_of(body) for body in BODIES.values()}
    face_of.cache_clear()
    assert faces == {body.name: face_of(body) for body in BODIES.values()}
    assert len({repr(face) for face in faces.values()}) == len(BODIES)
    assert {face.grille for face in faces.values()} == set(GRILLES)
    for face in faces.values():
        assert sum(share for _, share in face.tail_order) == pytest.approx(1.0)
        for upper, lower in (face.head_rows, face.tail_rows):
            assert 0.2 < lower < upper <= 1.0

"""Meshes: columns that fit together, faces that look outwards, wheels that turn."""

import numpy as np
import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.mesh import (
    GLOWS,
    PARTS,
    Mesh,
    Part,
    corner_normals,
    join,
    mirrored,
    turn_wheels,
    volume_of,
)
from lotgraph.twin.bodies.shapes import ellipsoid, soft_box, tube


def triangle(**columns):
    given = {
        "vertices": np.eye(3, dtype=np.float32),
        "faces": np.array([[0, 1, 2]], np.int32),
        "part": np.zeros(1, np.uint8),
        "uv": np.zeros((1, 3, 2), np.float32),
        "normal": np.ones((1, 3, 3), np.float32) / np.sqrt(np.float32(3)),
        "colour": np.ones((1, 3), np.float32),
        "gloss": np.zeros(1, np.float32),
        "metallic": np.zeros(1, np.float32),
        "atlas": np.zeros((1, 1, 3), np.uint8),
        "wheel": np.zeros(3, np.uint8),
        "hubs": np.zeros((0, 3), np.float32),
        "steered": np.zeros(0, np.bool_),
    }
    return Mesh(**(given | columns))


def test_a_triangle_is_a_mesh():
    assert len(triangle().faces) == 1


def test_a_face_without_its_gloss_is_refused():
    with pytest.raises(TwinError, match="1 faces came with 2 of gloss"):
        triangle(gloss=np.zeros(2, np.float32))


def test_a_face_that_names_no_vertex_is_refused():
    with pytest.raises(TwinError, match="none of its 3 vertices"):
        triangle(faces=np.array([[0, 1, 3]], np.int32))


def test_parts_have_one_code_each_and_each_lamp_has_a_bit():
    assert len(set(PARTS.values())) == len(PARTS) < 256
    assert set(GLOWS.values()) == {1, 2, 4, 8, 16}


@pytest.mark.parametrize(
    ("shape", "volume"),
    [
        (soft_box((1.0, 2.0, 3.0), (4, 5, 6), Part.TRIM, 0.01), 6.0),
        (ellipsoid((2.0, 2.0, 2.0), (1, 0, 0), Part.TRIM, 48, 48), 4 / 3 * np.pi),
        (tube([(0, 0, 0), (1, 0, 0), (2, 0, 0)], 0.5, Part.TRIM, 64), np.pi / 2),
    ],
)
def test_closed_shapes_look_outwards_also_when_mirrored(shape, volume):
    assert volume_of(shape.vertices, shape.faces) == pytest.approx(volume, rel=0.02)
    other = mirrored(shape)
    assert volume_of(other.vertices, other.faces) == pytest.approx(volume, rel=0.02)


def test_normals_are_smooth_on_a_ball_and_flat_on_a_box():
    ball = ellipsoid((2.0, 2.0, 2.0), (0, 0, 0), Part.TRIM, 24, 16)
    smooth = corner_normals(ball.vertices, ball.faces)
    assert np.allclose(smooth, ball.vertices[ball.faces], atol=0.1)
    box = soft_box((2.0, 2.0, 2.0), (0, 0, 0), Part.TRIM, 0.0)
    flat = corner_normals(box.vertices, box.faces)
    assert np.allclose(np.abs(flat).max(axis=2), 1.0, atol=1e-6)


def test_wheels_roll_forwards_and_steer_to_the_left():
    wheel = triangle(
        vertices=np.array([(1.0, 0, 0.3), (1.3, 0, 0.3), (1.0, 0, 0.6)], np.float32),
        wheel=np.ones(3, np.uint8),
        hubs=np.array([(1.0, 0, 0.3)], np.float32),
        steered=np.array([True]),
    )
    rolled = turn_wheels(wheel, 0.0, np.pi / 2).vertices
    assert np.allclose(rolled[2], (1.3, 0, 0.3), atol=1e-6)  # the top goes forwards
    steered = turn_wheels(wheel, np.pi / 2, 0.0).vertices
    assert np.allclose(steered[1], (1.0, 0.3, 0.3), atol=1e-6)
    both = join(
        [soft_box((1, 1, 1), (0, 0, 0), Part.TRIM), soft_box((1, 1, 1), (3, 0, 0), Part.RIM)]
    )
    assert volume_of(both.vertices, both.faces) == pytest.approx(2.0, rel=0.2)

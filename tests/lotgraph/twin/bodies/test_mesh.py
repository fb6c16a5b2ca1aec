"""A mesh whose columns do not fit together is refused."""

import numpy as np
import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.mesh import PARTS, Mesh


def triangle(**columns):
    given = {
        "vertices": np.eye(3, dtype=np.float32),
        "faces": np.array([[0, 1, 2]], np.int32),
        "part": np.zeros(1, np.uint8),
        "colour": np.ones((1, 3), np.float32),
        "gloss": np.zeros(1, np.float32),
        "metallic": np.zeros(1, np.float32),
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


def test_no_part_is_named_twice():
    assert len(set(PARTS)) == len(PARTS) < 256

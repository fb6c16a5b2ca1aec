"""The plan of ways on the ground."""

import io

import polars as pl
from PIL import Image

from lotgraph.pictures.plan import plan


def test_a_plan_is_drawn_of_ways_and_of_none():
    ways = pl.DataFrame({"way": ["a"] * 3 + ["b"] * 2, "x_m": [0.0, 5, 9, 2, 2.1],
                         "y_m": [0.0, 1, 2, 7, 7]})  # fmt: skip
    sizes = []
    for some in (ways, ways.clear()):
        picture = plan(some, {"gate": (0.0, -3.0, 1.5)}, "ways")
        assert picture == plan(some, {"gate": (0.0, -3.0, 1.5)}, "ways")
        sizes.append(Image.open(io.BytesIO(picture)).size)
    assert sizes[0] == sizes[1]

"""A figure is drawn part by part."""

import io

import numpy as np
import polars as pl
import pytest
from PIL import Image

from lotgraph.pictures.splits import MOST_PARTS, splits
from lotgraph.pictures.style import FAINT, GOOD, REFUSED


def rows(*parts):
    """Rows of (split, part, figure); all has an interval."""
    table = pl.DataFrame(parts, ["split", "part", "ap"], orient="row")
    ends = {
        name: pl.when(pl.col("split") == "all").then(pl.lit(end))
        for name, end in (("ap_low", 0.7), ("ap_high", 0.95))
    }
    return table.with_columns(labels=pl.lit(9), most=pl.lit(0.98), **ends)


def drawn(table, **more):
    picture = splits(table, "ap", "of a test", interval=("ap_low", "ap_high"), **more)
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))


def inked(picture, name):
    """Where a colour of ours is."""
    return (picture == [int(name[k : k + 2], 16) for k in (1, 3, 5)]).all(axis=2)


def test_bars_are_as_long_as_their_figures_and_what_is_not_known_has_none():
    lengths = [inked(drawn(rows(("site", "a", ap))), GOOD).any(axis=0).sum() for ap in (0.8, 0.4)]
    assert lengths[1] / lengths[0] == pytest.approx(0.5, abs=0.02)
    both = inked(drawn(rows(("site", "a", 0.8), ("site", "b", None))), GOOD)
    assert both.any(axis=1).sum() < both.shape[0] / 3, "one bar"
    assert both.any(axis=0).sum() == pytest.approx(lengths[0], abs=3)


def test_intervals_and_what_could_be_reached_are_drawn_where_there_are_any():
    plain = drawn(rows(("site", "a", 0.5)))
    assert not inked(plain, FAINT).any()
    assert not inked(plain, REFUSED).any()
    full = drawn(rows(("all", "", 0.5), ("site", "a", 0.5)), best="most")
    assert inked(full, FAINT).sum() > 50
    assert inked(full, REFUSED).sum() > 5


def test_a_split_of_many_parts_shows_as_many_as_can_be_read():
    many = drawn(rows(*(("camera", f"c{k}", 0.5) for k in range(60))))
    some = drawn(rows(*(("camera", f"c{k}", 0.5) for k in range(MOST_PARTS))))
    assert many.shape == some.shape

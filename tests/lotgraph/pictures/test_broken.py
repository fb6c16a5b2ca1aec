"""broken_rows: a picture of any table's broken promise, of whatever kind its columns are."""

import io
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from PIL import Image

from lotgraph.pictures.broken import broken_rows
from lotgraph.pictures.style import FAULTY, GOOD

T0 = datetime(2026, 3, 2, tzinfo=UTC)
ROWS = pl.DataFrame(
    {
        "share": [0.1, 0.2, 0.3, 5.0],
        "wild": [1.0, float("nan"), float("inf"), 1e308],
        "count": pl.Series([1, None, 3, 2**62], dtype=pl.Int64),
        "word": ["a", "b", None, "c"],
        "tags": [["a"], [], None, ["b"]],
        "at": [T0 + n * timedelta(hours=1) for n in range(4)],
        "ended_at": [T0 + timedelta(hours=h) for h in (1, 2, 3, 1)],
        "when": pl.Series([None, T0, T0, T0], dtype=pl.Datetime("us", "UTC")),
    }
)
LAST = np.array([3])


def columns_of(picture, colour):
    """The columns of pixels in which a colour is seen, first and last, or None."""
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    found = np.flatnonzero((np.abs(pixels - wanted).max(axis=-1) <= 2).any(axis=0))
    return (found[0], found[-1]) if found.size else None


def test_rows_beyond_a_bound_lie_apart_from_those_within():
    picture = broken_rows(ROWS, LAST, ["share"], (0, 1), "share is at most 1.")
    assert columns_of(picture, GOOD)[1] < columns_of(picture, FAULTY)[0]


def test_rows_without_a_value_lie_along_time():
    first, last = (broken_rows(ROWS, np.array([n]), ["word"]) for n in (0, 2))
    assert columns_of(first, FAULTY)[1] < columns_of(last, FAULTY)[0]


def test_a_pair_of_times_lies_along_what_is_between_them():
    picture = broken_rows(ROWS, LAST, ["ended_at", "at"])
    assert columns_of(picture, FAULTY)[1] < columns_of(picture, GOOD)[0], "it ends before it begins"


def test_a_table_without_times_lies_along_its_rows():
    picture = broken_rows(ROWS.select("word"), LAST, ["word"])
    assert columns_of(picture, GOOD)[1] < columns_of(picture, FAULTY)[0]


@pytest.mark.parametrize(
    ("columns", "failing"),
    [
        (["wild"], [1]),
        (["wild"], [3]),
        (["count"], [1]),
        (["count"], [3]),
        (["tags"], [2]),
        (["when"], [0]),
        (["when", "at"], [3]),
        (["word", "share"], [0, 1, 2, 3]),
        ([], [0]),
    ],
)
def test_any_promise_can_be_drawn_and_the_same_way_each_time(columns, failing):
    one, two = (broken_rows(ROWS, np.array(failing), columns, (0, 1)) for _ in range(2))
    assert one == two
    assert columns_of(one, FAULTY)


def test_a_table_of_one_row_can_be_drawn():
    assert columns_of(broken_rows(ROWS[3:], np.array([0]), ["word"]), FAULTY)

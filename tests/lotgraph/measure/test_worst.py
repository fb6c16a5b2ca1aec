"""The worst are the surest and the tallest, each of another place."""

import polars as pl

from lotgraph.measure.account import ROWS
from lotgraph.measure.worst import worst


def rows(*some):
    """Rows of error, side, x, size, score."""
    return pl.DataFrame(
        [
            {"sequence": "a", "frame": k, "error": error, "side": side, "kind": "car", "x0_px": x,
             "y0_px": 0.0, "x1_px": x + size, "y1_px": size, "score": score}
            for k, (error, side, x, size, score) in enumerate(some)
        ],
        schema=ROWS,
    )  # fmt: skip


def test_the_surest_come_first_and_of_those_as_sure_the_tallest():
    told = rows(
        ("ghost", "predicted", 0.0, 10.0, 0.5), ("ghost", "predicted", 50.0, 10.0, 0.9),
        ("ghost", "predicted", 90.0, 20.0, 0.5), ("right", "predicted", 200.0, 10.0, 1.0),
    )  # fmt: skip
    assert {name: some["frame"].to_list() for name, some in worst(told, 9).items()} == {
        "ghost": [1, 2, 0]
    }
    assert len(worst(told, 2)["ghost"]) == 2


def test_one_place_is_shown_once():
    told = rows(*(("ghost", "predicted", 0.1 * k, 10.0, 0.5 + k / 100) for k in range(9)))
    assert worst(told, 9)["ghost"]["frame"].to_list() == [8]


def test_what_is_missed_is_shown_by_the_truth_and_all_else_by_the_prediction():
    told = rows(
        ("missed", "truth", 0.0, 10.0, None), ("class", "truth", 50.0, 10.0, None),
        ("class", "predicted", 50.0, 9.0, 0.3),
    )  # fmt: skip
    assert {name: some["side"].to_list() for name, some in worst(told, 9).items()} == {
        "missed": ["truth"], "class": ["predicted"]
    }  # fmt: skip

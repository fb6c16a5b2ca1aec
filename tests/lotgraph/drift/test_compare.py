"""Drift is called where there is some, hardly ever where there is none, and not without grounds."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from lotgraph.drift.compare import Sides, compare
from lotgraph.drift.histogram import jensen_shannon, kolmogorov_smirnov, log_ratio
from lotgraph.drift.tally import tally

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
KINDS = np.array(["car", "truck"])


def footage(*args, **kwargs):
    return tally(*drawn(*args, **kwargs))


def drawn(seed, days, first=MONDAY, trucks=0.1, score=0.7, rate=1.5, camera="gate", hours=24):  # noqa: PLR0913, PLR0917
    """Boxes and frames, six an hour; a vehicle that stands all day gives hundreds of boxes."""
    chance = np.random.default_rng(seed)
    frame = np.arange(days * 144)
    frame = frame[frame // 6 % 24 < hours]
    ups = chance.gamma(9, 1 / 9, days)
    passing = np.repeat(frame, chance.poisson(rate * ups[frame // 144]))
    standing = np.concatenate(
        [frame[frame // 144 == chance.integers(days)] for _ in range(2 * days)]
    )
    at = np.concatenate([passing, standing])
    who = np.r_[np.arange(len(passing)), len(passing) + np.repeat(range(2 * days), hours * 6)]
    kind = (chance.random(who.max() + 1) < trucks)[who].astype(int)
    height = np.exp(chance.normal(4, 0.3, who.max() + 1))[who]
    boxes = pl.DataFrame({
        "captured_at": moments(first, at), "frame": at, "kind": KINDS[kind],
        "score": np.clip(chance.normal(score, 0.1, len(at)), 0, 1), "y0_px": 0.0, "y1_px": height,
    })  # fmt: skip
    frames = pl.DataFrame({"captured_at": moments(first, frame), "frame": frame})
    named = {"site_id": "north", "camera_id": camera, "capture_id": "one", "detector": "v1"}
    return tuple(
        one.with_columns(**{k: pl.lit(v) for k, v in named.items()}) for one in (boxes, frames)
    )


def empty(*args):
    boxes, frames = drawn(*args)
    return tally(boxes.clear(), frames)


def moments(first, at):
    return pl.Series([first], dtype=pl.Datetime("us", "UTC"))[0] + pl.Series(at * 600_000_000).cast(
        pl.Duration("us")
    )


LATER = MONDAY + timedelta(days=28)


def called(told):
    return set(told.filter("is_drifted")["what"])


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"trucks": 0.6}, "class mix"), ({"score": 0.5}, "scores"), ({"rate": 8.0}, "counts of car")
    ],
)  # fmt: skip
def test_what_has_changed_is_named(change, what):
    told = compare(footage(1, 28), footage(2, 7, LATER, **change))
    assert what in called(told)
    row = told.row(by_predicate=pl.col("what") == what, named=True)
    assert row["statistic"] > row["threshold"]
    assert (row["days"], row["reference_days"]) == (7, 28)
    assert row["words"].startswith(f"{what}: ")
    assert " from " in row["words"]


def test_false_alarms_are_as_rare_as_is_said():
    """One camera in a hundred, although days differ and boxes of one vehicle are all alike."""
    alarms = 0
    for seed in range(30):
        told = compare(footage(seed, 14), footage(1000 + seed, 7, LATER))
        alarms += told["is_drifted"].any()
        assert told["is_drifted"].null_count() == 0
    assert alarms <= 2, "with one in a hundred, more come up once in three hundred tests"


def test_the_answer_is_the_same_each_time_and_in_whatever_order_rows_come():
    reference, current = footage(1, 10), footage(2, 5, LATER, trucks=0.3)
    shuffled = reference.sample(fraction=1, shuffle=True, seed=3)
    assert compare(reference, current).equals(compare(shuffled, current))


@pytest.mark.parametrize("change", [lambda s: 100 * s, lambda s: s**3])
def test_the_scale_of_scores_does_not_matter(change):
    sides = [drawn(1, 10), drawn(2, 5, LATER, score=0.6)]
    told = compare(*(tally(*side) for side in sides)).filter(pl.col("what") == "scores")
    scaled = [tally(b.with_columns(score=change(pl.col("score"))), f) for b, f in sides]
    again = compare(*scaled).filter(pl.col("what") == "scores")
    assert told["statistic"][0] == pytest.approx(again["statistic"][0], abs=0.02)


def test_each_camera_answers_for_itself():
    sides = []
    for seed, days, first in ((1, 14, MONDAY), (2, 7, LATER)):
        one = footage(seed, days, first)
        other = footage(seed + 5, days, first, camera="exit", trucks=0.6 if first == LATER else 0.1)
        sides.append(pl.concat([one, other]))
    told = compare(*sides)
    assert called(told.filter(pl.col("camera_id") == "gate")) == set()
    assert "class mix" in called(told.filter(pl.col("camera_id") == "exit"))


def test_too_little_is_said_to_be_too_little():
    told = compare(footage(1, 3), footage(2, 2, LATER, trucks=0.9))
    assert told["is_drifted"].is_null().all()
    assert "10 ways, too few to tell" in told["words"][0]
    boxes, frames = drawn(1, 14)
    none = compare(tally(boxes.head(9), frames), empty(2, 7, LATER))
    assert none["is_drifted"].is_null().all()
    assert "fewer than 30 boxes on a side" in none["words"][0]
    assert len(compare(footage(1, 14), footage(1, 14).clear())) == 0


def test_a_camera_that_finds_nothing_any_more_has_drifted():
    told = compare(footage(1, 14), empty(2, 7, LATER))
    assert "counts of all boxes" in called(told)


def test_only_hours_that_both_sides_have_are_compared():
    """By night there is nothing: to compare mornings with whole days would find that."""
    morning = footage(2, 7, LATER, hours=9)
    quiet, frames = drawn(1, 28)
    quiet = quiet.filter((pl.col("captured_at").dt.hour() < 9) | (pl.col("kind") == "truck"))
    assert called(compare(tally(quiet, frames), morning)) == set()


def test_a_weekend_is_compared_with_weekends():
    reference, saturday = footage(1, 28), MONDAY + timedelta(days=33)
    told = compare(reference, footage(2, 2, saturday))
    assert set(told["reference_days"]) == {8}
    weekday = compare(footage(1, 5), footage(2, 2, saturday))
    assert weekday["is_drifted"].is_null().all()


def test_days_are_exchanged_among_working_days_and_among_weekends():
    sunday_and_monday = footage(2, 2, LATER - timedelta(days=1))
    told = compare(footage(1, 7), sunday_and_monday)
    # A Sunday for one of three weekend days, a Monday for one of six working days.
    assert "2 days beside 7 can be exchanged in 18 ways" in told["words"][0]
    stratum = np.array([0, 0, 0, 1, 1, 0, 1, 0])
    drawn = Sides(np.arange(8) >= 5, stratum).exchanged()
    assert set(drawn[:, stratum == 1].sum(axis=1)) == {1}
    assert set(drawn[:, stratum == 0].sum(axis=1)) == {2}


def test_distances_are_none_of_the_same_and_all_of_what_shares_nothing():
    one, other = np.array([3.0, 1.0, 0.0]), np.array([0.0, 0.0, 8.0])
    for distance in (jensen_shannon, kolmogorov_smirnov):
        assert distance(one, 5 * one) == pytest.approx(0)
        assert distance(one, other) == pytest.approx(1)
        assert distance(one, other) == distance(other, one)
    assert log_ratio(np.array([10.0, 100.0]), np.array([20.0, 200.0])) < 0.03
    assert log_ratio(np.array([10.0, 100.0]), np.array([40.0, 100.0])) == pytest.approx(
        np.log(40.5 / 10.5)
    )

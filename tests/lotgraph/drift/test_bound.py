"""What a frame usually holds is known by its camera and hour, and odd frames do not teach."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from lotgraph.drift.bound import bound, crowd

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def frames(seed, days, first=MONDAY, by_day=12.0, by_night=2.0, camera="gate"):  # noqa: PLR0913, PLR0917
    """Counts six an hour, that vary from day to day too."""
    chance = np.random.default_rng(seed)
    hour = np.tile(np.repeat(np.arange(24), 6), days)
    ups = np.repeat(chance.gamma(20, 1 / 20, days), 144)
    mean = np.where((hour >= 8) & (hour < 18), by_day, by_night) * ups
    at = [first + timedelta(minutes=10 * k) for k in range(144 * days)]
    return tallied(pl.DataFrame({"hour_at": at, "value": chance.poisson(mean)}), camera)


def tallied(rows, camera="gate"):
    hour = pl.col("hour_at").dt.truncate("1h")
    counted = rows.with_columns(hour, camera_id=pl.lit(camera), what=pl.lit("frames"))
    return counted.group_by(counted.columns).agg(count=pl.len())


def full(tallies, boxes):
    return tallies.with_columns(value=pl.lit(boxes))


LATER = MONDAY + timedelta(days=28)
NOON = LATER + timedelta(hours=12)


def outside(told):
    return told.filter("is_unusual")["frames"].sum() / told["frames"].sum()


def test_usual_frames_lie_inside_and_flooded_or_empty_ones_outside():
    history, today = frames(1, 14, by_day=25.0), frames(2, 1, LATER, by_day=25.0)
    assert outside(bound(history, today)) <= 0.01
    assert outside(bound(history, full(today, 500))) == 1
    by_day = today.filter(pl.col("hour_at").dt.hour().is_between(9, 16))
    assert outside(bound(history, full(by_day, 0))) == 1


def test_false_alarms_are_few_whatever_the_days_were_like():
    shares = [outside(bound(frames(k, 7), frames(500 + k, 1, LATER))) for k in range(30)]
    assert np.mean(shares) < 0.004


def test_what_is_usual_by_day_is_not_by_night():
    history, today = frames(1, 14), full(frames(2, 1, LATER), 20)
    told = bound(history, today).with_columns(hour=pl.col("hour_at").dt.hour())
    assert told.filter(pl.col("hour") == 3)["is_unusual"].all()
    assert not told.filter(pl.col("hour") == 12)["is_unusual"].any()


def test_odd_frames_in_the_history_do_not_teach_what_is_usual():
    history, today = frames(1, 14), frames(2, 1, LATER)
    chance = np.random.default_rng(0)
    odd = pl.Series(chance.random(len(history)) < 0.1)
    spoilt = history.with_columns(value=pl.when(odd).then(10_000).otherwise(pl.col("value")))
    clean, dirty = bound(history, today), bound(spoilt, today)
    assert (dirty["high"] < 2.5 * clean["high"].max()).all()
    assert outside(bound(spoilt, full(today, 500))) == 1


def test_without_three_days_and_for_another_camera_nothing_is_said():
    today = frames(2, 1, LATER)
    for history in (frames(1, 2), frames(1, 14, camera="exit"), frames(1, 14).clear()):
        told = bound(history, today)
        assert told["is_unusual"].is_null().all()
        assert len(told) == len(today)


def test_more_days_draw_tighter_bounds():
    today = frames(2, 1, LATER).head(1)
    widths = [bound(frames(1, days), today)["high"][0] for days in (3, 7, 28)]
    assert widths[0] > widths[1] > widths[2]


def test_a_window_is_told_when_more_than_a_tenth_of_its_frames_are_unusual():
    history = frames(1, 14)
    minutes = [NOON + timedelta(minutes=k) for k in range(60)]
    for odd, is_drifted in ((6, False), (7, True)):
        window = tallied(
            pl.DataFrame({"hour_at": minutes, "value": [500] * odd + [12] * (60 - odd)})
        )
        [told] = crowd(history, window).to_dicts()
        assert told["is_drifted"] == is_drifted
        assert told["statistic"] == pytest.approx(odd / 60)
        assert told["p"] == pytest.approx(0.001 / (odd / 60))
        assert "% of frames outside" in told["words"]
    [few] = crowd(history.head(0), window).to_dicts()
    assert few["is_drifted"] is None
    assert few["words"] == "boxes a frame: 0 days at this hour, too few to tell"


def test_windows_like_those_before_are_hardly_ever_told():
    """Days differ by as much as those of the history; one window in a hundred is promised."""
    told = [crowd(frames(k, 9), frames(900 + k, 1, LATER)) for k in range(100)]
    assert pl.concat(told)["is_drifted"].sum() <= 1


def steady(days, hours, boxes):
    """Six frames in each of some hours of the day, all of a day with as many boxes."""
    rows = [
        (MONDAY + timedelta(days=day, hours=hour, minutes=10 * k), boxes(day))
        for day in range(days)
        for hour in hours
        for k in range(6)
    ]
    return tallied(pl.DataFrame(rows, schema=["hour_at", "value"], orient="row"))


def test_where_days_differ_widely_a_day_between_them_is_usual():
    history = steady(7, [12], lambda day: (10 * (day + 1)) ** 2)
    between = full(tallied(pl.DataFrame({"hour_at": [NOON], "value": [0]})), 65**2)
    assert not bound(history, between)["is_unusual"].any()


def test_hours_beside_midnight_tell_of_each_other():
    told = bound(steady(7, [23], lambda _: 12), steady(1, range(24), lambda _: 12))
    known = told.filter(pl.col("high").is_not_null())["hour_at"].dt.hour().unique().sort()
    assert known.to_list() == [0, 22, 23]
    told = bound(steady(7, [0], lambda _: 12), steady(1, range(24), lambda _: 12))
    known = told.filter(pl.col("high").is_not_null())["hour_at"].dt.hour().unique().sort()
    assert known.to_list() == [0, 1, 23]

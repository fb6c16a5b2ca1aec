"""judge_clocks: arrivals tell a clock that drifts or was set; copying tells nothing."""

import re
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.health.clock import judge_clocks

SET = re.compile(r"The camera's clock was set (back|ahead) by ([0-9.]+) s, as arrivals show\.")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def recorded(error_s, *, count=60, length_s=60.0, scatter_s=0.3, seed=0):
    """Captures one after another, by a clock that is `error_s(k)` ahead of true time."""
    delay_s = 4.0
    random = np.random.default_rng(seed)
    true_s = np.arange(count) * length_s
    clock_s = true_s + np.array([error_s(k) for k in range(count)])
    landed_s = true_s + length_s + delay_s + random.uniform(0, scatter_s, count)
    moments = {"started_at": clock_s, "ended_at": clock_s + length_s, "landed_at": landed_s}
    return pl.DataFrame(
        {
            "site_id": ["north"] * count,
            "camera_id": ["gate"] * count,
            "capture_id": [f"{k:016x}" for k in range(count)],
            "uri": [f"north/gate/{k:03d}.mp4" for k in range(count)],
            **{n: [NOON + timedelta(seconds=float(s)) for s in v] for n, v in moments.items()},
        }
    ).cast(dict.fromkeys(moments, pl.Datetime("us", "UTC")))


def told(captures):
    return [(f["kind"], f["started_at"]) for f in judge_clocks(captures).to_dicts()]


@given(offset=st.floats(-3600, 3600), scatter=st.floats(0, 1.5), seed=st.integers(0, 9))
def test_a_steady_clock_is_no_fault_however_wrong(offset, scatter, seed):
    assert told(recorded(lambda _: offset, scatter_s=scatter, seed=seed)) == []


@given(jump=st.floats(3, 4000), at=st.integers(5, 55), sign=st.sampled_from([-1, 1]))
def test_a_clock_that_was_set_is_told_from_that_capture_on(jump, at, sign):
    captures = recorded(lambda k: sign * jump * (k >= at))
    [fault] = judge_clocks(captures).to_dicts()
    assert (fault["kind"], fault["started_at"]) == ("clock_jump", captures["started_at"][at])
    assert fault["ended_at"] >= captures["ended_at"][-1]
    said = SET.match(fault["explanation"])
    assert said[1] == ("ahead" if sign > 0 else "back")
    assert float(said[2]) == pytest.approx(jump, abs=0.5)


def test_a_clock_that_drifts_and_is_set_right_is_told_where_it_was_set():
    captures = recorded(lambda k: (k < 7) * 10.0 * k / 12, count=12, length_s=300.0)
    [fault] = judge_clocks(captures).to_dicts()
    assert (fault["kind"], fault["started_at"]) == ("clock_jump", captures["started_at"][7])


def test_a_clock_that_is_set_and_set_right_again_is_told_twice():
    captures = recorded(lambda k: 3000.0 * (20 <= k < 40))
    faults = judge_clocks(captures).sort("evidence_capture_id").to_dicts()
    assert [f["evidence_capture_id"] for f in faults] == [f"{k:016x}" for k in (20, 40)]
    assert [SET.match(f["explanation"])[1] for f in faults] == ["ahead", "back"]
    assert all(f["started_at"] < f["ended_at"] for f in faults)


@pytest.mark.parametrize("length_s", [60.0, 300.0])
@pytest.mark.parametrize(
    ("s_per_h", "way"), [(3, "fast"), (-3, "slow"), (40, "fast"), (-14, "slow")]
)
def test_a_clock_that_drifts_is_told_with_its_way(s_per_h, way, length_s):
    captures = recorded(lambda k: s_per_h * k * length_s / 3600, length_s=length_s)
    [fault] = judge_clocks(captures).to_dicts()
    assert fault["kind"] == "clock_drift"
    assert way in fault["explanation"]
    assert not fault["is_unusable"]


@pytest.mark.parametrize(("s_per_h", "is_told"), [(0.45, False), (0.55, True), (-0.55, True)])
def test_a_clock_drifts_from_half_a_second_an_hour_on(s_per_h, is_told):
    kinds = [kind for kind, _ in told(recorded(lambda k: s_per_h * k / 60, scatter_s=0.01))]
    assert kinds == ["clock_drift"] * is_told


def test_arrivals_that_scatter_are_hardly_ever_taken_for_drift():
    steady = [recorded(lambda _: 0.0, count=30, scatter_s=4.0, seed=seed) for seed in range(50)]
    assert sum(bool(told(captures)) for captures in steady) <= 1


def test_an_hour_over_a_slow_network_is_hardly_ever_taken_for_a_fault_of_the_clock():
    hours = [recorded(lambda _: 0.0, count=12, length_s=300.0, scatter_s=0.0) for _ in range(300)]
    random = np.random.default_rng(0)
    waits = [pl.Series(random.exponential(2e6, 12)).cast(pl.Duration("us")) for _ in hours]
    late = [
        hour.with_columns(pl.col("landed_at") + wait)
        for hour, wait in zip(hours, waits, strict=True)
    ]
    assert sum(bool(told(captures)) for captures in late) <= 3


def test_files_copied_all_at_once_tell_nothing():
    captures = recorded(lambda _: 0.0).with_columns(landed_at=pl.lit(NOON + timedelta(days=1)))
    assert told(captures) == []


def test_two_captures_of_one_camera_never_overlap():
    captures = recorded(lambda _: 0.0, count=3).with_columns(
        ended_at=pl.col("ended_at") + pl.duration(seconds=pl.Series([0, 7, 0]))
    )
    [fault] = judge_clocks(captures).to_dicts()
    assert fault["kind"] == "clock_jump"
    assert fault["evidence_capture_id"] == captures["capture_id"][2]
    assert "7.0 s" in fault["explanation"]


@pytest.mark.parametrize("at", [0, 1, 30, 58, 59])
def test_one_late_file_is_a_slow_network(at):
    captures = recorded(lambda _: 0.0)
    late = (
        pl.when(pl.int_range(pl.len()) == at).then(pl.duration(seconds=90)).otherwise(pl.duration())
    )
    assert told(captures.with_columns(landed_at=pl.col("landed_at") + late)) == []


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_few_captures_are_judged_without_fuss(count):
    assert told(recorded(lambda _: 0.0, count=count)) == []


def test_cameras_of_two_sites_are_judged_apart():
    north, south = recorded(lambda _: 0.0), recorded(lambda _: 30.0)
    both = pl.concat([north, south.with_columns(site_id=pl.lit("south"))])
    assert told(both) == []

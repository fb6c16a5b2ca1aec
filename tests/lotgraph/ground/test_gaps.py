"""Tracks in space over gaps without any frame: of who is parked, and of who looks on and drives."""

import numpy as np
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lotgraph.formats.columns import filled
from lotgraph.ground.lay import GROUND
from lotgraph.ground.tell import track_in_space

FPS = 10.0


def told(boxes, **asked):
    return track_in_space(boxes, fps=FPS, axes=GROUND, is_still=True, **asked)


def whose(tracks, who):
    """Rows of a thing, by the number that its boxes carry in the picture."""
    return tracks.filter(pl.col("is_seen") & (pl.col("x0_px") == who))


def past_a_gap(gap, *, passes):
    """Twice 30 frames of an observer, which passes things or stands, and a gap in between."""
    chance, rows, speed = np.random.default_rng(2), [], 8.0 * passes
    for k, f in enumerate([*range(30), *range(29 + gap, 59 + gap)]):
        for who in range(6):
            place = np.array([6.0 * (-1) ** who, 9.0 * who + 12 - speed * (k % 30) / FPS])
            rows.append((f, who, *(place + chance.normal(0, 0.05, 2))))
    boxes = pl.DataFrame(rows, schema=("frame", "who", "x_m", "z_m"), orient="row").with_columns(
        y_m=pl.lit(1.6), heading_rad=pl.lit(-np.pi / 2), kind=pl.lit("car"), score=pl.lit(1.0),
        length_m=pl.lit(4.2), width_m=pl.lit(1.8), height_m=pl.lit(1.5),
        x0_px=pl.col("who").cast(pl.Float64), y0_px=pl.lit(0.0), x1_px=pl.lit(50.0),
        y1_px=pl.lit(9.0),
    )  # fmt: skip
    return filled(boxes)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 40).map(lambda e: int(10 ** (e / 4))), st.booleans(), st.booleans())
@example(10**5, False, False)
@example(10**8, True, True)
def test_an_observer_may_be_gone_for_any_time(gap, passes, is_online):
    boxes = past_a_gap(gap, passes=passes and gap > 200)
    found = track_in_space(boxes, fps=FPS, is_online=is_online)
    told = found.select(pl.col("x_m", "z_m", "heading_rad", "speed_mps", "var_xx_m2"))
    assert told.select(pl.all_horizontal(pl.all().is_finite()).all()).item()
    begun = pl.col("frame") < 30
    for who in range(6):
        for some in (found.filter(begun), found.filter(~begun)):
            assert whose(some, who)["object_id"].n_unique() == 1
    if gap > 200:  # 20 s
        assert found["object_id"].n_unique() == 12, "nobody is waited for so long"
    late = found.filter("is_seen", pl.col("frame") > 44 + gap)
    assert late["speed_mps"].median() < 0.5, "what stands is seen to stand again"


def parked(stood, gap_s, *, step_s=0.5, is_numbered=False):
    """Two cars side by side, before and after a gap without any frame.

    The gap is one in the numbers of frames too, or in their times alone.
    """
    chance = np.random.default_rng(4)
    steps = np.concatenate([np.arange(stood), stood + round(gap_s / step_s) + np.arange(30)])
    number, times = steps if is_numbered else np.arange(len(steps)), steps * step_s
    boxes = pl.DataFrame({"frame": number, "time_s": times}).join(
        pl.DataFrame({"x0_px": [0.0, 1.0]}), how="cross"
    )
    x, y = chance.normal(0, 0.1, (2, len(boxes)))
    return filled(boxes.with_columns(
        x_m=pl.Series(x), y_m=pl.Series(y) + 3.0 * pl.col("x0_px") + 15, z_m=pl.lit(0.0),
        heading_rad=pl.Series(chance.normal(0, 0.03, len(boxes))), kind=pl.lit("car"),
        score=pl.lit(1.0), length_m=pl.lit(4.4), width_m=pl.lit(1.8), height_m=pl.lit(1.5),
        y0_px=pl.lit(0.0), x1_px=pl.lit(9.0), y1_px=pl.lit(9.0),
    )).with_columns(boxes["time_s"])  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(
    st.integers(100, 600), st.integers(1, 4 * 3600 - 10), st.sampled_from([0.1, 0.5, 2.0]),
    st.booleans(), st.booleans(),
)  # fmt: skip
@example(600, 4 * 3600 - 10, 0.5, False, False)
@example(100, 1800, 0.1, True, True)
def test_what_is_parked_is_one_track_though_frames_are_missing(
    stood, gap, step, is_numbered, is_online
):
    boxes = parked(stood, gap, step_s=step, is_numbered=is_numbered)
    found = told(boxes, is_online=is_online)
    assert found["object_id"].n_unique() == 2
    assert [whose(found, who)["object_id"].n_unique() for who in range(2)] == [1, 1]
    late = found.filter(pl.col("frame") >= boxes["frame"].max() - 4)
    assert len(late) == 10, "it is told again soon, online too"
    assert np.abs(found["heading_rad"]).max() < 0.3, "it has not turned meanwhile"


def test_what_is_parked_is_waited_for_four_hours_and_no_longer():
    found = told(parked(120, 4 * 3600 + 60))
    assert found["object_id"].n_unique() == 4

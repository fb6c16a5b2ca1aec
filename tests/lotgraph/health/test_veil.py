"""veil: fog is no fault of a camera; what lies on one lens is."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from lotgraph.health.judge import judge
from lotgraph.health.suspect import Evidence, normals_of
from lotgraph.health.veil import veil_said

HIDDEN = 0.3  # of the usual contrast
SOME = ("yard", "ramp", "exit")


@pytest.fixture
def clear(film):
    """Rows of one camera in clear weather."""
    return film().rows


def seen_by(rows, camera_id, left, *, from_s=-1.0, over_s=0.0):
    """A camera that keeps so much contrast, from some second on; it fades over some seconds."""
    seconds = (pl.col("captured_at") - pl.col("captured_at").min()).dt.total_milliseconds() / 1e3
    faded = ((seconds - from_s) / max(over_s, 1e-3)).clip(0.0, 1.0)
    kept = (1.0 - (1.0 - left) * faded).cast(pl.Float32)
    return rows.with_columns(
        camera_id=pl.lit(camera_id),
        capture_id=pl.lit(camera_id),
        light=pl.lit(1.0, pl.Float32),
        kept_share=pl.lit(0.9, pl.Float32),
        gain=kept,
        relief=kept,
    )


def veiled(*cameras):
    """Cameras of a site whose pictures are said to lie behind a veil of their own."""
    rows = pl.concat(cameras)
    normal = replace(normals_of(Evidence(cameras[0])), still_share=0.0, sway_px=0.0)
    faults = judge(rows, dict.fromkeys(rows["capture_id"], normal))
    assert set(faults["kind"]) <= {"low_contrast"}
    return faults["camera_id"].to_list()


def test_a_veil_that_was_there_from_the_first_frame_may_be_fog(clear):
    assert veiled(seen_by(clear, "gate", HIDDEN)) == []


def test_a_splash_comes_at_once_and_fog_does_not(clear):
    assert veiled(seen_by(clear, "gate", HIDDEN, from_s=8.0)) == ["gate"]
    minutes = clear.with_columns(captured_at=apart(clear, 10.0))
    assert veiled(seen_by(minutes, "gate", HIDDEN, from_s=80.0, over_s=120.0)) == []


def apart(rows, step_s):
    first = rows["captured_at"][0]
    return pl.Series([first + timedelta(seconds=step_s * k) for k in range(rows.height)])


def test_between_two_captures_nobody_saw_it_come(clear):
    later = clear.with_columns(captured_at=pl.col("captured_at") + timedelta(minutes=40))
    before, after = seen_by(clear, "gate", 1.0), seen_by(later, "gate", HIDDEN)
    assert veiled(before, after) == []


def test_a_cover_that_is_taken_away_in_fog_unveils_no_fault(clear):
    gate = seen_by(clear, "gate", HIDDEN)
    begins = pl.col("captured_at") < clear["captured_at"][14]
    dark = {"level": 0.0, "contrast": 0.0, "light": 0.0, "kept_share": 0.0, "relief": 0.03}
    hidden = [
        pl.when(begins).then(v).otherwise(n).cast(pl.Float32).alias(n) for n, v in dark.items()
    ]
    rows = gate.with_columns(hidden)
    normal = replace(normals_of(Evidence(gate)), still_share=0.0, sway_px=0.0)
    assert "low_contrast" not in judge(rows, {"gate": normal})["kind"].to_list()


@pytest.mark.parametrize(("left", "told"), [(1.0, ["gate"]), (0.75, []), (HIDDEN, [])])
def test_other_cameras_tell_whether_a_veil_is_fog(clear, left, told):
    others = [seen_by(clear, name, left) for name in SOME]
    assert veiled(seen_by(clear, "gate", HIDDEN), *others) == told


def test_one_camera_that_fades_too_makes_it_fog_and_two_witnesses_are_too_few(clear):
    gate = seen_by(clear, "gate", HIDDEN)
    most = [seen_by(clear, name, 1.0) for name in SOME[:2]]
    assert veiled(gate, *most, seen_by(clear, "exit", 0.6)) == []
    assert veiled(gate, *most) == []


def test_what_others_see_an_hour_later_tells_nothing(clear):
    later = clear.with_columns(captured_at=pl.col("captured_at") + timedelta(hours=1))
    others = [seen_by(later, name, 1.0) for name in SOME]
    assert veiled(seen_by(clear, "gate", HIDDEN), *others) == []


def test_of_each_camera_it_is_said_how_much_of_it_lies_behind_a_veil(clear):
    rows = pl.concat([seen_by(clear, "gate", HIDDEN), seen_by(clear, "yard", 1.0)])
    assert veil_said(rows).rows() == [
        ("", "gate", "100 % of it lies behind a veil: fog, or a lens that soiled slowly.")
    ]
    assert veil_said(rows.clear()).is_empty()

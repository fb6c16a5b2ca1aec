"""What a camera finds is told apart from what it found before, and never held back for it."""

from datetime import timedelta

import dagster as dg
import polars as pl

from lotgraph.drift.columns import DETECTION_TALLIES
from lotgraph.lake.record import Origin
from tests.assets.conftest import JUDGED, LOOKED, NOON, TAKEN

COMPARED = ("detection_tallies", "detection_drift")
LIKE = "boxes_like_weeks_before"
FULL = "frames_full_as_usual"


def compare(site, at=NOON):
    """Look through a window and compare it; what the checks of detections say."""
    result = site.run(*TAKEN, *JUDGED, *LOOKED, *COMPARED, at=at)
    return {one.check_name: one for one in result.get_asset_check_evaluations()}


def remember(site, days, **columns):
    """Weeks in which the camera saw what it sees now, but for some columns of the tallies."""
    own = site.table("detection_tallies")
    for back in days:
        at = NOON - timedelta(days=back)
        rows = own.with_columns(hour_at=pl.lit(at), **columns)
        key = f"north|{at:%Y-%m-%dT%H00Z}"
        site.lake.write(DETECTION_TALLIES, key, DETECTION_TALLIES.conform(rows), Origin())


WEEKS = range(1, 35)


def test_what_is_like_the_weeks_before_passes(site):
    site.film("gate")
    compare(site)
    remember(site, WEEKS)
    told = compare(site)
    assert all(one.passed for one in told.values())
    rows = site.table("detection_drift")
    assert rows.filter(what="boxes a frame")["reference_days"].to_list() == [34]
    assert set(rows.filter(pl.col("what") != "boxes a frame")["reference_days"]) == {28}
    assert rows["is_drifted"].null_count() == 0


def test_boxes_unlike_those_of_weeks_before_are_told_and_stop_nothing(site):
    site.film("gate")
    compare(site)
    small = pl.when(pl.col("what") == "sizes").then(pl.col("value") / 4).otherwise(pl.col("value"))
    remember(site, range(1, 7))
    remember(site, range(7, 35), value=small)
    told = compare(site)
    assert told[FULL].passed
    assert not told[LIKE].passed
    assert told[LIKE].severity == dg.AssetCheckSeverity.WARN
    assert told[LIKE].asset_key == dg.AssetKey("detections")
    shown = told[LIKE].metadata
    assert shown["days_gate"].value.startswith("![boxes of gate day by day]")
    example = next(one for one in shown["examples"].records if one.data["what"] == "sizes")
    assert example.data["words"].startswith("sizes: median from ")
    assert float(example.data["statistic"]) > float(example.data["threshold"])
    kept = site.table("detection_drift").filter("is_drifted")
    previews = site.record("detection_drift").origin.previews
    assert kept["picture"].str.strip_suffix(".png").is_in(list(previews)).all()
    assert len(site.table("detections")) == 32


def test_frames_that_are_fuller_than_ever_are_told(site):
    site.film("gate")
    compare(site)
    full = pl.when(pl.col("what") == "frames").then(pl.lit(900.0)).otherwise(pl.col("value"))
    remember(site, WEEKS, value=full)
    told = compare(site)
    assert not told[FULL].passed
    [example] = told[FULL].metadata["examples"].records
    assert "100.0% of frames outside" in example.data["words"]


def test_with_too_little_history_nothing_is_said_but_that(site):
    site.film("gate")
    told = compare(site)
    assert all(one.passed for one in told.values())
    rows = site.table("detection_drift")
    assert rows["is_drifted"].is_null().all()
    assert rows["words"].str.contains("too few to tell").all()


def test_what_another_detector_found_is_no_history(site):
    site.film("gate")
    compare(site)
    remember(site, WEEKS, detector=pl.lit("older"))
    compare(site)
    assert site.table("detection_drift")["is_drifted"].is_null().all()


def test_the_order_in_which_windows_are_made_does_not_matter(site):
    days = [NOON - timedelta(days=back) for back in (1, 0)]
    for at in days:
        site.film("gate", at)
    versions = []
    for order in (days, days[::-1]):
        site.open_lake(f"made {len(versions)}")
        for at in order:
            compare(site, at)
        for at in order:
            site.run(*COMPARED, at=at)
        versions.append([site.record("detection_drift", at).data_version for at in days])
    assert versions[0] == versions[1]


def test_a_window_in_which_nothing_landed_says_nothing(site):
    told = compare(site)
    assert all(one.passed for one in told.values())
    assert site.table("detection_drift").is_empty()

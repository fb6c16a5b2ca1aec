"""Surveyor and sort_windows: what lies in each window, and which windows can be taken."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from lotgraph.errors import LandingError
from lotgraph.landing import list_landing, place
from lotgraph.landing.objects import ObjectRows
from lotgraph.landing.survey import Surveyor, sources_of, summary
from lotgraph.landing.waiting import differing, sort_windows
from lotgraph.settings import UNPLACED, Arrivals, Camera
from lotgraph.windows import WindowGrid

NOW = datetime(2026, 3, 2, 9, 31, tzinfo=UTC)
EIGHT = "2026-03-02T0800Z"


def fill(land):
    for minute in range(0, 60, 20):
        land(f"north/gate/2026-03-02T08-{minute:02}-00Z.mp4")
        land(f"south/gate/2026-03-02T07-{minute:02}-00Z.mp4")
    land("north/gate/2026-03-02T09-00-00Z.mp4")
    land("east/gate/2026-03-02T08-00-00Z.mp4")


def test_a_survey_is_the_summary_of_the_whole_listing_however_often_asked(land, settings, live):
    fill(land)
    surveyor = Surveyor(land.root)
    for step in range(4):
        if step == 2:
            land("north/gate/2026-03-02T08-10-00Z.mp4")
        whole = summary(place(list_landing(land.root), settings, live))
        found = surveyor.survey(settings, live)
        assert found.windows.equals(whole.sort("window_at", "site_id"))
        assert not found.unlisted


def test_an_object_store_is_surveyed_like_a_disk(land, settings, live):
    import fsspec

    fill(land)
    store = fsspec.filesystem("memory")
    try:
        for uri in list_landing(land.root)["uri"]:
            store.pipe_file(f"/surveyed/{uri}", b"footage")
        same = ("site_id", "window_at", "files")
        found = [Surveyor(r).survey(settings, live) for r in (land.root, "memory://surveyed")]
        assert found[0].windows.select(same).equals(found[1].windows.select(same))
        placed = place(list_landing("memory://surveyed"), settings, live)
        assert found[1].windows.equals(summary(placed).sort("window_at", "site_id"))
    finally:
        store.rm("/surveyed", recursive=True)


def test_only_sites_of_an_object_store_that_changed_are_sorted_out_again(
    land, settings, live, monkeypatch
):
    import fsspec

    fill(land)
    store = fsspec.filesystem("memory")
    try:
        for uri in list_landing(land.root)["uri"]:
            store.pipe_file(f"/again/{uri}", b"footage")
        surveyor = Surveyor("memory://again")
        before = surveyor.survey(settings, live).windows
        store.pipe_file("/again/south/gate/2026-03-02T07-10-00Z.mp4", b"late")
        sorted_out = []
        bare = ObjectRows.table
        monkeypatch.setattr(ObjectRows, "table", lambda rows: sorted_out.append(rows) or bare(rows))
        after = surveyor.survey(settings, live).windows
        assert after["files"].sum() == before["files"].sum() + 1
        [rows] = sorted_out
        assert all("/south/" in name for name in rows.names)
        assert len(rows.names) == 4
    finally:
        store.rm("/again", recursive=True)


@pytest.mark.parametrize("change", ["new", "gone", "grown", "touched", "camera", "zone"])
def test_every_change_that_matters_changes_the_sources_of_its_window_only(
    land, settings, live, change
):
    fill(land)
    land("north/roof/2026-03-02T08-05-00Z.mp4")
    land("north/gate/2026-03-02T09-40-00.mp4")

    def sources():
        rows = Surveyor(land.root).survey(settings, live).windows.to_dicts()
        return {(row["site_id"], row["window_at"]): row["sources"] for row in rows}

    before = sources()
    path = land("north/gate/2026-03-02T08-00-00Z.mp4")
    if change == "new":
        land("north/gate/2026-03-02T08-01-00Z.mp4")
    if change == "gone":
        path.unlink()
    if change == "grown":
        land("north/gate/2026-03-02T08-00-00Z.mp4", b"more footage")
    if change == "touched":
        os.utime(path, (1, 1))
    north = settings.sites["north"]
    if change == "camera":
        north = north.model_copy(update={"cameras": {**north.cameras, "roof": Camera()}})
    if change == "zone":
        north = north.model_copy(update={"timezone": "Europe/London"})
    settings = settings.model_copy(update={"sites": {**settings.sites, "north": north}})
    after = sources()
    changed = [key for key in before | after if before.get(key) != after.get(key)]
    assert len(changed) == (2 if change == "zone" else 1)


def test_changed_rules_are_surveyed_anew_where_no_file_has_changed(land, settings, live):
    land("north/gate/2026-03-02T09-40-00Z.mp4")  # ten minutes before its start
    surveyor = Surveyor(land.root)
    [before] = surveyor.survey(settings, live).windows["sources"]
    lenient = settings.arrivals.model_copy(update={"future_tolerance_s": 900.0})
    settings = settings.model_copy(update={"arrivals": lenient})
    [after] = surveyor.survey(settings, live).windows["sources"]
    assert after != before
    quarters = replace(live, grid=WindowGrid(timedelta(minutes=15)))
    [window_at] = surveyor.survey(settings, quarters).windows["window_at"]
    assert window_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_the_survey_and_a_run_of_one_window_agree_on_its_sources(land, settings, live):
    fill(land)
    placed = place(list_landing(land.root), settings, live)
    for row in Surveyor(land.root).survey(settings, live).windows.to_dicts():
        here = (pl.col("site_id") == row["site_id"]) & (pl.col("window_at") == row["window_at"])
        assert sources_of(placed.filter(here)) == row["sources"]
    assert sources_of(placed.clear()) == ""


def test_a_site_that_cannot_be_listed_is_said_and_stops_no_other(land, settings, live, monkeypatch):
    fill(land)
    bare = os.scandir

    def refuse(path):
        if str(path).endswith("/north"):
            raise PermissionError(13, "Permission denied")
        return bare(path)

    monkeypatch.setattr(os, "scandir", refuse)
    survey = Surveyor(land.root).survey(settings, live)
    assert "north cannot be listed" in survey.unlisted["north"]
    assert set(survey.windows["site_id"]) == {"south", UNPLACED}


def test_without_a_landing_folder_there_is_no_survey(tmp_path, settings, live):
    with pytest.raises(LandingError, match="does not exist"):
        Surveyor(str(tmp_path / "none")).survey(settings, live)


def waiting(land, settings, live, now=NOW):
    windows = Surveyor(land.root).survey(settings, live).windows
    return sort_windows(windows, live, Arrivals(), now)


def test_a_window_waits_until_it_is_over(land, settings, live):
    fill(land)
    found = waiting(land, settings, live)
    assert found.ready["window_at"].max() < NOW.replace(minute=0)
    assert found.ready.height == 3
    assert found.open_files == 1
    later = waiting(land, settings, live, NOW + timedelta(hours=1))
    assert (later.ready.height, later.open_files) == (4, 0)


def test_a_window_waits_until_all_of_its_files_rest(land, settings, live):
    fill(land)
    land("north/gate/2026-03-02T08-50-00Z.mp4", at=NOW - timedelta(seconds=29))
    found = waiting(land, settings, live)
    assert found.changing_files == 4
    assert "north" not in found.ready["site_id"]
    assert waiting(land, settings, live, NOW + timedelta(seconds=2)).changing_files == 0


def test_a_stamp_far_in_the_future_holds_up_nothing(land, settings, live):
    fill(land)
    land("north/gate/2026-03-02T08-50-00Z.mp4", at=NOW + timedelta(days=900))
    assert waiting(land, settings, live).changing_files == 0


def test_files_outside_the_live_windows_are_left_alone_and_kept_apart(land, settings, live):
    land("north/gate/2025-03-02T08-00-00Z.mp4")
    land("north/gate/2026-03-05T08-00-00Z.mp4", at=datetime(2026, 3, 5, 9, tzinfo=UTC))
    found = waiting(land, settings, live, NOW + timedelta(days=30))
    assert found.ready.is_empty()
    assert found.outside["files"].to_list() == [1, 1]


def test_only_windows_whose_record_says_something_else_differ(land, settings, live):
    fill(land)
    ready = waiting(land, settings, live).ready
    assert differing(ready, {}, live)["recorded"].null_count() == ready.height
    keyed = ready.with_columns(key=live.grid.keys_of(pl.col("window_at")))
    told: dict = {}
    for row in keyed.to_dicts():
        told.setdefault(row["site_id"], {})[row["key"]] = row["sources"]
    assert differing(ready, told, live).is_empty()
    told["north"][EIGHT] = "something else"
    assert differing(ready, told, live)["site_id"].to_list() == ["north"]

"""The overview as Dagster runs it: one row per camera, one picture per site."""

from datetime import timedelta

import polars as pl

from lotgraph.overview.columns import SITE_OVERVIEW
from scripts.drawn.paint import covered
from tests.assets.conftest import JUDGED, NOON, TAKEN


def test_cameras_of_all_windows_are_summed_up_and_their_site_is_drawn(site):
    for hours in (0, 1):
        at = NOON + timedelta(hours=hours)
        site.film("gate", at, seed=hours)
        site.film("ramp", at, seed=hours, cover=covered(1.0))
        site.run(*TAKEN, *JUDGED, at=at)
    site.land("gate", NOON + timedelta(minutes=9), b"no video")
    site.run(*TAKEN)
    shown = site.shown(site.run("site_overview", key=""), "site_overview")
    rows = site.lake.read(SITE_OVERVIEW)
    assert rows.select("camera_id", "captures", "refused", "windows").rows() == [
        ("gate", 2, 1, 2),
        ("mast", 0, 0, 0),
        ("ramp", 2, 0, 2),
    ]
    assert (shown["captures"], shown["never_captured"]) == (4, 1)
    assert shown["sites_shown"].startswith("1 of 1")
    [kept] = site.lake.record("site_overview").origin.previews
    assert f"/preview/{kept}.png" in shown["site_north"]
    assert len(shown["site_north"]) < 1000


def test_an_empty_lake_is_an_overview_of_silent_cameras(site):
    shown = site.shown(site.run("site_overview", key=""), "site_overview")
    rows = site.lake.read(SITE_OVERVIEW)
    assert rows["camera_id"].to_list() == ["gate", "mast", "ramp"]
    assert rows["captures"].sum() == 0
    assert (shown["never_captured"], shown["sites"]) == (3, 1)
    assert shown["sites_shown"].startswith("0 of 1")
    assert not [name for name in shown if name.startswith("site_")]


def test_the_same_tables_give_the_same_overview(site):
    site.film("gate")
    site.run(*TAKEN)
    site.run("site_overview", key="")
    before = site.lake.record("site_overview")
    site.run("site_overview", key="")
    assert site.lake.record("site_overview") == before
    assert site.lake.read(SITE_OVERVIEW).select(pl.col("windows").sum()).item() == 0

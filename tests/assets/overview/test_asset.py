"""The overview as Dagster runs it: one row per camera, one picture per site."""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from assets.partitions import LIVE
from lotgraph.captures.columns import CAPTURES
from lotgraph.lake.record import Origin
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


def test_windows_before_the_live_ones_are_summed_up_too(site):
    site.film("gate")
    site.run(*TAKEN, *JUDGED)
    early = LIVE.first - timedelta(days=30)
    rows = site.table("captures").with_columns(pl.lit(early).alias("started_at"))
    key = f"north|{LIVE.grid.key_of(early)}"
    site.lake.write(CAPTURES, key, rows, Origin())
    site.run("site_overview", key="")
    first = site.lake.read(SITE_OVERVIEW).row(0, named=True)
    assert (first["captures"], first["first_at"]) == (2, early)


def test_the_record_names_one_hash_for_each_site_and_table(site):
    for hours in (0, 1):
        at = NOON + timedelta(hours=hours)
        site.film("gate", at, seed=hours)
        site.run(*TAKEN, at=at)
    site.run("site_overview", key="")
    before = site.lake.record("site_overview").upstream
    assert [(read.table, read.partition) for read in before] == [
        ("captures", "north|*"),
        ("quarantine", "north|*"),
    ]
    site.film("gate", seed=2)
    site.run(*TAKEN)
    site.run("site_overview", key="")
    after = site.lake.record("site_overview").upstream
    assert (after[0] == before[0], after[1] == before[1]) == (False, True)


def test_what_cannot_be_read_is_left_out_and_said_and_the_rest_is_summed_up(site):
    for hours in (0, 1, 2):
        at = NOON + timedelta(hours=hours)
        site.film("gate", at, seed=hours)
        site.run(*TAKEN, at=at)
    old = replace(CAPTURES, version=CAPTURES.version + 1)
    site.lake.write(old, f"north|{LIVE.grid.key_of(NOON)}", site.table("captures"), Origin())
    broken = f"north/{LIVE.grid.key_of(NOON + timedelta(hours=1))}"
    site.lake.files.write(f"captures/{broken}/record.json", b"{")
    result = site.run("site_overview", key="")
    assert site.lake.read(SITE_OVERVIEW)["captures"].sum() == 1
    said = site.shown(result, "site_overview")["inputs_left_out"]
    assert f"was written under version {old.version} of its contract" in said
    assert said.endswith("(and 1 more)")


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

"""Tracks and reports as Dagster makes them: real clips in, tracks, pictures and figures out."""

import polars as pl

from assets.partitions import LIVE
from lotgraph.formats.columns import filled
from lotgraph.formats.parquet import write_parquet
from lotgraph.tracks.link import REACH
from scripts.drawn import bad_files
from tests.assets.conftest import FOLLOWED, JUDGED, LOOKED, NOON, REPORTS, TAKEN


def follow(site, at=NOON):
    return site.run(*TAKEN, "labels", *JUDGED, *LOOKED, *FOLLOWED, at=at)


def labels_of_gate(site, at):
    return site.folder / "labels" / f"north/gate/{at:%Y-%m-%dT%H-%M-%SZ}.parquet"


def label(site, at):
    """Say that what is followed at the gate is there, as one thing that keeps its name."""
    found = site.table("track_boxes", at).filter(camera_id="gate")
    one = filled(found.select("frame", "kind", "x0_px", "y0_px", "x1_px", "y1_px", object_id=1))
    file = labels_of_gate(site, at)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_parquet(one.with_columns(whole_id=pl.lit("the car"), weather=pl.lit("clear")), file)
    return one


def test_what_is_found_in_every_frame_is_one_track_and_shown(site):
    for camera in ("gate", "ramp"):
        site.film(camera)
    shown = site.shown(follow(site), "tracks")
    told = site.table("tracks")
    assert told.select("camera_id", "boxes", "seen_share").rows() == [
        ("gate", 32, 1),
        ("ramp", 32, 1),
    ]
    assert shown["kinds"] == {"car": 2}
    for picture in ("fullest_frames", "tracks_gate", "tracks_ramp"):
        assert shown[picture].startswith("![")


def test_reports_judge_by_labels_and_say_if_there_are_none(site):
    site.film("gate")
    follow(site)
    for report in REPORTS:
        assert site.shown(site.run(report, key=""), report)["report"] == "No capture has labels."
    one = label(site, NOON)
    assert site.shown(follow(site), "labels")["labelled_captures"] == "1 of 1"
    for report in REPORTS:
        shown = site.shown(site.run(report, key=""), report)
        assert "| vehicle |  | 32 | 1.000 |" in shown["report"]
    far = one.with_columns(pl.col("x0_px") - 60, pl.col("x1_px") - 60)
    write_parquet(far, labels_of_gate(site, NOON))
    follow(site)
    shown = site.shown(site.run("detection_report", key=""), "detection_report")
    assert shown["worst_localisation"].startswith("![")
    write_parquet(one, labels_of_gate(site, NOON))
    follow(site)
    site.run("track_report", key="")
    [whole] = site.table("track_report", key="").filter(split="all").to_dicts()
    assert (whole["hota"], whole["switches"]) == (1, 0)


def test_reports_judge_in_px_of_the_first_frame_where_the_size_changes(site, tmp_path):
    footage = bad_files.changing_size(tmp_path / "a.ts")
    site.land("gate", NOON, footage.read_bytes()).rename(
        site.landing / f"north/gate/{NOON:%Y-%m-%dT%H-%M-%SZ}.ts"
    )
    follow(site)
    sizes = site.table("detections")["width_px"].unique().sort()
    assert sizes.to_list() == [160, 320]
    one = label(site, NOON)
    assert one["x1_px"].to_list() == [120] * len(one)
    follow(site)
    for report in REPORTS:
        shown = site.shown(site.run(report, key=""), report)
        assert f"| vehicle |  | {len(one)} | 1.000 |" in shown["report"]


def test_the_same_footage_gives_the_same_bytes(site):
    site.film("gate")
    follow(site)
    before = [site.record(table).data_version for table in FOLLOWED]
    site.open_lake("another")
    follow(site)
    assert [site.record(table).data_version for table in FOLLOWED] == before


def test_what_stands_over_the_edge_of_two_windows_is_linked_and_shown(site):
    hour = LIVE.grid.length
    for seed, at in enumerate((NOON, NOON + hour)):
        site.film("gate", at, seed=seed)
        follow(site, at)
    shown = site.shown(site.run("track_links", at=NOON + hour), "track_links")
    assert (shown["links"], shown["standing"]) == (1, 1)
    assert shown["edge_gate"].startswith("![")
    [link] = site.table("track_links", NOON + hour).to_dicts()
    assert link["before_track_id"] == site.table("tracks", NOON)["track_id"].item()
    read = {one.partition: one.data_version for one in site.record("track_links", NOON).upstream}
    before = [f"north|{one}" for one in LIVE.grid.keys_until(LIVE.grid.key_of(NOON), REACH)[:-1]]
    assert [one for one in read if read[one] is None] == before, "no window before was there"
    assert site.table("track_links", NOON).is_empty()
    for at in (NOON, NOON + hour):
        label(site, at)
        site.run("labels", at=at)
    assert site.shown(site.run("track_report", key=""), "track_report")["parts"].startswith("![")
    [whole] = site.table("track_report", key="").filter(split="all").to_dicts()
    assert (whole["labels"], whole["idf1"]) == (64, 1), "one thing over both windows"


def test_what_stands_is_linked_over_a_window_that_nothing_was_filmed_in(site):
    later = NOON + 2 * LIVE.grid.length
    for at in (NOON, later):
        site.film("gate", at)
        follow(site, at)
    [link] = site.table("track_links", later).to_dicts()
    assert link["before_track_id"] == site.table("tracks", NOON)["track_id"].item()
    read = {one.partition for one in site.record("track_links", later).upstream}
    assert f"north|{LIVE.grid.key_of(NOON)}" in read


def test_links_are_the_same_in_whatever_order_windows_are_made(site):
    later = NOON + LIVE.grid.length
    for at in (NOON, later):
        site.film("gate", at)
        follow(site, at)
    site.run("track_links", at=later)
    before = site.record("track_links", later).data_version
    site.open_lake("another")
    for at in (later, NOON):
        follow(site, at)
    assert site.record("track_links", later).data_version != before
    site.run("track_links", at=later)
    assert site.record("track_links", later).data_version == before

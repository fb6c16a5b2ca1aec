"""Camera health as Dagster runs it: real clips in, faults, pictures and left-out cameras out."""

from datetime import timedelta

import numpy as np

from lotgraph.catalogue import contract_of
from lotgraph.health.judge import ANOTHER_VIEW
from lotgraph.settings import load
from lotgraph.video.encode import write_clip
from scripts.drawn.bad_files import corrupt_middle
from scripts.drawn.paint import covered, during, moved
from scripts.drawn.scene import draw_clip
from tests.assets.conftest import JUDGED, NOON, TAKEN

NEXT = NOON + timedelta(days=1)
COVER = during(covered(1.0), 0.0)


def judge(site, at=NOON):
    return site.run(*TAKEN, *JUDGED, at=at)


def test_sound_cameras_have_no_fault_and_can_be_used(site):
    for camera in ("gate", "ramp"):
        site.film(camera)
    result = judge(site)
    assert site.faults() == []
    rows = site.table("camera_usability")
    assert rows.select("camera_id", "is_usable").rows() == [("gate", True), ("ramp", True)]
    assert site.shown(result, "camera_usability")["why"] == "Every camera can be used."
    assert site.shown(result, "frame_quality")["captures_unread"] == "none"


def test_a_camera_moved_between_days_is_moved_from_its_first_frame_on(site):
    for camera in ("gate", "mast"):
        site.film(camera)
        site.film(camera, NEXT, moved=moved(40, 20), seed=1)
    site.learn(NOON)
    judge(site, NEXT)
    [fault] = site.table("camera_health", NEXT).to_dicts()
    assert (fault["camera_id"], fault["kind"]) == ("gate", "moved")
    assert fault["started_at"] == site.table("captures", NEXT)["started_at"].min()
    [used, _] = site.table("camera_usability", NEXT).to_dicts()
    assert used["is_usable"]
    assert used["reason"] == "Used, with faults: moved."


def test_a_camera_replaced_by_one_of_another_shape_is_another_view_and_judged_alone(site):
    site.film("gate")
    site.learn(NOON)
    other = draw_clip(site.folder / "other.mp4", seed=1, seconds=8, fps=4, size=(240, 180))
    site.land("gate", NEXT, other.read_bytes())
    result = judge(site, NEXT)
    [fault] = site.table("camera_health", NEXT).to_dicts()
    assert (fault["kind"], fault["explanation"]) == ("moved", ANOTHER_VIEW)
    assert "another shape" in site.shown(result, "frame_quality")["unlike_their_baseline"]
    assert site.table("camera_usability", NEXT)["is_usable"].to_list() == [True]


def test_a_camera_that_is_covered_for_most_of_the_window_is_left_out_and_that_is_said(site):
    for camera in ("gate", "ramp"):
        site.film(camera)
        site.film(camera, NEXT, seed=1)
    site.film("gate", NEXT, covered=COVER, seed=1)
    site.learn(NOON)
    result = judge(site, NEXT)
    assert site.faults(NEXT) == [("gate", "covered")]
    rows = site.table("camera_usability", NEXT)
    assert rows.select("camera_id", "is_usable").rows() == [("gate", False), ("ramp", True)]
    shown = site.shown(result, "camera_usability")
    assert shown["left_out"] == 1
    assert shown["why"].startswith("- **gate**: Left out: only 0 % of it can be used (covered).")


def test_evidence_is_in_the_lake_in_the_table_and_in_the_record(site):
    site.film("gate")
    site.film("gate", NEXT, covered=COVER, seed=1)
    site.learn(NOON)
    shown = site.shown(judge(site, NEXT), "camera_health")
    [preview] = site.table("camera_health", NEXT)["preview"]
    kept = site.record("camera_health", NEXT).origin.previews
    pictures = {p.stem: p for p in (site.folder / "lake" / "previews").rglob("*.*")}
    assert preview in kept
    assert set(kept) <= set(pictures)
    assert set(shown) >= {"timeline", "cameras", "measures_gate", "faults", "kinds"}
    [evidence] = [text for name, text in shown.items() if name.startswith("gate/covered/")]
    assert f"/preview/{preview}.webp" in evidence
    assert all(len(text) < 1000 for text in shown.values() if str(text).startswith("!["))


def test_a_capture_that_cannot_be_read_stops_nothing_else_and_is_said(site):
    for camera in ("gate", "ramp"):
        site.film(camera)
    gone = site.film("ramp", NOON + timedelta(minutes=5), seed=2)
    site.run(*TAKEN)
    gone.unlink()
    result = site.run("camera_views", *JUDGED)
    used = site.table("camera_usability")
    assert used["is_usable"].to_list() == [True, True]
    assert used["reason"][1] == "Nothing wrong was seen. 1 of 2 captures could not be read."
    for table in ("frame_quality", "camera_views"):
        assert gone.name in site.shown(result, table)["captures_unread"]


def test_a_camera_of_which_no_frame_can_be_measured_is_left_out(site):
    site.film("gate")
    tiny = write_clip(site.folder / "tiny.mp4", [(0.0, np.zeros((16, 16, 3), np.uint8))])
    site.land("ramp", NOON, tiny.read_bytes())
    result = site.run(*TAKEN, "camera_views", *JUDGED)
    assert site.table("camera_usability")["is_usable"].to_list() == [True, False]
    assert "at least 32 x 32" in site.shown(result, "frame_quality")["captures_unread"]
    assert site.table("camera_views")["camera_id"].to_list() == ["gate"]


def test_a_capture_replaced_since_it_was_taken_is_not_measured_as_the_old_one(site):
    site.film("gate")
    site.film("ramp")
    site.run(*TAKEN)
    site.film("ramp", seed=5)
    result = site.run("camera_views", *JUDGED)
    assert site.table("frame_quality")["camera_id"].unique().to_list() == ["gate"]
    assert site.table("camera_views")["camera_id"].to_list() == ["gate"]
    for table in ("frame_quality", "camera_views"):
        assert "materialise captures again" in site.shown(result, table)["captures_unread"]


def test_evidence_of_a_capture_replaced_since_it_was_measured_is_missing_and_said(site):
    site.film("gate")
    site.film("gate", NEXT, covered=COVER, seed=1)
    site.learn(NOON)
    site.run(*TAKEN, "frame_quality", at=NEXT)
    site.film("gate", NEXT, seed=5)
    result = site.run("camera_health", at=NEXT)
    assert site.table("camera_health", NEXT)["preview"].to_list() == [None]
    assert "materialise captures again" in site.shown(result, "camera_health")["captures_unread"]


def test_a_damaged_file_is_said_and_its_camera_is_used(site):
    site.film("gate")
    bad = corrupt_middle(site.folder / "bad.mp4", seconds=12, share=0.05)
    site.land("ramp", NOON, bad.read_bytes())
    result = judge(site)
    assert site.faults() == []
    gate, ramp = site.table("camera_usability").to_dicts()
    assert (gate["decoded_share"], gate["reason"]) == (1.0, "Nothing wrong was seen.")
    assert ramp["is_usable"]
    assert 12 < ramp["frames"] < 24, "what may show the damage is not sampled"
    assert "of its frames were lost or patched by the decoder" in ramp["reason"]
    assert site.shown(result, "camera_usability")["least_decoded_share"] == ramp["decoded_share"]
    assert site.shown(result, "camera_usability")["damaged"].startswith("- **ramp**: ")
    said = site.shown(result, "frame_quality")["captures_damaged"]
    assert said.startswith("north/ramp/")
    assert " patched of 120)" in said


def test_how_often_frames_are_sampled_is_in_the_record(site):
    site.film("gate")
    judge(site)
    assert site.record("frame_quality").origin.config == {"sample_hz": load().health.sample_hz}


def test_an_empty_window_passes_through_as_empty_tables_that_keep_their_columns(site):
    site.run(*TAKEN, "camera_views", *JUDGED)
    for name in ("camera_views", *JUDGED):
        assert site.table(name).equals(contract_of(name).empty())


def test_the_same_files_give_the_same_bytes_in_another_lake(site):
    site.film("gate", seconds=16, late_cover=during(covered(1.0), 6.0))
    judge(site)
    records = [site.record(name) for name in JUDGED]
    site.open_lake("again")
    judge(site)
    assert [site.record(name) for name in JUDGED] == records
    assert ("gate", "covered") in site.faults()

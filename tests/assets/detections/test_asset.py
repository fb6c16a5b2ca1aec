"""Detections as Dagster makes them: real clips in, rows, pictures and left-out cameras out."""

import json

from jobs.standing import wanted_settings
from lotgraph.detections.columns import DETECTIONS
from lotgraph.wave.due import Entry
from scripts.drawn.bad_files import corrupt_middle
from scripts.drawn.paint import covered, during
from tests.assets.conftest import JUDGED, LOOKED, NOON, SETTINGS, TAKEN
from tests.conftest import OneBox

LEFT = "[[[0, 0], [0.5, 0], [0.5, 1], [0, 1]]]"


def look(site, at=NOON):
    return site.run(*TAKEN, *JUDGED, *LOOKED, at=at)


def test_every_frame_of_a_usable_camera_is_looked_at_and_what_was_found_is_shown(site):
    for camera in ("gate", "ramp"):
        site.film(camera)
    shown = site.shown(look(site), "detections")
    rows, frames = site.table("detections"), site.table("detected_frames")
    assert rows.schema == DETECTIONS.schema
    assert frames.group_by("camera_id").len().sort("camera_id").rows() == [
        ("gate", 32),
        ("ramp", 32),
    ]
    assert len(rows) == frames["boxes"].sum() == 64
    assert shown["kinds"] == {"car": 64}
    assert shown["sure"].endswith("of their camera's reach: gate 0.45, ramp 0.45")
    for picture in ("fullest_frames", "boxes_gate", "boxes_ramp"):
        assert shown[picture].startswith("![")
    assert len(site.record("detections").origin.previews) == 3


def test_a_camera_that_was_left_out_is_not_looked_at(site):
    site.film("gate", seed=1)
    site.film("ramp", covered=during(covered(1.0), 0.0))
    site.run(*TAKEN, *JUDGED)
    usable = site.table("camera_usability").filter("is_usable")["camera_id"].to_list()
    site.run(*LOOKED)
    assert site.table("detected_frames")["camera_id"].unique().sort().to_list() == sorted(usable)


def test_the_record_names_the_detector_by_its_version(site):
    site.film("gate")
    site.resources["detectors"] = OneBox(version="v7")
    look(site)
    assert site.record("detections").origin.models == {"detector": "v7"}
    assert site.table("detections")["detector"].unique().to_list() == ["v7"]


def test_a_window_tells_the_settings_that_its_cameras_were_looked_at_with(site):
    site.film("gate")
    site.configure(f"{SETTINGS}[detections]\nrate_hz = 2.0", ramp=f"keep = {LEFT}")
    shown = site.shown(look(site), "detections")
    told = {"rate_hz": 2.0, "rest_when_still": True, "keep": [], "leave_out": []}
    assert json.loads(json.dumps(shown["looked_with"])) == {"gate": told}
    assert site.table("detected_frames").height == 16  # of 8 s


def test_a_window_is_as_wanted_until_a_setting_of_its_cameras_changes(site):
    site.film("gate")
    site.configure(SETTINGS, gate=f"leave_out = {LEFT}")
    look(site)
    for table in LOOKED:
        made = Entry.of(json.loads(site.record(table).encode())).settings
        assert list(made) == ["gate"]
        assert wanted(site, table)["gate"] == made["gate"]
    site.configure(SETTINGS)
    assert wanted(site, LOOKED[0])["gate"] != made["gate"]


def wanted(site, table):
    return wanted_settings(site.resources["landing"].settings)("north")[table]


def test_the_same_footage_gives_the_same_bytes(site):
    site.film("gate")
    look(site)
    before = site.record("detections").data_version
    site.open_lake("another")
    look(site)
    assert site.record("detections").data_version == before


def test_a_window_in_which_nothing_landed_has_empty_tables(site):
    look(site)
    assert site.table("detections").is_empty()


def test_footage_that_is_damaged_in_the_middle_is_looked_at_as_far_as_it_goes(site):
    path = site.film("gate")
    corrupt_middle(path)
    shown = site.shown(look(site), "detected_frames")
    assert shown["frames"] > 0

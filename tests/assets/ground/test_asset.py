"""Tracks on the ground as Dagster makes them: of cameras with a model, and of others."""

import json

from jobs.standing import wanted_models
from tests.assets.conftest import FOLLOWED, JUDGED, LOOKED, TAKEN

MODEL = {
    "camera_matrix": [[160, 0, 80], [0, 160, 60], [0, 0, 1]], "width_px": 160, "height_px": 120,
    "position_m": [0, 0, 6], "yaw_deg": 90, "pitch_deg": 30,
}  # fmt: skip


def carried(site):
    return site.run(*TAKEN, "labels", *JUDGED, *LOOKED, *FOLLOWED, "ground_tracks")


def test_cameras_with_a_model_are_carried_and_the_others_named(site):
    for camera in ("gate", "ramp"):
        site.film(camera)
    folder = site.folder / "cameras" / "north"
    folder.mkdir(parents=True)
    (folder / "gate.json").write_text(json.dumps(MODEL))
    (folder / "mast.json").write_text("{}")
    shown = site.shown(carried(site), "ground_tracks")
    assert shown["carried_tracks"] == "1 of 2"
    assert shown["without_model"] == "ramp"
    assert "mast.json" in shown["unread"]
    assert shown["ways"].startswith("![")
    boxes, told = site.table("track_boxes"), site.table("ground_tracks")
    gate = boxes.filter(camera_id="gate")
    names = ["captured_at", "capture_id", "frame", "track_id"]
    assert told.select(names).sort(names).equals(gate.select(names).sort(names))
    assert told["y_m"].min() > 0, "it looks north"


def test_without_models_nothing_is_made_and_nothing_fails(site):
    site.film("gate")
    shown = site.shown(carried(site), "ground_tracks")
    assert site.table("ground_tracks").is_empty()
    assert (shown["carried_tracks"], shown["without_model"]) == ("0 of 1", "gate")
    assert "ways" not in shown


def test_it_is_made_with_the_model_that_is_wanted(site):
    def wanted():
        looked = {"detections": {"detector": "v7"}}
        return wanted_models(looked, str(folder.parent))("north")["ground_tracks"]

    folder = site.folder / "cameras" / "north"
    site.film("gate")
    carried(site)
    assert wanted() == {"camera model": ""}
    assert site.record("ground_tracks").origin.models == {}
    folder.mkdir(parents=True)
    for yaw in (90, 80):
        (folder / "gate.json").write_text(json.dumps(MODEL | {"yaw_deg": yaw}))
        assert wanted() != site.record("ground_tracks").origin.models
        carried(site)
        assert wanted() == site.record("ground_tracks").origin.models

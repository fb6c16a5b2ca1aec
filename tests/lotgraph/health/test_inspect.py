"""inspect: a person's own files, judged without a lake."""

import json

import pytest

from lotgraph.captures.reasons import REASONS
from lotgraph.health.inspect import Baseline, inspect
from lotgraph.health.suspect import Evidence, normals_of
from scripts.drawn import paint as painted
from scripts.drawn.scene import draw_clip


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    well = draw_clip(folder / "well.mp4", seed=1, seconds=12)
    black = draw_clip(
        folder / "black.mp4", seed=1, seconds=12, paint=painted.during(painted.black(), 6.0)
    )
    text = folder / "text.mp4"
    text.write_text("no film")
    return [str(path) for path in (well, black, text)]


def test_each_file_is_told_apart(clips):
    well, black, text = (one.summary() for one in inspect(clips))
    assert (well["is_usable"], well["faults"], well["explanation"]) == (True, [], None)
    [fault] = black["faults"]
    assert fault["kind"] == "black"
    assert abs(fault["start_s"] - 6.0) <= 1.0
    assert abs(fault["end_s"] - 11.5) <= 0.6
    assert text["is_usable"] is False
    assert text["faults"] == []
    assert (text["reason"], text["meaning"]) == ("not_video", REASONS["not_video"])
    assert "text.mp4" in text["explanation"]


def test_pictures_too_small_to_judge_are_told_with_their_file(tmp_path):
    clip = draw_clip(tmp_path / "tiny.mp4", seed=1, seconds=1, size=(16, 16))
    [tiny] = inspect([str(clip)])
    said = tiny.summary()
    assert (said["is_usable"], said["reason"], said["meaning"]) == (False, None, None)
    assert said["explanation"].startswith(f"{clip}: a frame is (h, w, 3) of at least 32 x 32")


def test_a_summary_is_json(clips):
    for one in inspect(clips):
        assert json.loads(json.dumps(one.summary()))["file"] == one.uri


def test_inspecting_twice_gives_the_same(clips):
    first, second = ([one.summary() for one in inspect(clips)] for _ in range(2))
    assert first == second


def test_a_baseline_tells_what_a_file_alone_cannot(clips, tmp_path, film):
    moved = draw_clip(tmp_path / "moved.mp4", seed=2, seconds=12, paint=painted.moved(40, 10))
    [alone] = inspect([str(moved)])
    assert alone.summary()["faults"] == []

    from dataclasses import replace

    old = film()
    normals = replace(normals_of(Evidence(old.rows)), still_share=0.0, sway_px=0.2)
    [known] = inspect([str(moved)], baseline=Baseline(old.reference, normals))
    assert [fault["kind"] for fault in known.summary()["faults"]] == ["moved"]

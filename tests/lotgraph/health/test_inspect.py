"""inspect: a person's own files, judged without a lake."""

import json

import numpy as np
import pytest

from lotgraph.captures.reasons import REASONS
from lotgraph.health.inspect import ORIGIN, Baseline, inspect
from lotgraph.health.judge import judge
from lotgraph.health.survey import survey
from lotgraph.health.suspect import Evidence, normals_of
from lotgraph.video import batches, probe
from lotgraph.video.encode import Encoding
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


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    """A clip of a sound camera in whose middle third single bytes are noise."""
    path = tmp_path_factory.mktemp("damaged") / "damaged.mp4"
    draw_clip(path, seed=1, seconds=24, size=(640, 360), encoding=Encoding(gop=40))
    content = np.frombuffer(path.read_bytes(), np.uint8).copy()
    random = np.random.default_rng(0)
    start, length = int(content.size * 0.35), int(content.size * 0.3)
    at = start + random.integers(0, length, length // 500)
    content[at] = random.integers(0, 256, at.size)
    path.write_bytes(content.tobytes())
    return str(path)


def test_damage_of_a_file_is_said_and_is_no_fault_of_the_camera(damaged):
    [one] = inspect([damaged])
    said = one.summary()
    assert probe(damaged).decodable_share == 1.0, "headers and packets do not tell"
    assert 0.6 < one.losses.decoded_share < 0.8
    assert said["decoded_share"] == round(one.losses.decoded_share, 3)
    assert "of its frames were lost or patched by the decoder" in said["damage"]
    assert said["damage"] in one.usability["reason"][0]
    assert (said["is_usable"], said["faults"]) == (True, [])
    # The same file with its damage looked at is a camera that moved.
    seen = survey(batches(damaged, rate_hz=2.0), camera_id="a", capture_id="a", started_at=ORIGIN)
    assert judge(seen.rows)["kind"].to_list() == ["moved"]


def test_a_file_that_is_whole_has_no_damage_and_a_refused_one_is_not_known(clips):
    well, _, text = (one.summary() for one in inspect(clips))
    assert (well["decoded_share"], well["damage"]) == (1.0, None)
    assert (text["decoded_share"], text["damage"]) == (None, None)


@pytest.mark.parametrize(("share", "is_usable"), [(0.3, True), (0.7, False)])
def test_how_much_must_be_usable_is_the_callers_to_say(clips, share, is_usable):
    [black] = inspect(clips[1:2], usable_share=share)
    assert black.is_usable == is_usable


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

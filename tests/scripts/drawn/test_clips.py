"""Drawn clips: the same call gives the same bytes, and seed, view and hour do what they say."""

import numpy as np
import pytest

from lotgraph.video.encode import Encoding
from scripts.drawn import bad_files
from scripts.drawn.scene import Scene, draw_clip


@pytest.mark.parametrize(
    ("codec", "suffix"),
    [
        ("h264", "mp4"),
        ("h264", "mkv"),
        ("h264", "avi"),
        ("h264", "ts"),
        ("hevc", "mp4"),
        ("mjpeg", "avi"),
    ],
)
def test_the_same_call_gives_the_same_bytes(tmp_path, codec, suffix):
    one, other = (
        draw_clip(tmp_path / f"{name}.{suffix}", seed=3, seconds=1, codec=codec) for name in "ab"
    )
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("name", [*bad_files.REFUSED, "cut.mp4", "corrupt-middle.mp4", "gray.mp4"])
def test_bad_files_are_the_same_every_time(tmp_path, name):
    make = bad_files.ACCEPTED.get(name) or bad_files.REFUSED[name][0]
    assert make(tmp_path / name).read_bytes() == make(tmp_path / name).read_bytes()


def test_another_seed_changes_the_traffic_and_not_the_place():
    one, other = Scene(seed=1), Scene(seed=2)
    assert np.array_equal(one.ground, other.ground)
    assert one.traffic != other.traffic
    assert not np.array_equal(one.frame(0, 1.0), other.frame(0, 1.0))


def test_another_view_is_another_place():
    assert not np.array_equal(Scene(view=0).ground, Scene(view=1).ground)


def test_nights_are_darker_than_days_and_not_black():
    night, dusk, noon = (Scene(hour=hour).frame(0, 0.0).mean() for hour in (0.0, 18.0, 12.0))
    assert 10 < night < dusk < noon < 160


def test_something_moves_in_front_of_what_stays():
    scene = Scene(seed=1)
    frames = np.stack([scene.frame(n, n / 2) for n in range(8)]).astype(int)
    change = np.abs(frames - np.median(frames, axis=0)).max(axis=(0, 3))
    assert (change > 60).mean() > 0.02
    assert (change[:40] < 40).mean() > 0.9  # the wall


def test_a_painter_is_given_each_frame_and_its_time(tmp_path):
    seen = []

    def paint(frame, t_s):
        seen.append(t_s)
        return frame // 2

    plain = draw_clip(tmp_path / "a.mp4", seed=1, seconds=0.5)
    painted = draw_clip(tmp_path / "b.mp4", seed=1, seconds=0.5, paint=paint)
    assert seen == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert plain.read_bytes() != painted.read_bytes()


def test_an_encoding_overrides_the_codec(tmp_path):
    path = draw_clip(tmp_path / "a.avi", seed=1, seconds=0.2, encoding=Encoding(codec="mjpeg"))
    assert b"MJPG" in path.read_bytes()

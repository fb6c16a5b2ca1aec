"""Progress is told where nobody watches a terminal too, now and then, and only for long work."""

import sys

import numpy as np
import pytest

from lotgraph.command import progress as told
from lotgraph.command.progress import Progress, progress
from lotgraph.video import Batch
from scripts.drawn.scene import draw_clip


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now_s = 0.0

        def __call__(self):
            return self.now_s

    clock = Clock()
    monkeypatch.setattr(told, "monotonic", clock)
    return clock


@pytest.fixture
def eager(monkeypatch):
    monkeypatch.setattr(told, "FIRST_S", 0.0)
    monkeypatch.setattr(told, "EVERY_S", 0.0)


def go_through(items, clock, seconds_each, what="Probing"):
    for _ in progress(items, what):
        clock.now_s += seconds_each


def test_long_work_is_told_after_some_seconds_and_then_every_ten(clock, capsys):
    go_through(range(400), clock, 0.125)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "Probing: 40 of 400 (10%)",
        *(f"Probing: {n} of 400 ({n / 400:.0%})" for n in (120, 200, 280, 360)),
    ]


def test_short_work_is_done_without_a_word(clock, capsys):
    go_through(range(400), clock, 0.01)
    assert capsys.readouterr().err == ""


def test_nothing_to_do_is_no_work(clock, capsys):
    assert list(progress([], "Probing")) == []
    assert capsys.readouterr().err == ""


def test_on_a_terminal_a_bar_takes_the_place_of_lines(monkeypatch, clock, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    go_through(range(400), clock, 0.125)
    assert "of 400 (" not in capsys.readouterr().err


def batches(seconds):
    for at_s in seconds:
        yield Batch(np.array([0]), np.array([at_s]), np.zeros((1, 8, 8, 3), np.uint8))


def test_inside_a_file_the_seconds_of_footage_are_told(monkeypatch, eager, capsys):
    monkeypatch.setattr(told, "_length_s", lambda uri: 400.0)
    work = Progress("Judging")
    for uri in work.each(["in/a.mp4", "in/b.mp4"]):
        assert len(list(work.within(uri, batches([100.0, 500.0])))) == 2
    assert capsys.readouterr().err.splitlines() == [
        "Judging: 0 of 2 (0%)",
        "Judging: 0 of 2, a.mp4 at 100 of 400 s (12%)",
        "Judging: 0 of 2, a.mp4 at 500 of 400 s (50%)",
        "Judging: 1 of 2 (50%)",
        "Judging: 1 of 2, b.mp4 at 100 of 400 s (62%)",
        "Judging: 1 of 2, b.mp4 at 500 of 400 s (100%)",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["health", "--rate", 2, "--json"], "Judging: clip.mp4 at 4 of 12 s (29%)"),
        (["frames", "--rate", 1, "--out", "out", "--json"], "Saving: clip.mp4 at 7 of 12 s (58%)"),
    ],
)
def test_one_long_video_is_told_by_its_seconds(lotgraph, folder, eager, words, said):
    clip = draw_clip(folder / "clip.mp4", seed=3, seconds=12)
    ran = lotgraph(words[0], clip, *words[1:])
    assert ran.code == 0
    assert said in ran.err
    assert ran.document, "progress does not disturb the result"


def test_traffic_is_told_by_the_hour_and_detections_by_what_is_looked_through(lotgraph, eager):
    words = ("--site", "2", "--hours", 1.2, "--detections", "--fps", 0.001, "--out", "hour")
    told = lotgraph("twin", "world", *words).err.splitlines()
    assert "Driving: 1 of 2 hours (50%)" in told
    assert "Detecting: 3 of 15 half hours of a camera (20%)" in told


def test_each_file_that_is_opened_counts(lotgraph, folder, eager):
    gate = folder / "landing" / "north" / "gate"
    for minute in range(3):
        (gate / f"2026-03-02T08-0{minute}-00Z.mp4").write_text("no video")
    assert "Opening: 2 of 3 (67%)" in lotgraph("landing", "--open").err


@pytest.mark.parametrize("kind", ["text", "still", "nothing"])
def test_a_capture_that_says_no_length_is_told_without_one(tmp_path, eager, capsys, kind):
    uri = tmp_path / {"text": "x.mp4", "still": "x.jpg", "nothing": "y.mp4"}[kind]
    if kind != "nothing":
        uri.write_text("no video")
    work = Progress("Judging")
    for one in work.each([str(uri)]):
        list(work.within(one, batches([7.0])))
    assert capsys.readouterr().err.splitlines()[-1] == f"Judging: {uri.name} at 7 s (0%)"

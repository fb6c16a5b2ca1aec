"""twin_footage: what a camera's day holds."""

from collections import Counter

import pytest

from benchmarks.twin_footage import EACH, KINDS, SLIGHT, SLIGHT_PX, CameraDay


@pytest.mark.parametrize("seed", [2000, 2001])
def test_a_later_day_has_clips_of_every_fault_and_more_of_slight_moves(seed):
    first, later = CameraDay(seed, 0), CameraDay(seed, 1)
    assert [clip.fault for clip in first.clips] == [None] * 24
    kinds = Counter(clip.fault.kind for clip in later.clips if clip.fault)
    assert kinds == dict.fromkeys(KINDS, EACH) | {"moved": EACH + SLIGHT}
    moves = [clip.fault.amount for clip in later.clips if clip.fault and clip.fault.kind == "moved"]
    assert sum(amount <= SLIGHT_PX for amount in moves) >= SLIGHT
    assert min(moves) >= 5


def test_the_weather_may_change_within_a_day():
    days = [CameraDay(seed, 0) for seed in range(2000, 2010)]
    kinds = [{day.weather(clip).kind for clip in day.clips} for day in days]
    assert max(map(len, kinds)) > 1


def test_clips_are_known_by_the_code_that_makes_them(tmp_path, monkeypatch):
    day = CameraDay(2000, 1)
    path = day.path(tmp_path, day.clips[0])
    monkeypatch.setattr("benchmarks.twin_footage.film", lambda: "other")
    assert day.path(tmp_path, day.clips[0]) != path

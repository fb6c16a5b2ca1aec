"""How new a picture is that a codec drew afresh."""

import numpy as np
import pytest

from lotgraph.health.inspect import LARGEST_PX, ORIGIN
from lotgraph.health.judge import judge
from lotgraph.health.renew import REMEMBERED_S, Memory
from lotgraph.health.stale import STALE, freshness
from lotgraph.health.survey import survey
from lotgraph.video import batches
from lotgraph.video.encode import Encoding, write_clip
from scripts.drawn.scene import Scene

FPS, SECONDS, FREEZES_S = 5, 30, 12


def noisy(number, frame):
    random = np.random.default_rng(number)
    grain = random.standard_normal(frame.shape[:2], np.float32)[..., None] * 4
    return np.clip(frame + grain, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def quiet():
    """A place where nothing drives, as a sensor with noise sees it."""
    frame = Scene(seed=3, size=(640, 360), vehicles=0, view=1).frame(0, 0.0)
    return [noisy(k, frame) for k in range(FPS * SECONDS)]


@pytest.fixture
def filmed(tmp_path):
    def film(frames, encoding):
        path = str(tmp_path / "clip.mp4")
        write_clip(path, ((k / FPS, f) for k, f in enumerate(frames)), fps=FPS, encoding=encoding)
        read = batches(path, rate_hz=2.0, size=LARGEST_PX, frames=8)
        return survey(read, camera_id="c", capture_id="c", started_at=ORIGIN).rows

    return film


def told(rows):
    return [
        (kind, (start - ORIGIN).total_seconds())
        for kind, start in judge(rows).select("kind", "started_at").rows()
    ]


@pytest.mark.parametrize(("crf", "gop"), [(24, 5), (28, 20), (32, 10)])
def test_a_frozen_picture_that_a_codec_goes_on_refining_is_told(quiet, filmed, crf, gop):
    frozen = [quiet[min(k, FPS * FREEZES_S)] for k in range(len(quiet))]
    ((kind, start_s),) = told(filmed(frozen, Encoding(crf=crf, gop=gop)))
    assert kind == "frozen"
    assert FREEZES_S - 1 <= start_s <= FREEZES_S + 8


@pytest.mark.parametrize(("crf", "gop"), [(24, 5), (28, 20), (32, 50)])
def test_a_quiet_place_that_a_sensor_with_noise_sees_is_not_frozen(quiet, filmed, crf, gop):
    assert told(filmed(quiet, Encoding(crf=crf, gop=gop))) == []


def views(count, seed=0):
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (count, 40, 320), dtype=np.uint8)


def test_novelty_is_the_least_change_against_another_group_of_the_last_seconds():
    memory, all_views = Memory(), views(20)
    times_s, groups = np.arange(20) * 1.5, np.arange(20) // 3
    for i, view in enumerate(all_views):
        earlier = [
            np.abs(view[::2, ::2].astype(int) - other[::2, ::2]).mean()
            for j, other in enumerate(all_views[:i])
            if groups[j] != groups[i] and times_s[j] >= times_s[i] - REMEMBERED_S
        ]
        novelty = memory.novelty(view, times_s[i], int(groups[i]))
        assert novelty == pytest.approx(min(earlier)) if earlier else novelty is None


def test_nothing_is_new_or_old_where_nobody_knows_groups():
    memory = Memory()
    assert [memory.novelty(view, 0.0, None) for view in views(2)] == [None, None]


def test_a_picture_of_another_size_is_not_compared():
    memory = Memory()
    memory.novelty(views(1)[0], 0.0, 1)
    assert memory.novelty(views(1)[0][:20], 1.0, 2) is None


def looks(novelty, *, calm=True, level=80.0, colour=9.0):
    novelty = np.array(novelty, float)
    whole = np.ones(len(novelty))
    return freshness(novelty, whole * calm > 0, whole * level, whole * colour) <= STALE


def test_what_loses_its_novelty_is_stale_and_noise_that_flickers_is_not():
    assert looks([1.5] * 6 + [0.9, 0.6]).tolist() == [False] * 6 + [True, True]
    assert not looks([1.5, 1.2, 1.6, 1.3] * 3).any()


def test_nothing_is_stale_while_something_stirs_or_before_anything_is_usual():
    assert not looks([1.5] * 6 + [0.1] * 3, calm=False).any()
    assert not looks([1.5] * 3 + [0.1]).any()


def test_noise_that_goes_with_the_light_is_not_stale():
    novelty, level = np.array([5.0] * 8 + [0.9] * 8), np.array([30.0] * 8 + [90.0] * 8)
    found = freshness(novelty, np.ones(16, bool), level, np.full(16, 9.0))
    assert (found > STALE).all()


def test_looks_that_nothing_can_be_said_of_are_passed_over():
    found = looks([np.nan, 1.5, 1.5, np.nan, 1.5, 1.5, np.nan, 0.2])
    assert found.tolist() == [False] * 7 + [True]

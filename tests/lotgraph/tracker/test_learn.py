"""What tracks say of noise and of changes of speed."""

import numpy as np
import pytest

from lotgraph.tracker.learn import learn, sway_of
from lotgraph.tracker.model import MOTION, NOISE, PUSH, REST

FPS, FRAMES, SIZE = 25.0, 200, 40.0


def learnt(speeds, noises, seed=0):
    """What is learnt from things of a size that go at speeds (sizes a second), with such noise."""
    chance = np.random.default_rng(seed)
    count, at = len(speeds), np.arange(FRAMES) / FPS
    z = np.zeros((count, FRAMES, 4))
    z[..., 0] = np.outer(speeds, at) * SIZE
    z[..., 2:] = np.log(SIZE)
    noise = np.array(noises)[:, None, None]
    z += chance.normal(size=z.shape) * noise * np.array([SIZE, SIZE, 1.0, 1.0])
    ends = np.arange(count + 1) * FRAMES
    return learn(z.reshape(-1, 4), np.tile(np.arange(FRAMES), count), ends, np.arange(FRAMES), at)


def test_the_noise_of_what_moves_is_told_from_that_of_what_stands():
    motion = learnt([3.0] * 4 + [0.0] * 6, [0.08] * 4 + [0.015] * 6)
    assert motion[NOISE] == pytest.approx(0.08, rel=0.2)
    assert motion[REST] == pytest.approx(0.015, rel=0.2)


def test_the_many_that_stand_do_not_say_how_those_move_that_do():
    motion = learnt([3.0] * 2 + [0.0] * 60, [0.08] * 2 + [0.015] * 60)
    assert motion[NOISE] == pytest.approx(0.08, rel=0.25)


def test_where_nothing_moves_the_usual_is_kept_for_what_does():
    motion = learnt([0.0] * 5, [0.02] * 5)
    assert (motion[[NOISE, PUSH]] == MOTION[[NOISE, PUSH]]).all()
    assert motion[REST] == pytest.approx(0.02, rel=0.2)


def test_where_nothing_stands_it_would_be_as_noisy_as_what_moves():
    motion = learnt([3.0] * 5, [0.05] * 5)
    assert (motion[REST] == motion[NOISE]).all()


def test_noise_of_what_stands_is_never_above_that_of_what_moves():
    motion = learnt([3.0] * 5 + [0.0] * 5, [0.02] * 5 + [0.1] * 5)
    assert (motion[REST] <= motion[NOISE]).all()


def felt(sway, error, frames=4000):
    """Moves of a camera as they are felt, and how wrong they may be, squared."""
    moves = np.random.default_rng(0).normal(0, np.sqrt(sway + error), (frames, 2))
    return np.hstack([moves, np.full((frames, 2), error)])


def test_how_a_camera_sways_is_what_was_felt_without_its_errors():
    assert sway_of(felt(8.0, 2.0)) == pytest.approx(8.0, rel=0.15)


def test_a_camera_stands_that_seems_to_move_by_no_more_than_errors_and_where_few_frames_tell():
    assert sway_of(felt(2.0, 2.0)).tolist() == [0, 0]
    assert sway_of(felt(8.0, 2.0, frames=10)).tolist() == [0, 0]

"""What is recorded of a longer life: stretches in order, each in weather of its own."""

from dataclasses import replace

import numpy as np
import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.deliver.shoot import shoot
from lotgraph.twin.deliver.stretch import Stretch
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.stage.weather import Weather
from lotgraph.twin.world.simulate import simulate

DRY, FOGGY = Weather(), Weather(kind="fog", haze_per_m=0.04)


def pictures_of(order):
    world = simulate(order.plan, order.begins_at, order.duration_s, order.seed)
    studio = Studio(order, world)
    return [picture for piece in order.pieces for _, picture in shoot(piece, studio)]


def test_a_stretch_shows_what_recording_all_of_it_would_have_shown(order):
    one = replace(order, plan=replace(order.plan, cameras=order.plan.cameras[:1]))
    some = replace(one, stretches=(Stretch(0.4, 1.0, DRY), Stretch(3.0, 4.0, DRY)))
    every = pictures_of(one)
    wanted = every[2:5] + every[15:20]
    assert all(np.array_equal(*pair) for pair in zip(pictures_of(some), wanted, strict=True))


def test_each_stretch_has_weather_of_its_own(order):
    assert order.weather_at(1.0) == order.weather
    both = replace(order, stretches=(Stretch(0.0, 2.0, DRY), Stretch(2.0, 4.0, FOGGY)))
    assert [both.weather_at(t_s) for t_s in (0.0, 1.99, 2.0, 3.0, 9.0)] == [DRY, DRY, *[FOGGY] * 3]
    camera = both.plan.cameras[0]
    studio = Studio(both, simulate(both.plan, both.begins_at, both.duration_s, both.seed))
    assert studio.light(camera, 1.9).weather == DRY
    assert studio.light(camera, 2.1).weather == FOGGY, "within the minute in which light is kept"


@pytest.mark.parametrize(
    ("stretches", "what"),
    [
        ([(0.0, 5.0)], "within the 4 s"),
        ([(-1.0, 2.0)], "within the 4 s"),
        ([(2.0, 2.0)], "a beginning before an end"),
        ([(0.0, 2.0), (1.9, 3.0)], "lasts until 2 s"),
        ([(2.0, 3.0), (0.0, 1.0)], "in order"),
    ],
)
def test_stretches_that_cannot_be_recorded_are_refused(order, stretches, what):
    with pytest.raises(TwinError, match=what):
        replace(order, stretches=tuple(Stretch(a, b, DRY) for a, b in stretches))

"""Light to look at."""

from datetime import UTC, datetime

import numpy as np
import pytest

from lotgraph.twin.plan import Camera
from lotgraph.twin.sensor.catalogue import SENSORS

WIDTH, HEIGHT = 160, 90


@pytest.fixture
def scene():
    """Radiance (h, w, 3) with an edge, a slope and a lamp, moving with time."""

    def of(t_s, level=1.0):
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
        light = 0.5 + x / WIDTH + 0.6 * (x > 40 + 3 * t_s) + 0.2 * np.sin(y / 5)
        light[20:24, 100:104] = 40.0
        return (level * light[..., None] * (1.0, 0.9, 0.8)).astype(np.float32)

    return of


@pytest.fixture
def camera():
    """A small camera of a sensor's name."""

    def of(sensor, **changes):
        given = {"width_px": WIDTH, "height_px": HEIGHT, **changes}
        return Camera("north", (0, 0, 5), 0, 0, sensor=sensor, **given)

    return of


@pytest.fixture
def sensor_of(monkeypatch):
    """Puts a changed sensor into the catalogue, and gives its name."""

    def of(model):
        monkeypatch.setitem(SENSORS, model.name, model)
        return model.name

    return of


@pytest.fixture
def clock():
    return datetime(2026, 3, 2, 8, 0, 12, tzinfo=UTC)

"""A landing folder to fill, and the settings of two sites."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from lotgraph.landing import Live
from lotgraph.settings import Camera, Settings, Site
from lotgraph.windows import WindowGrid

ARRIVED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def settings():
    cameras = {"gate": Camera(), "ramp": Camera(clock_offset_s=12.5)}
    return Settings(
        sites={
            "north": Site(timezone="Europe/Berlin", cameras=cameras),
            "south": Site(cameras={"gate": Camera()}),
        }
    )


@pytest.fixture
def live():
    day = datetime(2026, 3, 1, tzinfo=UTC)
    return Live(WindowGrid(timedelta(hours=1)), day, day + timedelta(days=3))


@pytest.fixture
def land(tmp_path):
    """Puts a file at a path below the landing folder, changed at a given time."""

    def put(uri, content=b"footage", at=ARRIVED):
        path = tmp_path / "landing" / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    (tmp_path / "landing").mkdir()
    put.root = str(tmp_path / "landing")
    return put

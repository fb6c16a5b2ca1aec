"""A landing folder, a lake and an event log that sensors watch."""

import os
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from assets.captures.asset import TakeConfig, captures
from assets.partitions import LIVE, SITES
from lotgraph.lake.store import Lake
from resources.lake import LakeTables
from resources.landing import FolderLanding
from resources.previews import Previews
from tests.conftest import OneBox

SETTINGS = """
[arrivals]
windows_per_tick = 3
attempts = 2
[sites.north.cameras.gate]
[sites.south.cameras.gate]
"""


class World:
    """Lands files (refused ones: no clip has to be drawn), runs windows, evaluates sensors."""

    def __init__(self, folder, instance):
        self.folder, self.instance = folder, instance
        self.cursors = {}
        self.detectors = OneBox()
        self.lake = Lake(str(folder / "lake"))
        (folder / "landing").mkdir()
        self.configure(SETTINGS)

    def configure(self, text):
        (self.folder / "lotgraph.toml").write_text(text)
        self.landing = FolderLanding(
            root=str(self.folder / "landing"), settings_path=str(self.folder / "lotgraph.toml")
        )
        self.tables = LakeTables(root=self.lake.root)

    def start(self, hours_ago):
        return LIVE.over_at(datetime.now(UTC)) - timedelta(hours=hours_ago)

    def key(self, hours_ago):
        return LIVE.grid.key_of(self.start(hours_ago))

    def land(self, hours_ago, site="north", minute=0, content=b"", age_s=1800):
        start = self.start(hours_ago) + timedelta(minutes=minute)
        path = self.folder / "landing" / site / "gate" / f"{start:%Y-%m-%dT%H-%M-%SZ}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        at = datetime.now(UTC).timestamp() - age_s
        os.utime(path, (at, at))
        return path

    def tick(self, sensor):
        context = dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursors.get(sensor.name),
            resources={
                "landing": self.landing,
                "lake": self.tables,
                "detectors": self.detectors,
            },
        )
        result = sensor(context)
        self.cursors[sensor.name] = result.cursor
        for request in result.dynamic_partitions_requests or []:
            self.instance.add_dynamic_partitions(SITES.name, list(request.partition_keys))
        return result

    def carry_out(self, request, **config):
        job = dg.Definitions(
            assets=[captures],
            jobs=[dg.define_asset_job("judge_window", [captures])],
            resources={
                "landing": self.landing,
                "lake": self.tables,
                "previews": Previews(root=self.lake.root, url="http://127.0.0.1:3080"),
            },
            executor=dg.in_process_executor,
        ).resolve_job_def("judge_window")
        return job.execute_in_process(
            partition_key=request.partition_key,
            instance=self.instance,
            run_config=dg.RunConfig(ops={"captures": TakeConfig(**config)}),
            tags=dict(request.tags),
            raise_on_error=False,
        )


@pytest.fixture
def world(tmp_path, instance):
    return World(tmp_path, instance)

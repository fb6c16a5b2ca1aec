"""A site with drawn cameras whose tables Dagster makes, as `site.film(…)` and `site.run(…)`."""

import os
import shutil
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from assets.captures.asset import captures
from assets.detections.asset import detections
from assets.drift.asset import detection_drift, detection_tallies
from assets.drift.checks import detections_full_as_usual, detections_like_weeks_before
from assets.ground.asset import ground_tracks
from assets.health.asset import camera_health, camera_usability, frame_quality
from assets.labels.asset import labels
from assets.links.asset import track_links
from assets.overview.asset import site_overview
from assets.partitions import LIVE, SITES
from assets.reports.asset import detection_report, track_report
from assets.tracks.asset import tracks
from assets.views.asset import camera_baselines, camera_views, daily_views
from lotgraph.catalogue import contract_of
from lotgraph.lake.store import WHOLE, Lake
from lotgraph.previews.store import PreviewStore
from resources.expectations import Expectations
from resources.lake import LakeTables
from resources.landing import FolderLanding
from resources.previews import Previews
from scripts.drawn.scene import draw_clip
from tests.conftest import OneBox

ASSETS = [
    *(captures, camera_views, daily_views, camera_baselines),
    *(frame_quality, camera_health, camera_usability, detections, site_overview),
    *(labels, tracks, track_links, ground_tracks, detection_report, track_report),
    *(detection_tallies, detection_drift),
    *(detections_full_as_usual, detections_like_weeks_before),
]
TAKEN = ("captures", "quarantine")
LOOKED = ("detected_frames", "detections")
FOLLOWED = ("track_boxes", "tracks", "track_links")
REPORTS = ("detection_report", "track_report")
JUDGED = ("frame_quality", "camera_health", "camera_usability")
VIEWS = {"gate": 0, "ramp": 1, "mast": 2}
NOON = LIVE.over_at(datetime.now(UTC)).replace(hour=12) - timedelta(days=3)
SETTINGS = """
[arrivals]
settle_s = 0
[sites.north.cameras.gate]
[sites.north.cameras.ramp]
[sites.north.cameras.mast]
is_fixed = false
"""


class Site:
    """The site `north`: its landing folder, its lake, and runs of its partitions."""

    def __init__(self, folder, clips, instance):
        self.clips, self.instance, self.folder = clips, instance, folder
        self.landing = folder / "landing"
        self.landing.mkdir()
        self.write_settings(SETTINGS)
        instance.add_dynamic_partitions(SITES.name, ["north"])
        self.open_lake("lake")

    def open_lake(self, name):
        """Go on with another lake."""
        self.lake = Lake(str(self.folder / name))
        self.previews = PreviewStore(self.lake.root)
        self.resources = {
            "detectors": OneBox(),
            "expectations": Expectations(),
            "lake": LakeTables(root=self.lake.root),
            "landing": self.opened(),
            "previews": Previews(root=self.lake.root, url="http://127.0.0.1:3080"),
        }

    def opened(self):
        """The landing folder, as a run with the settings of this moment sees it."""
        file = self.folder / "lotgraph.toml"
        return FolderLanding(root=str(self.landing), settings_path=str(file))

    def write_settings(self, text):
        paths = f'[paths]\nlabels = "{self.folder}/labels"\ncameras = "{self.folder}/cameras"\n'
        (self.folder / "lotgraph.toml").write_text(paths + text)

    def configure(self, text, **cameras):
        """Go on with other settings; a camera's own are given by its name."""
        for name, told in cameras.items():
            section = f"[sites.north.cameras.{name}]\n"
            text = text.replace(section, f"{section}{told}\n")
        self.write_settings(text)
        self.resources["landing"] = self.opened()

    def film(self, camera, at=NOON, *, seconds=8, seed=0, **fault):
        """Land a clip and return its path; `fault` is its name and how it is painted."""
        [(named, paint)] = fault.items() or [("sound", None)]
        drawn = self.clips / f"{camera}-{named}-{seconds}-{seed}.mp4"
        if not drawn.exists():  # drawn once for all tests
            draw_clip(drawn, seed=seed, seconds=seconds, fps=4, view=VIEWS[camera], paint=paint)
        return self.land(camera, at, drawn.read_bytes())

    def land(self, camera, at, content):
        path = self.landing / f"north/{camera}/{at:%Y-%m-%dT%H-%M-%SZ}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (at.timestamp() + 3600,) * 2)
        return path

    def run(self, *tables, at=NOON, key=None, is_ok=True):
        """Materialise some tables of the window (or partition) and return the result."""
        result = dg.materialize(
            ASSETS,
            selection=list(tables),
            partition_key=f"north|{LIVE.grid.key_of(at)}" if key is None else key or None,
            instance=self.instance,
            resources=self.resources,
            raise_on_error=is_ok,
        )
        assert result.success == is_ok
        return result

    def learn(self, *clips_at):
        """What was filmed on these days becomes the baseline of the day after the last."""
        for at in clips_at:
            self.run(*TAKEN, "camera_views", at=at)
            self.run("daily_views", key=f"north|{at:%Y-%m-%d}")
        self.run("camera_baselines", key=f"north|{clips_at[-1] + timedelta(days=1):%Y-%m-%d}")

    def table(self, name, at=NOON, key=None):
        partition = f"north|{LIVE.grid.key_of(at)}" if key is None else key or WHOLE
        return self.lake.read(contract_of(name), partition)

    def record(self, name, at=NOON):
        return self.lake.record(name, f"north|{LIVE.grid.key_of(at)}")

    def shown(self, result, table):
        """Metadata of the table's materialisation, as plain values."""
        [event] = [
            event.materialization
            for event in result.get_asset_materialization_events()
            if event.asset_key == dg.AssetKey(table)
        ]
        return {name: value.value for name, value in event.metadata.items()}

    def faults(self, at=NOON):
        """Kinds of fault by camera."""
        rows = self.table("camera_health", at).sort("camera_id", "started_at")
        return rows.select("camera_id", "kind").rows()


@pytest.fixture(scope="session")
def clips(tmp_path_factory):
    """Clips drawn once for all tests."""
    folder = tmp_path_factory.mktemp("clips")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def site(tmp_path, clips, instance):
    """A site into which nothing has landed yet."""
    return Site(tmp_path, clips, instance)

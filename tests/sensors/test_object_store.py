"""arrivals, where captures land in an object store: an S3 server inside this process."""

import uuid
from datetime import timedelta

import boto3
import fsspec
import polars as pl
import pytest
from moto.server import ThreadedMotoServer

from assets.partitions import LIVE
from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.landing import folders, list_landing
from resources.landing import FolderLanding
from scripts.drawn.scene import draw_clip
from sensors.arrivals import arrivals


@pytest.fixture(scope="module")
def bucket():
    """Address of a bucket on an S3 server that ends with these tests."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    before = fsspec.config.conf.get("s3")
    fsspec.config.conf["s3"] = {"endpoint_url": address, "key": "tests", "secret": "tests"}
    keys = {"aws_access_key_id": "tests", "aws_secret_access_key": "tests"}
    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **keys)
    client.create_bucket(Bucket="landed")
    yield "s3://landed"
    fsspec.config.conf.pop("s3")
    if before is not None:
        fsspec.config.conf["s3"] = before
    server.stop()


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    draw_clip(path, seed=0, seconds=2, fps=4)
    return path.read_bytes()


@pytest.fixture
def store(world, bucket):
    return Store(world, f"{bucket}/{uuid.uuid4().hex}")


class Store:
    """Lands objects for the site north, and lets runs take them."""

    def __init__(self, world, root):
        self.world, self.root = world, root
        text = (world.folder / "lotgraph.toml").read_text()
        world.configure(text.replace("[arrivals]", "[arrivals]\nsettle_s = 0"))
        settings_path = str(world.folder / "lotgraph.toml")
        world.landing = FolderLanding(root=root, settings_path=settings_path)
        self.filesystem = fsspec.filesystem("s3")

    def land(self, hours_ago, content, minute=0):
        start = self.world.start(hours_ago) + timedelta(minutes=minute)
        uri = f"north/gate/{start:%Y-%m-%dT%H-%M-%SZ}.mp4"
        self.filesystem.pipe_file(f"{self.root}/{uri}", content)
        return uri

    def asked(self):
        return [str(r.partition_key) for r in self.world.tick(arrivals).run_requests or []]

    def settle(self):
        for request in self.world.tick(arrivals).run_requests:
            assert self.world.carry_out(request).success
        assert not self.asked()

    def tables(self, hours_ago):
        partition = f"north|{self.world.key(hours_ago)}"
        return [self.world.lake.read(table, partition) for table in (CAPTURES, QUARANTINE)]


def test_objects_are_listed_surveyed_probed_and_told_of(store, clip):
    sound = store.land(5, clip)
    broken = store.land(5, b"no footage", minute=30)
    listing = list_landing(store.root)
    assert listing["uri"].to_list() == [sound, broken]
    assert listing["size_bytes"].to_list() == [len(clip), len(b"no footage")]
    assert folders(store.root) == ["", "north"]
    [window] = store.world.landing.survey(LIVE).windows.to_dicts()
    assert (window["site_id"], window["files"]) == ("north", 2)
    store.settle()
    captures, quarantine = store.tables(5)
    assert captures.select("uri", "frames", "size_bytes").rows() == [(sound, 8, len(clip))]
    assert quarantine["uri"].to_list() == [broken]
    assert captures["landed_at"].item() == listing.select(
        pl.from_epoch(pl.col("changed_ns") // 1000, "us").dt.replace_time_zone("UTC")
    ).item(0, 0)


def test_a_late_and_a_replaced_object_reopen_their_own_window_only(store, clip):
    for hours_ago in (7, 6, 5):
        store.land(hours_ago, b"no footage")
    store.settle()
    store.land(6, b"late", minute=20)
    assert store.asked() == [f"north|{store.world.key(6)}"]
    store.settle()
    replaced = store.land(5, clip)
    assert store.asked() == [f"north|{store.world.key(5)}"]
    store.settle()
    captures, quarantine = store.tables(5)
    assert captures["uri"].to_list() == [replaced]
    assert quarantine.is_empty()


def test_an_object_still_being_replaced_again_and_again_waits(store, clip):
    text = (store.world.folder / "lotgraph.toml").read_text()
    (store.world.folder / "lotgraph.toml").write_text(text.replace("settle_s = 0", "settle_s = 60"))
    store.world.landing = FolderLanding(
        root=store.root, settings_path=str(store.world.folder / "lotgraph.toml")
    )
    store.land(5, clip)
    assert not store.asked()


def test_a_site_of_the_store_that_goes_away_is_empty_and_stops_no_other(store):
    store.land(5, b"no footage")
    store.filesystem.pipe_file(f"{store.root}/south/gate/x.mp4", b"x")
    assert folders(store.root) == ["", "north", "south"]
    store.filesystem.rm(f"{store.root}/south", recursive=True)
    assert store.asked() == [f"north|{store.world.key(5)}"]

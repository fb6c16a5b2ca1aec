"""Lakes to write to: a local folder, fsspec's memory, and an S3 server inside this process."""

import uuid

import boto3
import fsspec
import polars as pl
import pytest
from moto.server import ThreadedMotoServer

from lotgraph.lake.store import Lake
from lotgraph.tables import UTC_TIME, Column, Contract

SPOTS = Contract(
    name="spots",
    row="One spot.",
    version=1,
    key=("spot_id",),
    columns=(
        Column("spot_id", pl.Int64(), "Which."),
        Column("word", pl.String(), "A word.", nullable=True),
        Column("seen_at", UTC_TIME, "When.", nullable=True),
        Column("share", pl.Float64(), "How much.", nullable=True),
        Column("kind", pl.Enum(["x", "y"]), "Kind.", nullable=True),
        Column("words", pl.List(pl.String()), "Words.", nullable=True),
        Column("vector", pl.Array(pl.Float32(), 2), "Vector.", nullable=True),
        Column("content", pl.Binary(), "Bytes.", nullable=True),
    ),
)


def spots(*ids, **columns):
    """Spots of these ids; every other column null unless given."""
    rows = {name: [None] * len(ids) for name in SPOTS.schema} | {"spot_id": list(ids)}
    return pl.DataFrame(rows | columns, schema=SPOTS.schema)


@pytest.fixture(scope="session")
def bucket():
    """Address of a bucket on an S3 server that ends with the tests."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    access = {"endpoint_url": f"http://{host}:{port}", "key": "tests", "secret": "tests"}
    before = fsspec.config.conf.get("s3")
    fsspec.config.conf["s3"] = access
    boto3.client(
        "s3",
        endpoint_url=access["endpoint_url"],
        aws_access_key_id="tests",
        aws_secret_access_key="tests",
        region_name="us-east-1",
    ).create_bucket(Bucket="lakes")
    yield "s3://lakes"
    fsspec.config.conf.pop("s3")
    if before is not None:
        fsspec.config.conf["s3"] = before
    server.stop()


@pytest.fixture(params=["local", "memory", "s3"])
def root(request, tmp_path):
    """Address of an empty lake, on each kind of file system in turn."""
    if request.param == "local":
        return str(tmp_path / "lake")
    if request.param == "memory":
        return f"memory://{uuid.uuid4().hex}"
    return f"{request.getfixturevalue('bucket')}/{uuid.uuid4().hex}"


@pytest.fixture
def lake(root):
    """The same lake on each kind of file system in turn."""
    return Lake(root)


@pytest.fixture
def local(tmp_path):
    """A lake on this machine's disks."""
    return Lake(str(tmp_path / "lake"))

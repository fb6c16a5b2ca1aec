"""The footage that ships is what its list and its truth say, and small enough to ship."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lotgraph.twin.deliver.deliver import deliver, prepare
from lotgraph.twin.plan.overlap import views_of
from scripts.footage.folder import ARRIVAL, SHIPPED, Folder
from scripts.footage.orders import MISHAPS, RECORDED, orders

MOST_BYTES = 20_000_000
SAME_LEVELS = 0.3  # of grey, on average; a change of look that one sees makes 1 and more
TABLES = tuple(
    f"twin_{name}"
    for name in ("vehicles", "walkers", "visits", "stalls", "lanes", "faults", "cameras")
)
ORDERS = orders(SHIPPED / "sites")


def truth(table):
    return pl.read_parquet(SHIPPED / "truth" / table / "**" / "*.parquet")


def test_every_file_is_the_one_that_is_listed():
    folder = Folder(SHIPPED)
    listed = {file.uri: file.sha256 for file in folder.files()}
    found = {
        file.relative_to(folder.landing).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.landing.rglob("*")
        if file.is_file()
    }
    assert found == listed
    assert folder.size() <= MOST_BYTES


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.plan.site_id)
def test_each_site_has_cameras_that_share_views_and_some_that_do_not(order):
    shared = views_of(order.plan).shared
    pairs = [shared[k, j] for k in range(len(shared)) for j in range(k)]
    assert len(shared) >= 4
    assert max(pairs) > 0.3
    assert min(pairs) == 0


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.plan.site_id)
def test_what_ships_was_rendered_for_the_orders_as_they_stand(order):
    (record,) = (SHIPPED / "truth").rglob(f"twin_cameras/{order.plan.site_id}/record.json")
    config = json.loads(record.read_text())["origin"]["config"]
    assert config == json.loads(json.dumps(order.config))


@pytest.fixture(scope="module", params=ORDERS, ids=lambda order: order.plan.site_id)
def prepared(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param.plan.site_id)
    return request.param, *prepare(request.param, folder / "landing", folder / "truth")


@pytest.mark.parametrize("table", TABLES)
def test_what_ships_is_of_those_who_come_and_leave_as_the_code_stands(prepared, table):
    order, _, target, _ = prepared
    made, kept = (
        pl.read_parquet(root / table / order.plan.site_id / "*.parquet")
        for root in (Path(target.truth.root), SHIPPED / "truth")
    )
    assert_frame_equal(made, kept)


# The first would take as long as all others, and shows what the next morning does.
@pytest.mark.parametrize("number", range(1, len(RECORDED)), ids=lambda k: RECORDED[k][3])
def test_what_ships_is_what_the_code_as_it_stands_renders(prepared, number):
    """The same bytes on one kind of processor; on another a distance may differ in its last bit."""
    order, world, target, pieces = prepared
    stretch = order.stretches[number]
    ill = {
        one.camera_id for one in order.faults if stretch.begins_s <= one.begins_s < stretch.ends_s
    }
    recorded = [
        one
        for one in pieces
        if stretch.begins_s <= one.times_s[0] < stretch.ends_s and one.camera.camera_id not in ill
    ]
    shortest = min(recorded, key=lambda piece: len(piece.times_s))
    (uri,) = deliver(order, world, target, [shortest], processes=1)
    rendered, shipped = (
        pictures(folder / uri) for folder in (target.landing, Folder(SHIPPED).landing)
    )
    assert rendered.shape == shipped.shape
    apart = np.abs(rendered - shipped).mean()
    assert apart < SAME_LEVELS, "render the footage anew: python -m scripts.footage says how"


def pictures(file):
    with av.open(str(file)) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    return np.stack(frames).astype(np.int16)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.plan.site_id)
def test_some_visits_are_recorded_from_entry_to_exit_by_day_and_by_night(order):
    visits = truth("twin_visits").filter(pl.col("visit_id").str.starts_with(order.plan.site_id))
    whole = [
        visits.filter(
            pl.col("entered_at") >= order.moment(stretch.begins_s),
            pl.col("parked_at").is_not_null(),
            pl.col("left_at") <= order.moment(stretch.ends_s),
        ).height
        for stretch in order.stretches
    ]
    morning, evening, *_ = whole
    assert morning >= 2
    assert evening >= 1


def test_everything_that_goes_wrong_is_in_the_truth():
    faults = set(truth("twin_faults").select("site_id", "camera_id", "kind").rows())
    assert faults == {(one.site_id, one.camera_id, one.kind) for one in MISHAPS}


def test_a_copy_lands_with_what_it_is_a_copy_of(tmp_path):
    folder, ended_at = Folder(tmp_path), datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
    for name, content in (("a.mp4", b"one"), ("b.mp4", b"one"), ("c.mp4", b"")):
        (folder.landing / "north").mkdir(parents=True, exist_ok=True)
        (folder.landing / "north" / name).write_bytes(content)
    frames = pl.DataFrame(
        {
            "uri": ["north/a.mp4", "north/a.mp4", "north/c.mp4"],
            "delivered_at": [ended_at, ended_at - timedelta(seconds=1), ended_at],
        }
    )
    (folder.truth / "twin_frames").mkdir(parents=True)
    frames.write_parquet(folder.truth / "twin_frames" / "north.parquet")
    folder.list_files()
    assert [file.uri for file in folder.files()] == ["north/a.mp4", "north/b.mp4", "north/c.mp4"]
    assert {file.landed_at for file in folder.files()} == {ended_at + ARRIVAL}

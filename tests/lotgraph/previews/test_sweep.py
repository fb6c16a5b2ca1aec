"""The sweep of pictures: takes those that no table shows any more, and nothing else."""

import os
import uuid
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from lotgraph.errors import DamagedTableError
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.previews.store import PreviewStore
from lotgraph.previews.sweep import sweep_pictures, unshown
from lotgraph.tables import Column, Contract

DAY = timedelta(days=1)
SPOTS = Contract("spots", "One spot.", 1, ("n",), (Column("n", pl.Int64(), "Which."),))
ROWS = SPOTS.table(n=[1])


def later(**spans):
    return datetime.now(UTC) + timedelta(**spans)


@pytest.fixture
def local(tmp_path):
    """A lake on this machine's disks."""
    return Lake(str(tmp_path / "lake"))


@pytest.fixture(params=["disk", "memory"])
def lake(request, local):
    """The same lake on a disk and in memory."""
    return local if request.param == "disk" else Lake(f"memory://{uuid.uuid4().hex}")


def test_only_pictures_that_nobody_shows_are_listed_and_removed(lake):
    shown = "bb" + "a" * 62  # beside one that is not
    lake.write(SPOTS, "east", ROWS, Origin(previews=(shown,)))
    gone = f"previews/bb/{'b' * 64}.webp"
    theirs = [f"previews/bb/{'c' * 64}.webp", f"notes/bb/{'b' * 64}.webp", "previews/bb/note.webp"]
    for name in (f"previews/bb/{shown}.webp", gone, *theirs):
        lake.files.write(name, b"picture")
    before = [name for name, _, _ in lake.files.list()]
    assert [(one.name, one.why) for one in unshown(lake, DAY, later(days=2))] == [(gone, "unshown")]
    assert [name for name, _, _ in lake.files.list()] == before
    assert [one.name for one in sweep_pictures(lake, DAY, later(days=2))] == [gone]
    assert [name for name, _, _ in lake.files.list()] == [n for n in before if n != gone]
    assert sweep_pictures(lake, DAY, later(days=2)) == []


def test_a_young_picture_may_still_be_named_by_a_record(lake):
    PreviewStore(lake.root).put(b"<svg/>")
    assert unshown(lake, DAY, later(hours=23)) == []
    assert len(unshown(lake, DAY, later(days=2))) == 1


def test_a_picture_goes_when_the_last_table_that_shows_it_shows_another(lake):
    store = PreviewStore(lake.root)
    pictures = [store.put(f'<svg width="{width}"/>'.encode()) for width in (1, 2)]
    for partition, shown in (("north", 0), ("south", 0), ("north", 1)):
        lake.write(SPOTS, partition, ROWS, Origin(previews=(pictures[shown].sha256,)))
    assert unshown(lake, DAY, later(days=2)) == []
    lake.write(SPOTS, "south", ROWS, Origin())
    [gone] = sweep_pictures(lake, DAY, later(days=2))
    assert (gone.why, store.get(pictures[0])) == ("unshown", None)
    assert store.get(pictures[1])


def test_a_picture_kept_again_during_the_sweep_stays_until_its_record_is_written(
    local, monkeypatch
):
    """A run shows an old picture again: it is kept, and only later named by a record."""
    store = PreviewStore(local.root)
    picture = store.put(b"<svg/>")
    os.utime(local.files.path(f"previews/{picture.sha256[:2]}/{picture.name}"), (0, 0))
    look = local.files.list

    def list_and_keep(self, folder=""):
        answer = look(folder)
        store.put(b"<svg/>")
        return answer

    monkeypatch.setattr(type(local.files), "list", list_and_keep)
    assert sweep_pictures(local, DAY, later()) == []
    assert store.get(picture)


def test_a_damaged_record_stops_the_sweep_before_a_picture_is_lost(local):
    store = PreviewStore(local.root)
    picture = store.put(b"<svg/>")
    local.files.write("spots/south/record.json", b"{")
    with pytest.raises(DamagedTableError, match=r"spots/south/record\.json"):
        sweep_pictures(local, DAY, later(days=2))
    assert store.get(picture)

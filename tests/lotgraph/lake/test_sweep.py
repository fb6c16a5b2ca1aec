"""The sweep: takes what no table needs any more, and nothing else."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import DamagedTableError
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.lake.sweep import freed_bytes, leftovers, sweep
from tests.lotgraph.lake.conftest import SPOTS, spots

DAY = timedelta(days=1)


def later(**spans):
    return datetime.now(UTC) + timedelta(**spans)


def names(lake):
    return [name for name, _, _ in lake.files.list()]


@pytest.fixture
def littered(lake):
    """A lake with a superseded table, a draft, an orphan of a killed writer and other files."""
    lake.write(SPOTS, "north", spots(1), Origin())
    lake.write(SPOTS, "north", spots(2), Origin())
    lake.files.write(f"spots/north/record.json.{'0' * 32}.draft", b"half")
    lake.files.write(f"spots/south/{'1' * 64}.parquet", b"no record names me")
    lake.files.write(f"previews/bb/{'b' * 64}.webp", b"no table, so none of this sweep's business")
    lake.files.write("notes.draft", b"somebody's own")
    return lake


def test_a_look_lists_what_a_sweep_would_remove_and_removes_nothing(littered):
    before = names(littered)
    found = leftovers(littered, DAY, later(days=2))
    assert [leftover.why for leftover in found] == ["superseded", "draft", "superseded"]
    assert names(littered) == before


def test_a_sweep_removes_exactly_what_was_listed(littered):
    before, found = names(littered), leftovers(littered, DAY, later(days=2))
    removed = sweep(littered, DAY, later(days=2))
    assert sorted(removed, key=lambda x: x.name) == sorted(found, key=lambda x: x.name)
    assert names(littered) == sorted(set(before) - {leftover.name for leftover in found})
    assert freed_bytes(removed) == sum(leftover.size_bytes for leftover in found) > 0
    assert littered.read(SPOTS, "north")["spot_id"].to_list() == [2]
    assert sweep(littered, DAY, later(days=2)) == []


def test_what_is_young_may_still_be_needed(littered):
    assert leftovers(littered, DAY, later(hours=23)) == []


def test_an_old_table_superseded_just_now_may_still_be_read(local):
    old = local.write(SPOTS, "", spots(1), Origin())
    os.utime(local.files.path(f"spots/{old.file_name}"), (0, 0))
    local.write(SPOTS, "", spots(2), Origin())
    assert leftovers(local, DAY, later(hours=1)) == []
    assert len(leftovers(local, DAY, later(days=2))) == 1


def test_a_table_that_became_current_after_the_look_stays(littered, monkeypatch):
    """Seen by the look as superseded, written again before its turn comes to be removed."""
    listed = []
    look = littered.files.list

    def list_and_write(self, folder=""):
        answer = look(folder)
        if not listed:
            listed.append(True)
            littered.write(SPOTS, "north", spots(1), Origin())
        return answer

    monkeypatch.setattr(type(littered.files), "list", list_and_write)
    sweep(littered, DAY, later(days=2))
    assert littered.read(SPOTS, "north")["spot_id"].to_list() == [1]


def test_a_damaged_record_stops_the_sweep_before_a_table_is_lost(littered):
    littered.files.write("spots/north/record.json", b"{")
    with pytest.raises(DamagedTableError, match=r"spots/north/record\.json"):
        sweep(littered, DAY, later(days=2))
    assert len([name for name in names(littered) if name.startswith("spots/north")]) == 4


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_after_any_writes_only_the_current_table_is_left(history):
    lake = Lake("memory://swept")
    for number in history:
        lake.write(SPOTS, "", spots(number), Origin())
    sweep(lake, timedelta(0), later(seconds=1))
    assert len(names(lake)) == 2
    assert lake.read(SPOTS)["spot_id"].to_list() == history[-1:]

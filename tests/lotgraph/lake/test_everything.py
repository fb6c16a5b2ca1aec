"""written: all partitions of a table at once, one hash a site, nothing in the way of the rest."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.lake.everything import record_of_all, written
from lotgraph.lake.record import Origin, Version
from lotgraph.lake.store import Lake
from tests.lotgraph.lake.conftest import SPOTS, spots

KEYS = [f"{site}|{hour}" for site in ("north", "south") for hour in ("h1", "h2", "h3")]


def test_every_partition_is_found_in_order_wherever_the_lake_lies(lake):
    assert written(lake, SPOTS).versions == []
    records = [lake.write(SPOTS, key, spots(n), Origin()) for n, key in enumerate(KEYS[::-1])]
    found = written(lake, SPOTS)
    assert [version.partition for version in found.versions] == KEYS
    assert {v.data_version for v in found.versions} == {r.data_version for r in records}
    assert found.left_out == []
    assert lake.scan(SPOTS, found.versions).collect().height == len(KEYS)


def test_a_site_has_one_hash_that_any_change_of_its_partitions_changes(local):
    def hashes():
        return {read.partition: read.data_version for read in written(local, SPOTS).upstream}

    seen = [hashes()]
    for n, key in enumerate(("south|h1", "north|h1", "north|h2", "north|h1")):
        local.write(SPOTS, key, spots(n), Origin())
        seen.append(hashes())
    assert [list(now) for now in seen] == [[], ["south|*"], *[["north|*", "south|*"]] * 3]
    assert len({now.get("north|*") for now in seen}) == 4
    assert len({now.get("south|*") for now in seen}) == 2
    local.write(SPOTS, "north|h1", spots(1), Origin())
    assert hashes() == seen[3]


def test_the_same_rows_in_another_window_are_another_hash(local):
    alike = [Lake(f"{local.root}/{key}") for key in ("h1", "h2")]
    for lake, key in zip(alike, ("h1", "h2"), strict=True):
        lake.write(SPOTS, f"north|{key}", spots(1), Origin())
    first, second = (written(lake, SPOTS).upstream for lake in alike)
    assert first[0].partition == second[0].partition
    assert first != second


@given(st.permutations(KEYS[:3]))
def test_the_order_of_writing_does_not_count(keys):
    lake = Lake("memory://everything")
    for key in keys:
        lake.write(SPOTS, key, spots(KEYS.index(key)), Origin())
    ordered = Lake("memory://ordered")
    for key in KEYS[:3]:
        ordered.write(SPOTS, key, spots(KEYS.index(key)), Origin())
    assert written(lake, SPOTS).upstream == written(ordered, SPOTS).upstream


@pytest.mark.parametrize("content", [b"{", b"{}", b"[]"])
def test_what_cannot_be_read_is_left_out_with_a_sentence(local, content):
    for n, key in enumerate(KEYS):
        local.write(SPOTS, key, spots(n), Origin())
    local.files.write("spots/north/h2/record.json", content)
    local.write(replace(SPOTS, version=9), "south|h1", spots(1), Origin())
    found = written(local, SPOTS)
    left = ["north|h1", "north|h3", "south|h2", "south|h3"]
    assert [version.partition for version in found.versions] == left
    old, damaged = found.left_out
    assert "spots [south|h1] was written under version 9 of its contract" in old
    assert damaged == "spots [north|h2] has no readable record; materialise it again"


def test_all_partitions_of_a_site_have_a_record_of_their_own(local):
    assert record_of_all(local, SPOTS, "north|*") is None
    for n, key in enumerate(KEYS):
        local.write(SPOTS, key, spots(*range(n)), Origin())
    made_up = record_of_all(local, SPOTS, "north|*")
    assert (made_up.partition, made_up.rows) == ("north|*", 0 + 1 + 2)
    assert [made_up.data_version] == [
        read.data_version for read in written(local, SPOTS, ["north"]).upstream
    ]


def test_a_version_whose_hash_is_no_hash_is_refused(local):
    fields = asdict(local.write(SPOTS, "north|h1", spots(1), Origin()))
    assert Version.of(fields).data_version == fields["data_version"]
    with pytest.raises(ValueError, match="is no sha256"):
        Version.of(fields | {"data_version": "../x"})

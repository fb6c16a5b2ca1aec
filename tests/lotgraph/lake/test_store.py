"""The lake: whole tables, the same bytes, and a sentence for everything that went wrong."""

import hashlib
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from s3fs.core import S3File

from lotgraph.errors import ContractError, DamagedTableError, MissingTableError
from lotgraph.lake.record import Origin, Upstream
from lotgraph.lake.store import Lake, encode
from tests.lotgraph.lake.conftest import SPOTS, spots

KEY = "north|2026-03-02T0800Z"
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "spot_id": st.integers(-(2**63), 2**63 - 1),
            "word": st.none() | st.text(max_size=5),
            "seen_at": st.none() | MOMENTS,
            "share": st.none() | st.floats(),
            "kind": st.sampled_from(["x", "y", None]),
            "words": st.none() | st.lists(st.none() | st.text(max_size=3), max_size=3),
            "vector": st.none() | st.lists(st.floats(width=32), min_size=2, max_size=2),
            "content": st.none() | st.binary(max_size=3),
        }
    ),
    max_size=8,
)


@given(ROWS)
def test_what_was_written_is_what_is_read(rows):
    lake, frame = Lake("memory://any"), pl.DataFrame(rows, schema=SPOTS.schema)
    record = lake.write(SPOTS, KEY, frame, Origin())
    assert lake.read(SPOTS, KEY).equals(SPOTS.conform(frame))
    assert lake.scan(SPOTS, [record]).collect().equals(SPOTS.conform(frame))
    assert (record.rows, record) == (len(rows), lake.record("spots", KEY))


@given(ROWS, st.randoms())
def test_the_order_of_rows_with_different_keys_changes_no_byte(rows, random):
    unique = list({row["spot_id"]: row for row in rows}.values())
    straight = encode(SPOTS.conform(pl.DataFrame(unique, schema=SPOTS.schema)))
    random.shuffle(unique)
    assert encode(SPOTS.conform(pl.DataFrame(unique, schema=SPOTS.schema))) == straight


def test_tables_are_found_again_by_another_process(lake):
    lake.write(SPOTS, KEY, spots(2, 1), Origin())
    lake.write(SPOTS, "", spots(3), Origin())
    lake.write(replace(SPOTS, name="spots_failing_rows"), "other", spots(), Origin())
    again = Lake(lake.root)
    assert again.partitions("spots") == ["", KEY]
    assert again.read(SPOTS, KEY)["spot_id"].to_list() == [1, 2]
    assert again.read(SPOTS)["spot_id"].to_list() == [3]
    assert again.partitions("nothing") == []


def test_an_empty_table_keeps_its_schema(lake):
    record = lake.write(SPOTS, KEY, SPOTS.empty(), Origin())
    assert lake.read(SPOTS, KEY).schema == SPOTS.schema
    assert lake.scan(SPOTS, [record]).collect_schema() == SPOTS.schema
    assert lake.scan(SPOTS, []).collect().schema == SPOTS.schema


def test_a_table_that_was_never_written_is_missing_and_not_empty(lake):
    assert lake.record("spots", KEY) is None
    with pytest.raises(MissingTableError, match=r"spots \[north\|2026.*not been materialised"):
        lake.read(SPOTS, KEY)


def test_writing_the_same_again_touches_nothing(local):
    before = local.write(SPOTS, KEY, spots(1), Origin(), [Upstream("a", "", "v")])
    listed = local.files.list()
    after = local.write(SPOTS, KEY, spots(1), Origin(), [Upstream("a", "", "v")] * 2)
    assert (after, local.files.list()) == (before, listed)


def test_the_same_rows_from_other_sources_keep_their_data_version(lake):
    one = lake.write(SPOTS, KEY, spots(1), Origin(), [Upstream("a", "", "v1")])
    two = lake.write(SPOTS, KEY, spots(1), Origin(sources="s"), [Upstream("a", "", "v2")])
    assert one.data_version == two.data_version
    assert lake.record("spots", KEY) == two != one


def test_upstream_is_listed_once_and_in_order_also_where_nothing_was_found(lake):
    reads = [Upstream("b", "2", None), Upstream("b", "1", "v"), Upstream("b", "2", "w")]
    record = lake.write(SPOTS, KEY, spots(1), Origin(), [*reads, reads[1]])
    assert record.upstream == (reads[1], reads[0], reads[2])


def test_a_writer_that_ends_between_the_table_and_its_record_changes_nothing(lake, monkeypatch):
    before = lake.write(SPOTS, KEY, spots(1), Origin())
    write = type(lake.files).write

    def write_one(self, name, content):
        write(self, name, content)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(lake.files), "write", write_one)
        with pytest.raises(KeyboardInterrupt):
            lake.write(SPOTS, KEY, spots(2), Origin())
    assert lake.record("spots", KEY) == before
    assert lake.read(SPOTS, KEY)["spot_id"].to_list() == [1]
    lake.write(SPOTS, KEY, spots(2), Origin())
    assert lake.read(SPOTS, KEY)["spot_id"].to_list() == [2]


def damage(lake, record, content):
    name = f"spots/{KEY.replace('|', '/')}/{record.file_name}"
    lake.files.delete(name) if content is None else lake.files.write(name, content)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "is gone"), (b"PAR1", "was changed"), (b"", "was changed")]
)
def test_damage_is_found_and_writing_again_mends_it(lake, content, said):
    record = lake.write(SPOTS, KEY, spots(1), Origin())
    assert lake.is_whole(record)
    damage(lake, record, content)
    assert not lake.is_whole(record)
    with pytest.raises(DamagedTableError, match=f"{record.data_version}.parquet {said}.*again"):
        lake.read(SPOTS, KEY)
    lake.write(SPOTS, KEY, spots(1), Origin())
    assert lake.is_whole(record)
    assert lake.read(SPOTS, KEY)["spot_id"].to_list() == [1]


def test_one_changed_bit_anywhere_is_found(local):
    record = local.write(SPOTS, KEY, spots(1, 2, 3), Origin())
    content = bytearray(encode(spots(1, 2, 3)))
    for place in range(0, len(content), 97):
        content[place] ^= 1
        damage(local, record, bytes(content))
        with pytest.raises(DamagedTableError):
            local.read(SPOTS, KEY)
        content[place] ^= 1


def test_the_record_of_another_partition_is_not_taken_for_this_one(lake):
    lake.write(SPOTS, "south", spots(1), Origin())
    lake.files.write("spots/north/record.json", lake.files.read("spots/south/record.json"))
    with pytest.raises(
        DamagedTableError, match=r"record of spots \[south\], not of spots \[north\]"
    ):
        lake.read(SPOTS, "north")


def test_a_table_of_an_older_contract_is_refused_with_both_versions(lake):
    record = lake.write(SPOTS, KEY, spots(1), Origin())
    newer = replace(SPOTS, version=2)
    for read in (lambda: lake.read(newer, KEY), lambda: lake.scan(newer, [record])):
        with pytest.raises(ContractError, match=r"under version 1 .* reads version 2 .* again"):
            read()


@pytest.mark.parametrize("key", ["a/b", "../up", "north|.hidden", "a\\b"])
def test_a_partition_key_cannot_leave_its_folder(local, key):
    with pytest.raises(ContractError, match="become folders"):
        local.write(SPOTS, key, spots(1), Origin())


def test_a_scan_is_the_tables_one_after_the_other(lake):
    records = [lake.write(SPOTS, key, spots(*ids), Origin()) for key, ids in
               (("a", [1, 2]), ("b", []), ("c", [3, 4, 5]))]  # fmt: skip
    scanned = lake.scan(SPOTS, records)
    assert scanned.collect().equals(spots(1, 2, 3, 4, 5))
    assert scanned.filter(pl.col("spot_id") > 2).select("spot_id").collect().height == 3
    assert lake.scan(SPOTS, records[2:]).select(pl.len()).collect().item() == 3


def test_a_scan_still_reads_the_table_it_was_given_after_another_took_its_place(lake):
    scanned = lake.scan(SPOTS, [lake.write(SPOTS, KEY, spots(1), Origin())])
    lake.write(SPOTS, KEY, spots(2), Origin())
    assert scanned.collect()["spot_id"].to_list() == [1]


def test_a_scan_of_a_lost_file_says_so(local):
    record = local.write(SPOTS, KEY, spots(1), Origin())
    damage(local, record, None)
    with pytest.raises(DamagedTableError, match="is gone"):
        local.scan(SPOTS, [record])


def test_a_remote_scan_fetches_only_the_columns_and_row_groups_asked_for(bucket, monkeypatch):
    lake, rows = Lake(f"{bucket}/pruned"), 300_000
    noise = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(rows)]
    record = lake.write(SPOTS, KEY, spots(*range(rows), word=noise), Origin())
    (size,) = [size for name, size, _ in lake.files.list() if name.endswith(".parquet")]
    fetched, fetch = [], S3File._fetch_range  # noqa: SLF001

    def counted(self, start, end):
        fetched.append(end - start)
        return fetch(self, start, end)

    monkeypatch.setattr(S3File, "_fetch_range", counted)
    scanned = lake.scan(SPOTS, [record])
    assert scanned.select(pl.col("share").null_count()).collect().item() == rows
    assert 0 < sum(fetched) < size / 50
    fetched.clear()
    last = scanned.filter(pl.col("spot_id") >= rows - 5).select("word").collect()
    assert last["word"].to_list() == noise[-5:]
    assert 0 < sum(fetched) < size / 3


def test_other_processes_and_other_numbers_of_threads_write_the_same_bytes(tmp_path):
    code = """
import sys, polars as pl
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from tests.lotgraph.lake.conftest import SPOTS, spots
ids = [n * 7919 % 300007 for n in range(300007)]
rows = spots(*ids, share=[n / 7 for n in ids], word=[str(n % 11) for n in ids])
print(Lake(sys.argv[1]).write(SPOTS, "", rows, Origin()).data_version)
"""
    versions = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / threads)],
            env={"POLARS_MAX_THREADS": threads, "PYTHONPATH": ".", "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2", "5")
    }
    assert len(versions) == 1


def test_of_two_writers_at_once_each_reader_sees_one_whole_table(lake):
    tables = {1: spots(*range(500)), 2: spots(*range(500, 2000))}
    lake.write(SPOTS, KEY, tables[1], Origin())
    started, wrong = threading.Barrier(3), []

    def write(number):
        started.wait()
        for _ in range(8):
            Lake(lake.root).write(SPOTS, KEY, tables[number], Origin(sources=str(number)))

    writers = [threading.Thread(target=write, args=(number,)) for number in tables]
    for writer in writers:
        writer.start()
    started.wait()
    while any(writer.is_alive() for writer in writers):
        read = lake.read(SPOTS, KEY)
        wrong += [] if any(read.equals(table) for table in tables.values()) else [read]
    assert not wrong
    record = lake.record("spots", KEY)
    assert lake.read(SPOTS, KEY).equals(tables[int(record.origin.sources)])

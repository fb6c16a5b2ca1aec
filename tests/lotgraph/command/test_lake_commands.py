"""`lotgraph tables`, `table`, `provenance` and `sweep` on a small lake."""

import csv
import io
import os
from datetime import UTC, datetime

import pytest

from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.lake.everything import written
from lotgraph.lake.record import Origin, Upstream
from lotgraph.lake.store import Lake
from lotgraph.overview.columns import SITE_OVERVIEW

KEYS = [f"{site}|2026-03-02T{hour:02}00Z" for site in ("north", "south") for hour in (8, 9)]
T0 = datetime(2026, 3, 2, 8, tzinfo=UTC)


def captures(partition, count=3):
    site = partition.partition("|")[0]
    return CAPTURES.table(
        capture_id=[f"{site}{n:012x}" for n in range(count)],
        site_id=[site] * count,
        camera_id=["gate"] * count,
        uri=[f"{site}/gate/{n}.mp4" for n in range(count)],
        size_bytes=[5] * count,
        landed_at=[T0] * count,
        sha256=["0" * 64] * count,
        kind=["video"] * count,
        codec=["h264"] * count,
        width_px=[640] * count,
        height_px=[360] * count,
        fps=[float("nan")] * count,
        frames=[10] * count,
        duration_s=[1.0] * count,
        started_at=[T0] * count,
        ended_at=[T0] * count,
        clock_offset_s=[0.0] * count,
        decodable_share=[1.0] * count,
        warnings=[["tail cut off", 'a "quoted", one']] * count,
    )


@pytest.fixture
def lake(folder):
    lake = Lake(str(folder / "lake"))
    for key in KEYS:
        origin = Origin(code_version="c0de", sources="5" * 64, previews=("a" * 64,))
        made = lake.write(CAPTURES, key, captures(key), origin)
        upstream = [Upstream("captures", key, made.data_version)]
        lake.write(QUARANTINE, key, QUARANTINE.empty(), Origin(models={"m": "b" * 64}), upstream)
    return lake


def test_tables_are_listed_with_partitions_and_rows(lotgraph, lake):
    ran = lotgraph("tables", "--json")
    assert ran.code == 0
    tables = {
        entry["table"]: (entry["partitions"], entry["rows"]) for entry in ran.document["tables"]
    }
    assert tables["captures"] == (4, 12)
    assert tables["quarantine"] == (4, 0)
    assert tables["camera_health"] == (0, 0)
    people = lotgraph("tables")
    assert "captures" in people.out
    assert "camera_health" not in people.out
    assert "have not been written" in people.err


def test_the_partitions_of_a_table_are_listed(lotgraph, lake):
    document = lotgraph("tables", "captures", "--json").document
    assert [entry["partition"] for entry in document["partitions"]] == KEYS
    assert {entry["rows"] for entry in document["partitions"]} == {3}
    assert KEYS[0] in lotgraph("tables", "captures").out


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ([], 12),
        (["--site", "north"], 6),
        (["--window", "2026-03-02"], 12),
        (["--window", "2026-03-02T08"], 6),
        (["--site", "south", "--window", "2026-03-02T0900Z"], 3),
        ([KEYS[3]], 3),
    ],
)
def test_rows_of_the_partitions_asked_for_are_printed(lotgraph, lake, words, rows):
    document = lotgraph("table", "captures", "--json", *words).document
    assert len(document["rows"]) == document["rows_matching"] == rows
    assert set(document["rows"][0]) == set(CAPTURES.schema)


def test_values_keep_their_meaning_in_json(lotgraph, lake):
    row = lotgraph("table", "captures", "--json", "--limit", 1).document["rows"][0]
    assert row["landed_at"] == "2026-03-02T08:00:00+00:00"
    assert row["warnings"] == ["tail cut off", 'a "quoted", one']
    assert row["fps"] is None, "JSON has no word for not a number"


def test_columns_and_rows_can_be_chosen_and_what_is_left_out_is_said(lotgraph, lake):
    ran = lotgraph("table", "captures", "--columns", "uri, site_id", "--limit", 2)
    assert ran.code == 0
    assert ran.out.splitlines()[0].split() == ["uri", "site_id"]
    assert len(ran.out.splitlines()) == 3
    assert "2 of 12 rows in 4 partitions of captures." in ran.err
    assert "--limit 0 prints all." in ran.err
    assert "--limit" not in lotgraph("table", "captures", "--limit", 0).err


def test_a_table_too_wide_to_read_is_printed_in_blocks(lotgraph, lake):
    lines = lotgraph("table", "captures", "--limit", 2).out.splitlines()
    assert len(lines) == 2 * (1 + len(CAPTURES.schema))
    assert ["uri", "north/gate/0.mp4"] in [line.split() for line in lines]


def test_csv_can_be_read_back(lotgraph, lake):
    ran = lotgraph("table", "captures", "--limit", 0, "--csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) == 12
    assert rows[0]["warnings"] == '["tail cut off", "a \\"quoted\\", one"]'
    assert rows[0]["uri"] == "north/gate/0.mp4"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["table", "nothing"], "no table is called 'nothing'"),
        (["table", "captures", "--columns", "uri,nothing"], "got 'nothing'"),
        (["table", "captures", "--csv", "--json"], "expected --csv or --json, not both"),
        (["table", "captures", "--site", "west"], "expected a partition of captures, site west"),
        (["table", "captures", "north|2026"], "of captures, called north|2026, it has 4 others"),
        (["table", "captures", KEYS[0], "--site", "north"], "or --site and --window, not both"),
        (["provenance", "captures", KEYS[0], "--window", "2026"], "and --window, not both"),
        (["provenance", "captures"], "expected one partition of captures; 4 of "),
        (["provenance", "captures", "--site", "north"], "2 of "),
        (["provenance", "captures", "--site", "west"], "expected a partition of captures, site"),
        (["table", "camera_health"], "nothing of camera_health was made yet; run a window"),
        (["tables", "nothing"], "no table is called 'nothing'"),
        (["provenance", "captures", "north|2030-01-01T0000Z"], "has not been materialised yet"),
        (["provenance", "nothing"], "no table is called 'nothing'"),
        (["provenance", "captures", "../../etc"], "parts of a partition key become folders"),
    ],
)
def test_what_is_not_there_is_told_and_exit_code_2(lotgraph, lake, words, said):
    ran = lotgraph(*words)
    assert ran.code == 2
    assert said in " ".join(ran.err.replace("│", "").split())
    assert ran.out == ""


def test_a_damaged_record_is_told(lotgraph, lake):
    lake.files.write("captures/north/2026-03-02T0800Z/record.json", b"{")
    ran = lotgraph("table", "captures")
    assert ran.code == 2
    assert "is no record of a table" in ran.err


def test_provenance_leads_back_to_the_files(lotgraph, lake):
    ran = lotgraph("provenance", "quarantine", KEYS[0], "--json")
    assert ran.code == 0
    by_table = {record["table"]: record for record in ran.document["records"]}
    assert by_table["quarantine"]["upstream"] == [
        {
            "table": "captures",
            "partition": KEYS[0],
            "data_version": by_table["captures"]["data_version"],
            "state": "same",
        }
    ]
    assert by_table["quarantine"]["models"] == {"m": "b" * 64}
    assert by_table["captures"]["sources"] == "5" * 64
    people = lotgraph("provenance", "quarantine", KEYS[0]).out
    for line in ("code c0de", "landed files 555555555555", "model m bbbbbbbbbbbb", "1 preview"):
        assert line in people


def test_a_partition_is_named_alike_everywhere(lotgraph, lake):
    by_key = ["captures", KEYS[1], "--json"]
    by_parts = ["captures", "--site", "north", "--window", "2026-03-02T09", "--json"]
    for command in ("table", "provenance"):
        assert lotgraph(command, *by_key).document == lotgraph(command, *by_parts).document


def test_what_changed_since_is_told_and_exit_code_1(lotgraph, lake):
    lake.write(CAPTURES, KEYS[0], captures(KEYS[0], count=2), Origin())
    ran = lotgraph("provenance", "quarantine", KEYS[0], "--json")
    assert ran.code == 1
    (record,) = [r for r in ran.document["records"] if r["table"] == "quarantine"]
    assert [read["state"] for read in record["upstream"]] == ["changed"]
    people = lotgraph("provenance", "quarantine", KEYS[0])
    assert people.code == 1
    assert "changed since it was read" in people.out


def test_a_table_that_was_read_and_is_gone_is_told(lotgraph, lake):
    lake.files.delete("captures/north/2026-03-02T0800Z/record.json")
    ran = lotgraph("provenance", "quarantine", KEYS[0])
    assert ran.code == 1
    assert "not written  ← gone since it was read" in ran.out


def test_many_upstream_partitions_are_summed_up_but_not_those_that_changed(lotgraph, lake):
    keys = [f"north|2026-03-03T{hour:02}00Z" for hour in range(24)]
    reads = [
        Upstream("captures", key, lake.write(CAPTURES, key, captures(key), Origin()).data_version)
        for key in keys
    ]
    lake.write(QUARANTINE, KEYS[0], QUARANTINE.empty(), Origin(), reads)
    lake.write(CAPTURES, keys[5], captures(keys[5], count=1), Origin())
    ran = lotgraph("provenance", "quarantine", KEYS[0])
    assert "captures: 23 partitions, the same as today" in ran.out
    assert keys[5] in ran.out
    assert keys[6] not in ran.out


def test_all_partitions_of_a_site_are_one_line_that_changes_when_any_does(lotgraph, lake):
    lake.write(SITE_OVERVIEW, "", SITE_OVERVIEW.empty(), Origin(), written(lake, CAPTURES).upstream)
    same = lotgraph("provenance", "site_overview")
    assert same.code == 0
    assert "captures [north|*]" in same.out
    assert "6 rows" in same.out
    lake.write(CAPTURES, KEYS[0], captures(KEYS[0], count=1), Origin())
    ran = lotgraph("provenance", "site_overview", "--json")
    assert ran.code == 1
    [record] = [r for r in ran.document["records"] if r["table"] == "site_overview"]
    states = {read["partition"]: read["state"] for read in record["upstream"]}
    assert states == {"north|*": "changed", "south|*": "same"}


def test_sweep_lists_first_and_removes_when_told(lotgraph, lake, folder):
    lake.write(CAPTURES, KEYS[0], captures(KEYS[0], count=1), Origin())
    for path in (folder / "lake").rglob("*"):
        os.utime(path, (T0.timestamp(), T0.timestamp()))
    assert [x["why"] for x in lotgraph("sweep", "--json").document["files"]] == ["superseded"]
    assert "--delete does it" in lotgraph("sweep").out
    ran = lotgraph("sweep", "--delete", "--json")
    assert ran.document["is_deleted"]
    assert len(ran.document["files"]) == 1
    assert lotgraph("sweep", "--json").document["files"] == []
    assert lotgraph("table", "captures", "--json").document["rows_matching"] == 10


def test_a_lake_of_nothing_is_fine(lotgraph):
    assert lotgraph("tables").code == 0
    assert lotgraph("sweep").out == "0 files of 0 bytes could be removed; --delete does it.\n"


def test_a_lake_in_which_nothing_was_made_yet_says_what_to_do(lotgraph):
    ran = lotgraph("table", "quarantine")
    assert ran.code == 2
    assert "nothing of quarantine was made yet; run a window first" in " ".join(ran.err.split())

"""Ledger: what the records of a site say, read again only where one changed."""

import json
import shutil

import polars as pl
import pytest

from lotgraph.errors import LotgraphError
from lotgraph.lake.ledger import Ledger
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.tables import Column, Contract
from lotgraph.wave.due import Entry

NUMBERS = Contract("numbers", "One number.", 1, ("n",), (Column("n", pl.Int64(), "It."),))


def entry_of(record):
    made_by = record.contract_fingerprint, record.origin.code_version
    return Entry(record.data_version, record.upstream, *made_by)


@pytest.mark.parametrize("root", ["disk", "memory://ledger"])
def test_a_ledger_follows_every_change_of_the_records(root, tmp_path):
    lake = Lake(str(tmp_path) if root == "disk" else root)
    ledger = Ledger(lake, NUMBERS.name, Entry.of)
    assert ledger.of_site("north") == {}
    for n in range(3):
        record = lake.write(NUMBERS, "north|a", NUMBERS.table(n=[n]), Origin())
        lake.write(NUMBERS, "south|a", NUMBERS.table(n=[n]), Origin())
        assert ledger.of_site("north") == {"a": entry_of(record)}
        assert ledger.of_site("north") == Ledger(lake, NUMBERS.name, Entry.of).of_site("north")
    other = lake.write(NUMBERS, "north|b", NUMBERS.table(n=[7]), Origin())
    assert ledger.of_site("north") == {"a": entry_of(record), "b": entry_of(other)}
    for name, _, _ in lake.files.list("numbers/north/a"):
        lake.files.delete(name)
    assert ledger.of_site("north") == {"b": entry_of(other)}


def test_a_ledger_reads_each_record_once(tmp_path, monkeypatch):
    lake = Lake(str(tmp_path))
    lake.write(NUMBERS, "north|a", NUMBERS.table(n=[1]), Origin())
    ledger = Ledger(lake, NUMBERS.name, Entry.of)
    ledger.of_site("north")
    monkeypatch.setattr(json, "loads", lambda *_: pytest.fail("read again"))
    assert list(ledger.of_site("north")) == ["a"]


def test_a_ledger_forgets_what_is_gone(tmp_path):
    lake = Lake(str(tmp_path))
    for key in "ab":
        lake.write(NUMBERS, f"north|{key}", NUMBERS.table(n=[1]), Origin())
    ledger = Ledger(lake, NUMBERS.name, Entry.of)
    assert set(ledger.of_site("north")) == {"a", "b"}
    shutil.rmtree(tmp_path / "numbers/north/a")
    ledger.of_site("north")
    assert [list(kept) for kept in ledger._seen.values()] == [["b"]]  # noqa: SLF001


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"table": "numbers", "partition": "north|a"}', b"other"]
)
def test_what_is_no_record_of_the_partition_counts_as_not_written(tmp_path, content):
    lake = Lake(str(tmp_path))
    for key in "ab":
        lake.write(NUMBERS, f"north|{key}", NUMBERS.table(n=[1]), Origin())
    path = tmp_path / "numbers/north/a/record.json"
    other = (tmp_path / "numbers/north/b/record.json").read_bytes()
    path.write_bytes(other if content == b"other" else content)
    assert list(Ledger(lake, NUMBERS.name, Entry.of).of_site("north")) == ["b"]


def test_a_record_that_may_not_be_read_is_an_error_and_not_a_missing_one(tmp_path):
    lake = Lake(str(tmp_path))
    lake.write(NUMBERS, "north|a", NUMBERS.table(n=[1]), Origin())
    path = tmp_path / "numbers/north/a/record.json"
    path.unlink()
    path.mkdir()  # also a superuser cannot read it
    with pytest.raises(LotgraphError, match="cannot read"):
        Ledger(lake, NUMBERS.name, Entry.of).of_site("north")

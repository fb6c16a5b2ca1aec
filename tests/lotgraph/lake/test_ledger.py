"""Ledger: what the records of a site say, read again only where one changed."""

import polars as pl
import pytest

from lotgraph.lake.ledger import Ledger
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.tables import Column, Contract
from lotgraph.wave.due import Entry

NUMBERS = Contract("numbers", "One number.", 1, ("n",), (Column("n", pl.Int64(), "It."),))


@pytest.mark.parametrize("root", ["disk", "memory://ledger"])
def test_a_ledger_follows_every_change_of_the_records(root, tmp_path):
    lake = Lake(str(tmp_path) if root == "disk" else root)
    ledger = Ledger(lake, NUMBERS.name, Entry.of)
    assert ledger.of_site("north") == {}
    for n in range(3):
        record = lake.write(NUMBERS, "north|a", NUMBERS.table(n=[n]), Origin())
        lake.write(NUMBERS, "south|a", NUMBERS.table(n=[n]), Origin())
        assert ledger.of_site("north") == {"a": Entry.of(record)}
        assert ledger.of_site("north") == Ledger(lake, NUMBERS.name, Entry.of).of_site("north")
    other = lake.write(NUMBERS, "north|b", NUMBERS.table(n=[7]), Origin())
    assert ledger.of_site("north") == {"a": Entry.of(record), "b": Entry.of(other)}
    for name, _, _ in lake.files.list("numbers/north/a"):
        lake.files.delete(name)
    assert ledger.of_site("north") == {"b": Entry.of(other)}


def test_a_ledger_reads_each_record_once(tmp_path, monkeypatch):
    lake = Lake(str(tmp_path))
    lake.write(NUMBERS, "north|a", NUMBERS.table(n=[1]), Origin())
    ledger = Ledger(lake, NUMBERS.name, Entry.of)
    ledger.of_site("north")
    monkeypatch.setattr(Lake, "record", lambda *_: pytest.fail("read again"))
    assert list(ledger.of_site("north")) == ["a"]

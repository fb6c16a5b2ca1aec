"""find_behind and Ledger: what stands in the records decides what must be made again."""

import polars as pl
import pytest

from lotgraph.lake.record import Origin, Upstream
from lotgraph.lake.store import Lake
from lotgraph.landing.behind import Entry, entry_of, find_behind
from lotgraph.landing.ledger import Ledger
from lotgraph.tables import Column, Contract

NUMBERS = Contract("numbers", "One number.", 1, ("n",), (Column("n", pl.Int64(), "It."),))
READ = (Upstream("first", "north|a", "1"),)


def behind(entries, versions):
    found = find_behind("first", ["second"], entries, lambda *at: versions.get(at))
    return {one.key: one for one in found}


def test_a_table_made_from_what_is_current_is_not_behind():
    entries = {"first": {"a": Entry("1", ())}, "second": {"a": Entry("2", READ)}}
    assert not behind(entries, {("first", "north|a"): "1"})


def test_a_table_that_was_never_made_is_behind():
    entries = {"first": {"a": Entry("1", ())}, "second": {}}
    assert behind(entries, {})["a"].why == "second is missing"


def test_a_table_whose_upstream_changed_or_went_is_behind():
    entries = {"first": {"a": Entry("9", ())}, "second": {"a": Entry("2", READ)}}
    changed = behind(entries, {("first", "north|a"): "9"})["a"]
    assert changed.why == "first [north|a] has changed"
    assert behind(entries, {})["a"].input != changed.input


def test_an_upstream_that_was_not_there_and_now_is_puts_it_behind():
    entries = {
        "first": {"a": Entry("1", ())},
        "second": {"a": Entry("2", (Upstream("model", "north|day", None),))},
    }
    assert not behind(entries, {})
    assert behind(entries, {("model", "north|day"): "5"})


def test_where_the_first_table_was_never_made_nothing_is_behind():
    assert not behind({"first": {}, "second": {"a": Entry("2", READ)}}, {})


def test_the_same_state_asks_the_same_question():
    entries = {"first": {"a": Entry("1", ())}, "second": {}}
    assert behind(entries, {})["a"].input == behind(entries, {})["a"].input
    entries["first"]["a"] = Entry("2", ())
    assert behind({"first": {"a": Entry("1", ())}, "second": {}}, {})["a"].input != (
        behind(entries, {})["a"].input
    )


@pytest.mark.parametrize("root", ["disk", "memory://ledger"])
def test_a_ledger_follows_every_change_of_the_records(root, tmp_path):
    lake = Lake(str(tmp_path) if root == "disk" else root)
    ledger = Ledger(lake, NUMBERS.name, entry_of)
    assert ledger.of_site("north") == {}
    for n in range(3):
        record = lake.write(NUMBERS, "north|a", NUMBERS.table(n=[n]), Origin())
        lake.write(NUMBERS, "south|a", NUMBERS.table(n=[n]), Origin())
        assert ledger.of_site("north") == {"a": entry_of(record)}
        assert ledger.of_site("north") == Ledger(lake, NUMBERS.name, entry_of).of_site("north")
    other = lake.write(NUMBERS, "north|b", NUMBERS.table(n=[7]), Origin())
    assert ledger.of_site("north") == {"a": entry_of(record), "b": entry_of(other)}
    for name, _, _ in lake.files.list("numbers/north/a"):
        lake.files.delete(name)
    assert ledger.of_site("north") == {"b": entry_of(other)}


def test_a_ledger_reads_each_record_once(tmp_path, monkeypatch):
    lake = Lake(str(tmp_path))
    lake.write(NUMBERS, "north|a", NUMBERS.table(n=[1]), Origin())
    ledger = Ledger(lake, NUMBERS.name, entry_of)
    ledger.of_site("north")
    monkeypatch.setattr(Lake, "record", lambda *_: pytest.fail("read again"))
    assert list(ledger.of_site("north")) == ["a"]

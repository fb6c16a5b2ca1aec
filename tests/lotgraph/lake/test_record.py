"""The record beside a table: it says the same thing each time, or says that it is damaged."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import ContractError, DamagedTableError
from lotgraph.lake.record import Origin, Record, Upstream

WORDS = st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.builds(
    Record,
    table=WORDS,
    partition=WORDS,
    data_version=st.binary(min_size=32, max_size=32).map(bytes.hex),
    rows=st.integers(0),
    contract_version=st.integers(1),
    contract_fingerprint=WORDS,
    upstream=st.lists(st.builds(Upstream, WORDS, WORDS, st.none() | WORDS), max_size=3).map(tuple),
    origin=st.builds(
        Origin,
        code_version=WORDS,
        config=st.dictionaries(WORDS, JSON, max_size=3),
        models=st.dictionaries(WORDS, WORDS, max_size=2),
        sources=WORDS,
        previews=st.lists(WORDS, max_size=2).map(tuple),
    ),
)
PLAIN = Record("t", "", "0" * 64, 0, 1, "f", (), Origin())


@given(RECORDS)
def test_a_record_reads_back_as_it_was(record):
    assert Record.decode(record.encode(), "here") == record


@given(RECORDS, st.randoms())
def test_the_order_in_which_settings_were_given_changes_no_byte(record, random):
    items = list(record.origin.config.items())
    random.shuffle(items)
    shuffled = replace(record, origin=replace(record.origin, config=dict(items)))
    assert shuffled.encode() == record.encode()
    assert shuffled.config_hash == record.config_hash


@given(RECORDS, st.data())
def test_a_record_cut_anywhere_is_damaged_and_not_half_a_record(record, data):
    content = record.encode()
    kept = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(DamagedTableError, match=r"here is no record.*materialise"):
        Record.decode(content[:kept], "here")


@pytest.mark.parametrize("content", [b"[]", b"{}", b"null", b"\xff", b'{"config_hash": 1}'])
def test_json_that_is_no_record_is_damaged(content):
    with pytest.raises(DamagedTableError, match="no record"):
        Record.decode(content, "here")


def test_a_data_version_that_leads_out_of_the_folder_is_damaged():
    with pytest.raises(DamagedTableError, match="no sha256"):
        Record.decode(replace(PLAIN, data_version="../" * 21 + "x").encode(), "here")


def test_dates_and_paths_of_a_configuration_are_written_as_text():
    origin = Origin(config={"day": date(2026, 3, 2), "folder": Path("a/b")})
    decoded = Record.decode(replace(PLAIN, origin=origin).encode(), "here")
    assert decoded.origin.config == {"day": "2026-03-02", "folder": "a/b"}


@pytest.mark.parametrize("value", [{"a", "b"}, object(), b"x"])
def test_a_configuration_that_could_be_written_two_ways_is_refused(value):
    with pytest.raises(ContractError, match=type(value).__name__):
        replace(PLAIN, origin=Origin(config={"odd": value})).encode()


def test_the_configuration_hash_tells_settings_apart():
    hashes = {
        replace(PLAIN, origin=Origin(config=config)).config_hash
        for config in ({}, {"a": 1}, {"a": 2}, {"b": 1}, {"a": "1"})
    }
    assert len(hashes) == 5

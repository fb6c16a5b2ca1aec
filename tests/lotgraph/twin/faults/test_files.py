"""What lands is what the graph's own rules would refuse, for the reason meant."""

from datetime import UTC, datetime

import polars as pl
import pytest

from lotgraph.landing.names import read_names
from lotgraph.twin.faults.files import fault_of, landed
from lotgraph.twin.faults.model import OF_FILES, Fault, strength_of

SHOWS = datetime(2026, 3, 2, 8, 5, 0, 250000, tzinfo=UTC)
CONTENT = bytes(range(256)) * 40


def after(kind, **changes):
    fault = Fault("north", kind, 0, 300, **changes)
    return landed(SHOWS, ".mp4", CONTENT, fault)


def read(*names):
    count = len(names)
    return read_names(
        pl.Series(names), pl.Series([False] * count), pl.Series(["Europe/Berlin"] * count)
    )


def test_without_a_fault_a_capture_lands_as_it_is():
    assert landed(SHOWS, ".mp4", CONTENT, None) == [("2026-03-02T08-05-00.250Z.mp4", CONTENT)]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_its_beginning(share):
    ((_, content),) = after("truncated", strength=strength_of("truncated", share))
    assert CONTENT.startswith(content)
    assert len(content) == pytest.approx((1 - share) * len(CONTENT), abs=1)


def test_an_empty_file_holds_nothing():
    assert after("empty") == [("2026-03-02T08-05-00.250Z.mp4", b"")]


def test_a_duplicate_is_a_second_file_of_the_same_bytes_and_moment():
    (one, first), (other, second) = after("duplicate")
    assert one != other
    assert first == second == CONTENT
    told = read(one, other)
    assert told["name_reason"].is_null().all()
    assert abs((told["named_at"][0] - told["named_at"][1]).total_seconds()) < 1


@pytest.mark.parametrize("seed", range(12))
def test_a_wrong_name_says_no_moment(seed):
    ((name, content),) = after("wrong_name", seed=seed)
    assert content == CONTENT
    assert read(name)["name_reason"].to_list() == ["wrong_name"]


@pytest.mark.parametrize("seed", range(12))
def test_a_future_date_lies_far_ahead(seed):
    ((name, _),) = after("future_date", seed=seed)
    named_at = read(name)["named_at"][0]
    assert 2065 <= named_at.year <= 2097


@pytest.mark.parametrize("kind", sorted(OF_FILES))
def test_the_same_fault_does_the_same(kind):
    assert after(kind, seed=3) == after(kind, seed=3)


def test_a_capture_is_hit_where_its_middle_is():
    faults = [Fault("south", "empty", 0, 900), Fault("north", "empty", 300, 600)]
    assert fault_of(faults, "north", 299.8, 599.8) is faults[1]
    assert fault_of(faults, "north", 0, 299.8) is None
    assert fault_of([Fault("north", "black", 0, 900)], "north", 0, 300) is None

"""Work is done once, side by side, and nobody works on for whoever is gone."""

import os
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from lotgraph.workers import one_thread_each, work

NOTE = "LOTGRAPH_TEST_NOTE"


def note(text: str) -> None:
    os.environ[NOTE] = text


def tell(number: int) -> tuple[int, str, str, int]:
    return number, os.environ[NOTE], os.environ["OMP_NUM_THREADS"], os.getpid()


def refuse(number: int) -> int:
    if number == 1:
        raise ValueError(f"not {number}")
    time.sleep(60)
    return number


def die(number: int) -> int:
    os._exit(number)


def test_every_item_is_done_once_by_processes_that_were_prepared(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    done = list(work(tell, [*range(20)], 2, note, ("prepared",)))
    assert sorted(number for number, *_ in done) == [*range(20)]
    assert {(told, threads) for _, told, threads, _ in done} == {("prepared", "1")}
    assert os.getpid() not in {process for *_, process in done}
    assert NOTE not in os.environ
    assert list(work(tell, [], 2, note, ("nothing",))) == []


def test_what_goes_wrong_is_raised_at_once_and_ends_the_others():
    began = time.monotonic()
    with pytest.raises(ValueError, match="not 1"):
        list(work(refuse, [0, 1], 2, note, ("",)))
    assert time.monotonic() - began < 50


def test_a_process_that_is_killed_is_told_of():
    with pytest.raises(BrokenProcessPool):
        list(work(die, [1], 1, note, ("",)))


def test_processes_use_one_thread_each_unless_someone_said_otherwise(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    with one_thread_each():
        assert (os.environ["OMP_NUM_THREADS"], os.environ["POLARS_MAX_THREADS"]) == ("3", "1")
    assert os.environ["OMP_NUM_THREADS"] == "3"
    assert "POLARS_MAX_THREADS" not in os.environ

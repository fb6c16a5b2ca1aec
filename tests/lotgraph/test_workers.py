"""Work is done once, side by side, and nobody works on for whoever is gone."""

import os
import time
from collections import Counter
from collections.abc import MutableSequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial

import pytest

from lotgraph.workers import one_thread_each, shared_counts, work


@dataclass
class Teller:
    """Tells who did what, and how much before it."""

    note: str
    done: int = 0

    def __call__(self, number: int) -> tuple[int, str, str, int, int]:
        self.done += 1
        return number, self.note, os.environ["OMP_NUM_THREADS"], os.getpid(), self.done


def refuse(number: int) -> int:
    if number == 1:
        raise ValueError(f"not {number}")
    time.sleep(60)
    return number


def die(number: int) -> int:
    os._exit(number)


def test_every_item_is_done_once_by_other_processes(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    done = list(work(Teller("sent"), [*range(20)], 2))
    assert sorted(number for number, *_ in done) == [*range(20)]
    assert {(told, threads) for _, told, threads, *_ in done} == {("sent", "1")}
    assert os.getpid() not in {process for *_, process, _ in done}
    assert list(work(Teller("nothing"), [], 2)) == []


def test_what_does_it_is_sent_to_a_process_once_and_kept_there():
    teller = Teller("kept")
    done = list(work(teller, [*range(20)], 2))
    counts = Counter(process for *_, process, _ in done)
    for process, count in counts.items():
        before = [earlier for *_, other, earlier in done if other == process]
        assert sorted(before) == [*range(1, count + 1)]
    assert teller.done == 0


def test_what_goes_wrong_is_raised_at_once_and_ends_the_others():
    began = time.monotonic()
    with pytest.raises(ValueError, match="not 1"):
        list(work(refuse, [0, 1], 2))
    assert time.monotonic() - began < 50


def test_a_process_that_is_killed_is_told_of():
    with pytest.raises(BrokenProcessPool):
        list(work(die, [1], 1))


def test_processes_use_one_thread_each_unless_someone_said_otherwise(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    with one_thread_each():
        assert (os.environ["OMP_NUM_THREADS"], os.environ["POLARS_MAX_THREADS"]) == ("3", "1")
    assert os.environ["OMP_NUM_THREADS"] == "3"
    assert "POLARS_MAX_THREADS" not in os.environ


def count_to(counts: MutableSequence[int], number: int) -> int:
    counts[number] = number + 1
    time.sleep(1)
    return number


def test_whoever_waits_sees_what_processes_count():
    counts, seen = shared_counts(3), []
    done = work(partial(count_to, counts), [0, 1, 2], 2, meanwhile=lambda: seen.append(sum(counts)))
    assert sorted(done) == [0, 1, 2]
    assert seen == sorted(seen)
    assert seen[-1] == 6
    assert len(set(seen)) > 1, "while they work"
    assert len(shared_counts(0)) == 0

"""Watches the members of landed manifests: footage that lies elsewhere and is not listed."""

import hashlib
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import polars as pl

from lotgraph.errors import CaptureError
from lotgraph.settings import Arrivals
from lotgraph.stamps import changed_us
from lotgraph.video.manifest import Line, kind_of, lines_of
from lotgraph.video.places import locate, reading

# One round may take a moment longer than this: by one batch of members, or one long list.
ROUND_S = 1.0
AT_ONCE = 500  # members between two looks at the clock: some milliseconds on a disk
_ASKED_TOGETHER = 32  # of a store, which answers one question in some 30 ms
_BESIDE = "+"  # between the hash of what was listed and that of the members

Window = tuple[str, datetime]
State = tuple[str, int]  # a hash over sizes and times, and the latest of the times (microseconds)
Look = Generator[None, None, State]


@dataclass
class Members:
    """Looks at the members of some windows a round, those first that were not for longest.

    A look that is too long for one round goes on in the next.
    """

    _rounds: int = 0
    _looked: dict[Window, int] = field(default_factory=dict)
    _open: dict[tuple[Window, str], Look] = field(default_factory=dict)  # one at most

    def look(
        self, windows: pl.DataFrame, address: Callable[[str], str], arrivals: Arrivals
    ) -> pl.DataFrame:
        """Fill `members` of surveyed windows: a hash of what the members look like now.

        It stays null where there are none, where it is not their turn, and where one is still
        being written.
        """
        listing = windows.filter(pl.col("manifests").list.len() > 0)
        if listing.is_empty():
            self._looked, self._open = {}, {}
            return windows
        rows = listing.select("site_id", "window_at", "sources", "manifests").iter_rows()
        manifests = {(site, at): (sources, uris) for site, at, sources, uris in rows}
        found: list[tuple[str, datetime, str]] = []
        for key, (state, latest_us) in self._looks(manifests, address, arrivals.footage_roots):
            age_s = time.time() - latest_us / 1e6
            if not -arrivals.future_tolerance_s <= age_s < arrivals.settle_s:
                found.append((*key, state))
        schema = {name: windows.schema[name] for name in ("site_id", "window_at", "members")}
        seen = pl.DataFrame(found, schema=schema, orient="row")
        both = windows.drop("members").join(
            seen, on=["site_id", "window_at"], how="left", maintain_order="left"
        )
        return both.select(windows.columns)

    def _looks(
        self,
        manifests: dict[Window, tuple[str, list[str]]],
        address: Callable[[str], str],
        roots: Sequence[str],
    ) -> Iterator[tuple[Window, State]]:
        """What this round has time for, beginning with what the last one left open."""
        ends_at = time.monotonic() + ROUND_S
        self._rounds += 1
        self._looked = {key: self._looked.get(key, 0) for key in manifests}
        left, self._open = self._open, {}
        begun = {window for window, _ in left}
        for key in sorted(manifests, key=lambda key: (key not in begun, self._looked[key])):
            sources, uris = manifests[key]  # other sources, another list: it is looked at anew
            look = left.get((key, sources)) or _look_at(map(address, uris), roots)
            state = _carry_on(look, ends_at)
            if state is None:
                self._open = {(key, sources): look}
                return
            self._looked[key] = self._rounds
            yield key, state
            if time.monotonic() >= ends_at:
                return


def join_sources(
    listed: str, manifests: list[str], address: Callable[[str], str], roots: Sequence[str]
) -> str:
    """What a record of one window keeps of its files: see `split_sources`."""
    if not manifests:
        return listed
    state = _carry_on(_look_at(map(address, manifests), roots))
    return listed + _BESIDE + (state[0] if state else "")


def split_sources(recorded: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The hash of what was listed, and that of what the members of manifests looked like ("")."""
    parts = recorded.str.split_exact(_BESIDE, 1).struct
    return parts.field("field_0"), parts.field("field_1").fill_null("")


def _carry_on(look: Look, ends_at: float = float("inf")) -> State | None:
    """Take a look to its end, None if there is no time for that; one step is always taken."""
    while True:
        try:
            next(look)
        except StopIteration as end:
            state: State = end.value
            return state
        if time.monotonic() >= ends_at:
            return None


def _look_at(manifests: Iterable[str], roots: Sequence[str]) -> Look:
    """Look at the members of some manifests; a step is a batch of them.

    A manifest that may not list what it lists has no members: nothing outside `roots` is looked at.
    """
    whole, latest_us = hashlib.sha256(), 0
    for number, manifest in enumerate(manifests):
        if number:
            yield
        part = hashlib.sha256()
        try:
            lines = lines_of(locate(manifest), roots)
            while batch := list(islice(lines, AT_ONCE)):
                for line, (said, at_us) in zip(batch, _states(batch), strict=True):
                    part.update(f"{line.address}\t{said}\n".encode("utf-8", "surrogateescape"))
                    latest_us = max(latest_us, at_us)
                if len(batch) == AT_ONCE:
                    yield
        except CaptureError as error:
            part = hashlib.sha256(error.reason.encode())
        whole.update(part.digest())
    return whole.hexdigest(), latest_us


def _states(lines: list[Line]) -> Iterable[State]:
    if all(kind_of(line.filesystem) == "file" for line in lines):
        return map(_state, lines)
    with ThreadPoolExecutor(_ASKED_TOGETHER) as together:
        return list(together.map(_state, lines))


def _state(line: Line) -> State:
    """Size and time of one member, or why they cannot be told; and the time once more."""
    try:
        with reading(line.address):
            if kind_of(line.filesystem) == "file":
                status = os.stat(line.path)  # noqa: PTH116 — one of very many
                size_bytes, at_us = status.st_size, status.st_mtime_ns // 1000
            else:
                info: dict[str, Any] = line.filesystem.info(line.path)
                size_bytes, at_us = int(info["size"] or 0), changed_us(info)
    except CaptureError as error:
        return error.reason, 0
    return f"{size_bytes}\t{at_us}", at_us

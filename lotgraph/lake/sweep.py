"""Finds and removes what is no longer needed: drafts and superseded tables."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Literal

from lotgraph.lake.record import Record
from lotgraph.lake.store import Lake

_DRAFT = re.compile(r"\.[0-9a-f]{32}\.draft$")
_TABLE = re.compile(r"[0-9a-f]{64}\.parquet")
_RECORD = "record.json"


@dataclass(frozen=True)
class Leftover:
    """A file that no record names: `why` is "draft", "superseded" or, of a picture, "unshown"."""

    name: str
    size_bytes: int
    why: Literal["draft", "superseded", "unshown"]


def leftovers(lake: Lake, older_than: timedelta, now: datetime) -> list[Leftover]:
    """List what `sweep` would remove, by name.

    Age counts from when a draft was last written to, and from when a table was superseded (its
    record changed), so that a writer that is slow, or a reader that still scans the table it opened
    before, has `older_than` to come to its end.
    """
    return _look(lake, (now - older_than).timestamp())


def sweep(lake: Lake, older_than: timedelta, now: datetime) -> list[Leftover]:
    """Remove the leftovers and return them.

    A table that became current in the meantime stays. What is neither a draft nor a table of a
    lake is never touched.
    """
    latest = (now - older_than).timestamp()
    names = [found.name for found in _look(lake, latest)]
    return remove(lake, names, lambda folder: _look(lake, latest, folder))


def remove(
    lake: Lake, names: Iterable[str], look: Callable[[str], list[Leftover]]
) -> list[Leftover]:
    """Remove what `look` finds in the folders of these names, each looked at again right before."""
    removed = []
    for folder in sorted({str(PurePosixPath(name).parent) for name in names}):
        for leftover in look(folder):
            lake.files.delete(leftover.name)
            removed.append(leftover)
    return removed


def freed_bytes(removed: Iterable[Leftover]) -> int:
    """Bytes that leftovers take or took."""
    return sum(leftover.size_bytes for leftover in removed)


def record_in(lake: Lake, name: str) -> Record | None:
    """The record in a file of the lake; None if it is gone.

    Raises:
        DamagedTableError: if it is none: what it names must not be taken for unneeded.
    """
    content = lake.files.read(name)
    return None if content is None else Record.decode(content, lake.files.url(name))


def _look(lake: Lake, latest: float, folder: str = "") -> list[Leftover]:
    """Look at a lake for what was last changed no later than `latest`."""
    files = lake.files.list(folder)
    changed_at = {name: modified for name, _, modified in files}
    current: dict[str, str | None] = {}
    found = []
    for name, size_bytes, modified in files:
        path = PurePosixPath(name)
        if modified > latest:
            continue
        if _DRAFT.search(path.name):
            found.append(Leftover(name, size_bytes, "draft"))
        elif _TABLE.fullmatch(path.name):
            record_name = f"{path.parent}/{_RECORD}"
            if changed_at.get(record_name, 0.0) > latest:
                continue
            if record_name not in current:
                record = record_in(lake, record_name)
                current[record_name] = record.file_name if record else None
            if current[record_name] != path.name:
                found.append(Leftover(name, size_bytes, "superseded"))
    return found

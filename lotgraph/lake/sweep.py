"""Finds and removes what no table needs any more: drafts of killed writers, superseded tables."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Literal

from lotgraph.lake.record import Record
from lotgraph.lake.store import Lake

_DRAFT = re.compile(r"\.[0-9a-f]{32}\.draft$")
_TABLE = re.compile(r"[0-9a-f]{64}\.parquet")


@dataclass(frozen=True)
class Leftover:
    """A file that no record names: `why` is "draft" or "superseded"."""

    name: str
    size_bytes: int
    why: Literal["draft", "superseded"]


def leftovers(lake: Lake, older_than: timedelta, now: datetime, folder: str = "") -> list[Leftover]:
    """List what `sweep` would remove below `folder`, by name.

    Age counts from when a draft was last written to, and from when a table was superseded (its
    record changed), so that a writer that is slow, or a reader that still scans the table it
    opened before, has `older_than` to come to its end.
    """
    latest = (now - older_than).timestamp()
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
            record_name = f"{path.parent}/record.json"
            if changed_at.get(record_name, 0.0) > latest:
                continue
            if record_name not in current:
                current[record_name] = _named_by(lake, record_name)
            if current[record_name] != path.name:
                found.append(Leftover(name, size_bytes, "superseded"))
    return found


def sweep(lake: Lake, older_than: timedelta, now: datetime) -> list[Leftover]:
    """Remove the leftovers and return them.

    Each folder is looked at again right before, so that a table that became current in the
    meantime stays. What is not a draft or a table of a lake is never touched.
    """
    removed = []
    for folder in sorted(
        {str(PurePosixPath(x.name).parent) for x in leftovers(lake, older_than, now)}
    ):
        for leftover in leftovers(lake, older_than, now, folder):
            lake.files.delete(leftover.name)
            removed.append(leftover)
    return removed


def freed_bytes(removed: Iterable[Leftover]) -> int:
    """Bytes that leftovers take or took."""
    return sum(leftover.size_bytes for leftover in removed)


def _named_by(lake: Lake, record_name: str) -> str | None:
    content = lake.files.read(record_name)
    return (
        None if content is None else Record.decode(content, lake.files.url(record_name)).file_name
    )

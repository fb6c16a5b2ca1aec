"""Finds and removes what is no longer needed: drafts, superseded tables, pictures shown nowhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal

from lotgraph.lake.record import Record
from lotgraph.lake.store import Lake
from lotgraph.previews.store import FOLDER, Preview

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

    Age counts from when a draft was last written to, from when a table was superseded (its record
    changed), and from when a picture was last kept, so that a writer that is slow, or a reader
    that still scans the table it opened before, has `older_than` to come to its end. Where there
    are old pictures every record is read.
    """
    return _Look(lake, (now - older_than).timestamp()).at()


def sweep(lake: Lake, older_than: timedelta, now: datetime) -> list[Leftover]:
    """Remove the leftovers and return them.

    Each folder is looked at again right before, so that a table that became current, or a picture
    that was kept again, in the meantime stays. What is not a draft, a table or a picture of a lake
    is never touched.
    """
    look = _Look(lake, (now - older_than).timestamp())
    removed = []
    for folder in sorted({str(PurePosixPath(found.name).parent) for found in look.at()}):
        for leftover in look.at(folder):
            lake.files.delete(leftover.name)
            removed.append(leftover)
    return removed


def freed_bytes(removed: Iterable[Leftover]) -> int:
    """Bytes that leftovers take or took."""
    return sum(leftover.size_bytes for leftover in removed)


@dataclass(frozen=True)
class _Look:
    """A look at a lake for what was last changed no later than `latest`."""

    lake: Lake
    latest: float

    def at(self, folder: str = "") -> list[Leftover]:
        files = self.lake.files.list(folder)
        changed_at = {name: modified for name, _, modified in files}
        current: dict[str, str | None] = {}
        found = []
        for name, size_bytes, modified in files:
            path = PurePosixPath(name)
            if modified > self.latest:
                continue
            if _DRAFT.search(path.name):
                found.append(Leftover(name, size_bytes, "draft"))
            elif picture := _picture(path):
                if picture.sha256 not in self.shown:
                    found.append(Leftover(name, size_bytes, "unshown"))
            elif _TABLE.fullmatch(path.name):
                record_name = f"{path.parent}/{_RECORD}"
                if changed_at.get(record_name, 0.0) > self.latest:
                    continue
                if record_name not in current:
                    record = self._record(record_name)
                    current[record_name] = record.file_name if record else None
                if current[record_name] != path.name:
                    found.append(Leftover(name, size_bytes, "superseded"))
        return found

    @cached_property
    def shown(self) -> frozenset[str]:
        """Hashes of all pictures that a current record names."""
        names = [name for name, _, _ in self.lake.files.list() if name.endswith(f"/{_RECORD}")]
        records = (self._record(name) for name in names)
        return frozenset(one for record in records if record for one in record.origin.previews)

    def _record(self, name: str) -> Record | None:
        content = self.lake.files.read(name)
        return None if content is None else Record.decode(content, self.lake.files.url(name))


def _picture(path: PurePosixPath) -> Preview | None:
    is_kept = path.parts[0] == FOLDER and path.parts[1:-1] == (path.name[:2],)
    return Preview.named(path.name) if is_kept else None

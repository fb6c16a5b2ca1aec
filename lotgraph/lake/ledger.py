"""What the lake's records say of each window, read again only where a record changed.

The records are the truth; what is remembered here is a copy, known by inode, time and size (in an
object store by its tag), so a new process starts from nothing and comes to the same answers.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import fsspec

from lotgraph.errors import DamagedTableError
from lotgraph.lake.record import Record
from lotgraph.lake.store import Lake, folder_of

_RECORD = "record.json"
_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "mtime", "LastModified", "created")

Kept = TypeVar("Kept")


@dataclass
class Ledger(Generic[Kept]):
    """Remembers `keep(record)` for the windows of one table."""

    lake: Lake
    table: str
    keep: Callable[[Record], Kept]
    _seen: dict[str, tuple[object, Kept]] = field(default_factory=dict)

    def of_site(self, site_id: str) -> dict[str, Kept]:
        """What was kept of each written window (or day) of a site, by its key."""
        stamps = self._stamps(site_id)
        found = {}
        for key, stamp in stamps.items():
            partition = f"{site_id}|{key}"
            seen = self._seen.get(partition)
            if seen is None or seen[0] != stamp:
                try:
                    record = self.lake.record(self.table, partition)
                except DamagedTableError:
                    record = None  # no record to go by: the partition is made again
                if record is None:  # or removed since it was listed
                    continue
                seen = self._seen[partition] = (stamp, self.keep(record))
            found[key] = seen[1]
        return found

    def _stamps(self, site_id: str) -> dict[str, object]:
        folder = folder_of(self.table, site_id)
        path = self.lake.files.path(folder)
        if self.lake.files.is_local:
            return _local_stamps(path)
        filesystem, _ = fsspec.core.url_to_fs(self.lake.root)
        filesystem.invalidate_cache()
        try:
            found = filesystem.find(path, detail=True)
        except FileNotFoundError:
            return {}
        return {
            name.rsplit("/", 2)[-2]: _tag(info)
            for name, info in found.items()
            if name.endswith(f"/{_RECORD}")
        }


def _local_stamps(path: str) -> dict[str, object]:
    stamps: dict[str, object] = {}
    try:
        keys = os.listdir(path)  # noqa: PTH208  # Path objects for 72,000 names cost a second
    except FileNotFoundError:
        return stamps
    for key in keys:
        try:
            status = os.stat(f"{path}/{key}/{_RECORD}")  # noqa: PTH116
        except (FileNotFoundError, NotADirectoryError):
            continue
        stamps[key] = (status.st_ino, status.st_mtime_ns, status.st_size)
    return stamps


def _tag(info: dict[str, Any]) -> object:
    return [info.get("size"), *(str(info[name]) for name in _TAGS if info.get(name))]

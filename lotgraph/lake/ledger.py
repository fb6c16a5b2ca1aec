"""What the lake's records say of each window, read again only where a record changed.

The records are the truth; what is remembered here is a copy, known by inode, time and size (in an
object store by its tag), so a new process starts from nothing and comes to the same answers.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import fsspec

from lotgraph.lake.store import Lake, folder_of
from lotgraph.stamps import changed_us

_RECORD = "record.json"
_TAGS = ("ETag", "etag", "md5Hash", "content_md5")  # each store its own

Kept = TypeVar("Kept")


@dataclass
class Ledger(Generic[Kept]):
    """Remembers `keep(fields of the record)` for the windows of one table.

    `keep` raises KeyError, TypeError or ValueError for what is no record: that partition counts as
    not written, and is made again; `damaged` names it. `keep` is not handed a whole `Record`: a new
    process reads all of them before its first answer, and building those would take most of it.
    """

    lake: Lake
    table: str
    keep: Callable[[Mapping[str, Any]], Kept]
    damaged: dict[str, list[str]] = field(default_factory=dict)  # site -> keys, as last asked
    _seen: dict[str, dict[str, tuple[object, Kept]]] = field(default_factory=dict)

    def of_site(self, site_id: str) -> dict[str, Kept]:
        """What was kept of each written window (or day) of a site, by its key."""
        before = self._seen.get(site_id, {})
        now: dict[str, tuple[object, Kept]] = {}
        damaged = []
        for key, stamp in self._stamps(site_id).items():
            seen = before.get(key)
            if seen is None or seen[0] != stamp:
                try:
                    seen = stamp, self.keep(self._fields(f"{site_id}|{key}"))
                except _GoneError:  # since it was listed
                    continue
                except (KeyError, TypeError, ValueError):
                    damaged.append(key)
                    continue
            now[key] = seen
        self.damaged[site_id] = damaged
        self._seen[site_id] = now  # without those that are gone
        return {key: kept for key, (_, kept) in now.items()}

    def sites(self) -> list[str]:
        """Every site that has a folder of this table, in order."""
        path = self.lake.files.path(self.table)
        try:
            if self.lake.files.is_local:
                return sorted(os.listdir(path))  # noqa: PTH208
            found = self._fresh().ls(path, detail=False)
        except FileNotFoundError:
            return []
        return sorted(name.rstrip("/").rsplit("/", 1)[-1] for name in found)

    def _fields(self, partition: str) -> Mapping[str, Any]:
        """The record as it was parsed; ValueError if it is none, or that of another partition."""
        name = f"{folder_of(self.table, partition)}/{_RECORD}"
        content = self._content(name)
        if content is None:
            raise _GoneError
        fields: Mapping[str, Any] = json.loads(content)
        if (fields["table"], fields["partition"]) != (self.table, partition):
            raise ValueError(f"the record of {fields['table']} [{fields['partition']}]")
        return fields

    def _content(self, name: str) -> bytes | None:
        if self.lake.files.is_local:
            try:  # as fsspec would, in a third of its time
                with open(self.lake.files.path(name), "rb") as file:  # noqa: PTH123
                    return file.read()
            except OSError:
                return self.lake.files.read(name)  # which says why
        return self.lake.files.read(name)

    def _stamps(self, site_id: str) -> dict[str, object]:
        folder = folder_of(self.table, site_id)
        path = self.lake.files.path(folder)
        if self.lake.files.is_local:
            return _local_stamps(path)
        try:
            found = self._fresh().find(path, detail=True)
        except FileNotFoundError:
            return {}
        return {
            name.rsplit("/", 2)[-2]: _tag(info)
            for name, info in found.items()
            if name.endswith(f"/{_RECORD}")
        }

    def _fresh(self) -> Any:
        """The file system, with nothing remembered of what it listed before."""
        filesystem, _ = fsspec.core.url_to_fs(self.lake.root)
        filesystem.invalidate_cache()
        return filesystem


class _GoneError(Exception):
    """A record that is no longer there."""


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
    tags = (str(info[name]) for name in _TAGS if info.get(name))
    return [info.get("size"), changed_us(info), *tags]

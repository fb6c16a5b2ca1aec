"""Reads folders of a local disk into growing columns; see `lotgraph.landing.listing`."""

import contextlib
import hashlib
import os
import stat
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from lotgraph.errors import LandingError
from lotgraph.landing.columns import LISTED, is_counted
from lotgraph.landing.footage import without_footage

_MICROSECOND_NS = 1000  # as fine as tables tell times


@dataclass
class DiskRows:
    """Columns that grow while folders of a local disk are read."""

    root: str
    folders: list[tuple[str, str | None, int]] = field(default_factory=list)  # site, camera, rows
    names: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)

    def read_site(self, folder: str) -> None:
        """Take everything below one folder of the landing folder.

        A folder inside it that may not be read is a row of its own, of kind "unreadable".

        Raises:
            LandingError: if the folder itself may not be read.
        """
        path = f"{self.root}/{folder}" if folder else self.root
        below = self._read(path, folder, None)
        for camera in below if folder else ():
            before = len(self.names)
            try:
                self._read(f"{path}/{camera}", folder, camera)
            except LandingError:
                for column in (self.names, self.kinds, self.sizes, self.changes):
                    del column[before:]  # what was read of it before it failed
                self._add(camera, "unreadable", 0, _changed_ns(f"{path}/{camera}"))
                self.folders.append((folder, None, 1))

    def _read(self, path: str, site: str, camera: str | None) -> list[str]:
        """Take the files of one folder; return its folders, which are cameras or stills."""
        before = len(self.names)
        try:
            entries = [entry for entry in entries_of(path) if is_counted(entry.name)]
            below = self._add_entries(entries, camera)
        except FileNotFoundError:  # removed since its parent was listed
            return []
        except PermissionError as error:  # names may be read, but nothing about the files
            raise _not_allowed(path, error) from error
        self.folders.append((site, camera, len(self.names) - before))
        return below

    def _add_entries(self, entries: "list[os.DirEntry[str]]", camera: str | None) -> list[str]:
        below: list[str] = []
        self._add_files([entry for entry in entries if entry.is_file(follow_symlinks=False)])
        for entry in entries:
            if not entry.is_file(follow_symlinks=False):
                with contextlib.suppress(FileNotFoundError):  # removed since it was listed
                    below += self._add_other(entry, camera)
        return below

    def _add_files(self, entries: "list[os.DirEntry[str]]") -> None:
        """Take plain files; nearly all rows come this way, so it is done in whole columns."""
        try:
            stats = [entry.stat(follow_symlinks=False) for entry in entries]
        except FileNotFoundError:
            self._add_files([entry for entry in entries if os.path.lexists(entry.path)])
            return
        self.names += [entry.name for entry in entries]
        self.kinds += ["file"] * len(entries)
        self.sizes += [status.st_size for status in stats]
        self.changes += [
            s.st_mtime_ns if s.st_mode & stat.S_IROTH else _last_change_ns(e.path, s)
            for e, s in zip(entries, stats, strict=True)
        ]

    def _add_other(self, entry: "os.DirEntry[str]", camera: str | None) -> list[str]:
        if entry.is_symlink():
            return self._add_link(entry, camera)
        if not entry.is_dir():
            self._add(entry.name, "other", 0, entry.stat(follow_symlinks=False).st_mtime_ns)
        elif camera is None:
            return [entry.name]
        else:
            self._add_folder(entry)
        return []

    def _add(self, name: str, kind: str, size_bytes: int, changed_ns: int) -> None:
        self.names.append(name)
        self.kinds.append(kind)
        self.sizes.append(size_bytes)
        self.changes.append(changed_ns)

    def _add_link(self, entry: "os.DirEntry[str]", camera: str | None) -> list[str]:
        """A link within the landing folder is what it leads to; any other is a row of its own."""
        target = os.path.realpath(entry.path)
        own = entry.stat(follow_symlinks=False)
        if not target.startswith(self.root + os.sep):
            self._add(entry.name, "link", 0, own.st_mtime_ns)
        elif entry.is_file():
            status = entry.stat()
            changed_ns = _last_change_ns(entry.path, status)
            self._add(entry.name, "file", status.st_size, changed_ns)
        elif entry.is_dir() and camera is None:
            return [entry.name]
        elif entry.is_dir():
            self._add_folder(entry)
        else:
            self._add(entry.name, "broken", 0, own.st_mtime_ns)
        return []

    def _add_folder(self, entry: "os.DirEntry[str]") -> None:
        """One row for a folder of stills: bytes of all members, time of the latest change."""
        try:
            members = list(entries_of(entry.path))
            stats = {m.path: m.stat(follow_symlinks=False) for m in members if not m.is_dir()}
        except (LandingError, PermissionError):
            self._add(entry.name, "unreadable", 0, entry.stat().st_mtime_ns)
            return
        leads_out = any(
            m.is_symlink() and not os.path.realpath(m.path).startswith(self.root + os.sep)
            for m in members
        )
        changes = (_last_change_ns(path, status) for path, status in stats.items())
        changed_ns = max(changes, default=entry.stat().st_mtime_ns)
        size_bytes = sum(s.st_size for s in stats.values())
        self._add(entry.name, "link" if leads_out else "folder", size_bytes, changed_ns)

    def extend(self, other: "DiskRows") -> None:
        """Take over all rows of another."""
        for name in ("folders", "names", "kinds", "sizes", "changes"):
            getattr(self, name).extend(getattr(other, name))

    def digest(self) -> bytes:
        """Sixteen bytes that change when any row does."""
        text = "\0".join([*self.names, *self.kinds, repr(self.folders)])
        digest = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16)
        digest.update(array("q", self.sizes).tobytes())
        digest.update(array("q", self.changes).tobytes())
        return digest.digest()

    def table(self) -> pl.DataFrame:
        """The rows as a table of `LISTED`."""
        sites, cameras, counts = zip(*self.folders, strict=True) if self.folders else ((), (), ())
        prefixes = ["".join(f"{p}/" for p in (s, c) if p) for s, c, _ in self.folders]
        which = pl.select(
            pl.int_range(len(counts)).repeat_by(pl.Series(counts, dtype=pl.UInt32)).explode()
        ).to_series()
        which = which.drop_nulls()

        def spread(values: Iterable[str | None]) -> pl.Series:
            return pl.Series([v and _shown(v) for v in values], dtype=pl.String).gather(which)

        columns = {
            "site_folder": spread(sites),
            "camera_folder": spread(cameras),
            "prefix": spread(prefixes),
            "name": list(map(_shown, self.names)),
            "kind": self.kinds,
            "size_bytes": self.sizes,
            "changed_ns": self.changes,
        }
        types = {name: LISTED[name] for name in columns if name in LISTED}
        frame = pl.DataFrame(columns, schema_overrides=types)
        uri = pl.concat_str("prefix", "name").alias("uri")
        return without_footage(frame.select(uri, *list(LISTED)[1:]))


def entries_of(path: str) -> list["os.DirEntry[str]"]:
    """Entries of a folder.

    Raises:
        LandingError: if it may not be read.
        FileNotFoundError: if it is gone.
    """
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _not_allowed(path, error) from error


def _not_allowed(path: str, error: OSError) -> LandingError:
    return LandingError(
        f"{path} cannot be listed ({error.strerror}); give this user permission to read it"
    )


def _last_change_ns(path: str, status: os.stat_result) -> int:
    """When a file was last changed; of one that may not be read, in its permissions.

    So it counts as another file once it may be read, and its window is taken again.
    """
    if status.st_mode & stat.S_IROTH or os.access(path, os.R_OK):
        return status.st_mtime_ns
    return status.st_ctime_ns + _MICROSECOND_NS  # both are the same in a file born unreadable


def _changed_ns(path: str) -> int:
    """When a folder that may not be read was last changed.

    Raises:
        LandingError: if the folder around it does not let that be known either.
    """
    try:
        return Path(path).stat().st_mtime_ns
    except OSError as error:
        raise _not_allowed(path, error) from error


def _shown(name: str) -> str:
    """A name as text even where its bytes are no UTF-8 (such a file is refused by its name)."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")

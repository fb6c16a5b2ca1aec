"""Whole files on any fsspec path: written in one step, read, listed."""

import errno
import os
import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import fsspec

from lotgraph.errors import LotgraphError, NoRoomError
from lotgraph.protocols import protocols_of
from lotgraph.stamps import changed_us

# Stores that show a file only when all of it has come; everywhere else a rename is the one step.
_ONE_STEP = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "memory"}
DRAFT = ".draft"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Files:
    """A folder on any fsspec file system, addressed by relative paths."""

    root: str

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        # Another process may write at any time, so nothing that was listed may be remembered.
        filesystem, path = fsspec.core.url_to_fs(self.root, use_listings_cache=False)
        return filesystem, path.rstrip("/")

    @property
    def filesystem(self) -> Any:
        """The fsspec file system, for libraries that read through one."""
        return self._opened[0]

    @property
    def is_local(self) -> bool:
        """Whether the files lie on this machine's own disks."""
        return "file" in protocols_of(self.filesystem)

    def path(self, name: str) -> str:
        """Path of a file as its file system knows it."""
        return f"{self._opened[1]}/{name}"

    def url(self, name: str) -> str:
        """Address of a file that another library can open; a plain path when local."""
        return (
            self.path(name) if self.is_local else self.filesystem.unstrip_protocol(self.path(name))
        )

    def read(self, name: str) -> bytes | None:
        """The whole file, or None if there is none.

        Raises:
            LotgraphError: if it is there and cannot be read; that must not look like nothing.
        """
        try:
            content: bytes = self.filesystem.cat_file(self.path(name))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise LotgraphError(f"cannot read {self.url(name)}: {_why(error)}") from error
        return content

    def exists(self, name: str) -> bool:
        """Whether the file is there."""
        return bool(self.filesystem.exists(self.path(name)))

    def write(self, name: str, content: bytes) -> None:
        """Put a whole file in its place in one step: a reader sees all of it or none.

        An object store does that by itself. Elsewhere the bytes are written beside and renamed,
        on local disks also pushed to the disk; a crash leaves a `.draft`, which `sweep` removes.

        Raises:
            LotgraphError: if it cannot be written (`NoRoomError` if the disk is full); what was
                there before is still there, whole.
        """
        path = self.path(name)
        try:
            if self.is_local:
                _write_local(Path(path), content)
            elif _ONE_STEP & set(protocols_of(self.filesystem)):
                self.filesystem.pipe_file(path, content)
            else:
                draft = _draft_of(path)
                self.filesystem.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH120
                self.filesystem.pipe_file(draft, content)
                self.filesystem.mv(draft, path)
        except OSError as error:
            kind = NoRoomError if error.errno in _NO_ROOM else LotgraphError
            raise kind(
                f"cannot write {self.url(name)} ({len(content):,} bytes): {_why(error)}; what was "
                f"there before is untouched. Make room or permit writing there, then run again"
            ) from error

    def delete(self, name: str) -> None:
        """Remove a file; one that is already gone is fine."""
        try:
            self.filesystem.rm_file(self.path(name))
        except FileNotFoundError:
            return

    def list(self, folder: str = "") -> list[tuple[str, int, float]]:
        """Every file below `folder`: relative name, bytes, modification time (epoch seconds).

        A file that goes while the folder is listed is left out.
        """
        filesystem, root = self._opened
        if self.is_local:
            return sorted(_list_local(Path(root), Path(root, folder)))
        try:
            found = filesystem.find(self.path(folder) if folder else root, detail=True)
        except FileNotFoundError:
            return []
        return sorted(
            (path[len(root) + 1 :], int(info["size"]), changed_us(info) / 1e6)
            for path, info in found.items()
        )


def _why(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__


def _draft_of(path: str) -> str:
    return f"{path}.{uuid.uuid4().hex}{DRAFT}"  # two writers never share a draft


def _write_local(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(_draft_of(str(path)))
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    # Without this a power cut may keep a later rename (the record) and lose this one (its table).
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _list_local(root: Path, folder: Path) -> list[tuple[str, int, float]]:
    found: list[tuple[str, int, float]] = []
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                        continue
                    status = _status(entry)
                    if status:
                        name = os.path.relpath(entry.path, root)
                        found.append((name, status.st_size, status.st_mtime))
        except FileNotFoundError:
            continue
    return found


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except FileNotFoundError:  # renamed since: a draft that became its file
        return None

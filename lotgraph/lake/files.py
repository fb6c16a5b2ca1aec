"""Whole files on any fsspec path: written in one step, read, listed."""

import os
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import fsspec


@dataclass(frozen=True)
class Files:
    """A folder on any fsspec file system, addressed by relative paths."""

    root: str

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        filesystem, path = fsspec.core.url_to_fs(self.root)
        return filesystem, path.rstrip("/")

    @property
    def is_local(self) -> bool:
        """Whether the files lie on this machine's own disks."""
        return "file" in _protocols(self._opened[0])

    def path(self, name: str) -> str:
        """Path of a file as its file system knows it."""
        return f"{self._opened[1]}/{name}"

    def url(self, name: str) -> str:
        """Address of a file that another library can open; a plain path when local."""
        return self.path(name) if self.is_local else self._opened[0].unstrip_protocol(self.path(name))

    def read(self, name: str) -> bytes | None:
        """The whole file, or None if there is none."""
        filesystem, _ = self._opened
        try:
            content: bytes = filesystem.cat_file(self.path(name))
        except FileNotFoundError:
            return None
        return content

    def exists(self, name: str) -> bool:
        """Whether the file is there."""
        return bool(self._opened[0].exists(self.path(name)))

    def write(self, name: str, content: bytes) -> None:
        """Put a whole file in its place in one step: a reader sees all of it or none.

        An object store does that by itself. Elsewhere the bytes are written beside, pushed to
        the disk and renamed; a crash leaves a `.draft`, which `sweep` removes.
        """
        filesystem, _ = self._opened
        path = self.path(name)
        if self.is_local:
            _write_local(path, content)
        else:
            filesystem.pipe_file(path, content)
            filesystem.invalidate_cache()

    def delete(self, name: str) -> None:
        """Remove a file; one that is already gone is fine."""
        try:
            self._opened[0].rm_file(self.path(name))
        except FileNotFoundError:
            return

    def list(self, folder: str = "") -> list[tuple[str, int, float]]:
        """Every file below `folder`: relative name, bytes, modification time (epoch seconds)."""
        filesystem, root = self._opened
        filesystem.invalidate_cache()
        try:
            found = filesystem.find(self.path(folder) if folder else root, detail=True)
        except FileNotFoundError:
            return []
        return sorted(
            (path[len(root) + 1 :], int(info["size"]), _modified(info))
            for path, info in found.items()
        )


def _protocols(filesystem: Any) -> tuple[str, ...]:
    return (filesystem.protocol,) if isinstance(filesystem.protocol, str) else filesystem.protocol


def _modified(info: dict[str, Any]) -> float:
    stamp = info.get("mtime") or info.get("LastModified") or info.get("created")
    return float(stamp.timestamp()) if hasattr(stamp, "timestamp") else float(stamp or 0.0)


def _write_local(path: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    draft = f"{path}.{uuid.uuid4().hex}.draft"  # two writers never share a draft
    try:
        with open(draft, "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)  # noqa: PTH105
    except OSError:
        if os.path.exists(draft):  # noqa: PTH110
            os.unlink(draft)  # noqa: PTH108
        raise

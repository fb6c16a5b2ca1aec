"""Where a capture lies: one file or folder at any address fsspec reads."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import fsspec

from lotgraph.errors import CaptureError
from lotgraph.protocols import protocols_of

Kind = Literal["video", "stills", "zip", "manifest"]

STILL_SUFFIXES = (".jpg", ".jpeg", ".png")
MANIFEST_SUFFIXES = (".uris", ".json")


@dataclass(frozen=True)
class Place:
    """One file or folder, known to exist."""

    uri: str
    filesystem: Any
    path: str
    size_bytes: int  # 0 for a folder
    is_folder: bool

    @property
    def name(self) -> str:
        """Last part of the path."""
        return self.path.rstrip("/").rpartition("/")[2]

    @property
    def is_local(self) -> bool:
        """Whether libraries can open `path` themselves."""
        return "file" in protocols_of(self.filesystem)

    @property
    def kind(self) -> Kind:
        """What sort of capture it is: by being a folder, else by suffix, else a video."""
        name = self.name.lower()
        if self.is_folder or name.endswith(STILL_SUFFIXES):
            return "stills"
        if name.endswith(".zip"):
            return "zip"
        return "manifest" if name.endswith(MANIFEST_SUFFIXES) else "video"

    @property
    def is_pictures(self) -> bool:
        """Whether each picture stands by itself; else all are one view, whatever their sizes."""
        return self.kind in {"stills", "zip"}

    def open(self) -> Any:
        """The file, open for reading bytes; the caller closes it."""
        return self.filesystem.open(self.path, "rb")

    def beside(self, relative: str) -> str:
        """Address of a path relative to this file's folder."""
        folder = self.path.rpartition("/")[0]
        path = f"{folder}/{relative}"
        return path if self.is_local else str(self.filesystem.unstrip_protocol(path))


def locate(uri: str) -> Place:
    """Find what lies at `uri`: a local path, or any fsspec address.

    Raises:
        CaptureError: missing_object, permission, unreadable, empty.
    """
    with reading(uri):
        filesystem, path = fsspec.core.url_to_fs(uri)
        info = filesystem.info(path)
    is_folder = info["type"] == "directory"
    place = Place(uri, filesystem, path, 0 if is_folder else int(info["size"] or 0), is_folder)
    if not is_folder and not place.size_bytes:
        raise CaptureError(
            "empty", f"{uri}: expected footage, got a file of 0 bytes; land it again"
        )
    return place


@contextmanager
def reading(uri: str) -> Iterator[None]:
    """Turn what storage says about `uri` into a CaptureError that keeps the cause."""
    try:
        yield
    except FileNotFoundError as error:
        if isinstance(error.__cause__, OSError):  # as fsspec says of a web host it cannot reach
            raise _unreadable(uri, error.__cause__) from error
        is_pattern = any(mark in uri for mark in "*?[")  # a shell passes on what nothing matches
        raise CaptureError(
            "missing_object",
            f"{uri}: the pattern matches nothing; correct it, or the folder it is used in"
            if is_pattern
            else f"{uri}: nothing lies there; land it or correct the address",
        ) from error
    except PermissionError as error:
        raise CaptureError(
            "permission", f"{uri}: may not be read by this user; give it read permission"
        ) from error
    except _failures() as error:
        raise _unreadable(uri, error) from error


def _unreadable(uri: str, error: Exception) -> CaptureError:
    said = f"{uri}: could not be read: {error}; check the address and the storage"
    return CaptureError("unreadable", said)


def _failures() -> tuple[type[Exception], ...]:
    """What storage raises; object storage also has errors that are no OSError."""
    botocore = sys.modules.get("botocore.exceptions")
    remote = (botocore.BotoCoreError, botocore.ClientError) if botocore else ()
    return (OSError, ValueError, ImportError, *remote)

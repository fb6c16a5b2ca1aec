"""Puts a whole file in its place, so that whoever reads there finds the old one or the new."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from lotgraph.refused import try_file, try_folder

# A mount point, somebody else's file or folder, no room for the draft's name, or another's draft.
IN_PLACE = frozenset({
    errno.EBUSY, errno.EPERM, errno.EXDEV, errno.EACCES, errno.ENAMETOOLONG, errno.EEXIST,
    errno.EISDIR,
})  # fmt: skip


def put(file: Path, content: bytes) -> None:
    """Write beside, then rename: what was there stays whole until all of the new is.

    Links are followed. Where a file cannot be renamed to, has another name too, or is none, as a
    pipe, it is written to as it stands, and is whole only afterwards.

    Raises:
        OSError: if it cannot or may not be written; nothing new is left then.
    """
    if file.is_file():
        try_file(file)
    if file.exists() and (not file.is_file() or file.stat().st_nlink > 1):
        file.write_bytes(content)
        return
    place = _followed(file)
    try:
        _replace(place, content)
    except OSError as error:
        if error.errno not in IN_PLACE:
            raise
        _write_over(place, content)


def try_place(file: Path) -> None:
    """See that a file could be put there, in a folder that may yet be made; nothing is changed.

    Raises:
        OSError: if it could not.
    """
    if file.is_file() or file.is_dir():
        try_file(file)
    if not file.exists():
        try_folder(_followed(file).parent)


def _followed(file: Path) -> Path:
    """The path that links lead to.

    Raises:
        OSError: if they lead to themselves.
    """
    try:
        place = file.resolve()
        is_endless = place.is_symlink()  # as later versions of Python leave it
    except RuntimeError:
        is_endless = True
    if is_endless:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(file))
    return place


def _replace(place: Path, content: bytes) -> None:
    """Write a draft, with the mode and, where that is allowed, the owner of what it replaces."""
    draft = place.with_name(f".{place.name}.draft")  # one name: the next writes over what is left
    with _drafted(draft) as file:
        file.write(content)
        file.flush()
        if place.exists():
            was = place.stat()
            for user, group in ((-1, was.st_gid), (was.st_uid, -1)):
                with suppress(PermissionError):
                    os.chown(file.fileno(), user, group)
            os.fchmod(file.fileno(), was.st_mode & 0o7777)
        if not _is_same(draft, file):  # another writes there at the same time, and may not be done
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(place))
        draft.replace(place)


@contextmanager
def _drafted(draft: Path) -> Iterator[BinaryIO]:
    """A new file, never one that a link leads to; it is gone afterwards unless it was renamed."""
    draft.unlink(missing_ok=True)
    with draft.open("xb") as file:
        try:
            yield file
        finally:
            if _is_same(draft, file):
                draft.unlink()


def _is_same(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _write_over(place: Path, content: bytes) -> None:
    was_there = place.exists()
    try:
        place.write_bytes(content)
    except OSError:
        if not was_there:
            with suppress(OSError):
                place.unlink(missing_ok=True)
        raise

"""Says in plain words why a file or folder could not be written or read."""

import errno
import os
import stat
import tempfile
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
PLAIN = {
    **dict.fromkeys(FULL, "the disk is full"),
    errno.EFBIG: "the file would be larger than files may be there",
    errno.EACCES: "this user has no permission there",
    errno.EPERM: "this user has no permission there",
    errno.EROFS: "what lies there can only be read",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ENOENT: "nothing can be made in its folder",
}
THROUGH_A_FILE = (errno.ENOTDIR, errno.EEXIST)


def why(error: OSError, path: Path) -> str:
    """Why a path was refused, as half a sentence."""
    if error.errno in THROUGH_A_FILE:
        file = next(
            (one for one in (path, *path.parents) if one.exists() and not one.is_dir()), None
        )
        if file:
            return f"{file} is a file, not a folder"
    if error.errno in PLAIN:
        return PLAIN[error.errno]
    if error.errno is None or error.errno not in errno.errorcode:  # of a library
        return str(error)
    return os.strerror(error.errno)


def try_folder(folder: Path) -> None:
    """See that files could be written in a folder, made if need be; nothing is left behind.

    Raises:
        OSError: they cannot.
    """
    there = next(one for one in (folder, *folder.parents) if one.exists())
    with tempfile.TemporaryFile(dir=there):
        pass


def try_file(file: Path) -> None:
    """See that a file may be written over, which renaming asks nobody; it is not changed.

    A mode that lets nobody write is somebody's wish: a system lets root past it, we do not.

    Raises:
        OSError: it may not.
    """
    mode = file.stat().st_mode
    if stat.S_ISREG(mode) and not mode & 0o222:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(file))
    with file.open("ab"):
        pass

"""Puts a whole file in its place, so that whoever reads there finds the old one or the new."""

import uuid
from pathlib import Path

from lotgraph.refused import try_folder


def put(file: Path, content: bytes) -> None:
    """Write beside, then rename: what was there stays whole until all of the new is.

    Links are followed. What is no file that could be renamed, as a pipe, is written to.

    Raises:
        OSError: if it cannot be written; nothing new is left then.
    """
    if file.exists() and not file.is_file():
        file.write_bytes(content)
        return
    place = file.resolve()
    draft = place.with_name(f".{uuid.uuid4().hex}.draft")  # two writers never share one
    try:
        draft.write_bytes(content)
        if place.exists():
            _try_file(place)
            draft.chmod(place.stat().st_mode)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def try_place(file: Path) -> None:
    """See that a file could be put there, in a folder that may yet be made; nothing is changed.

    Raises:
        OSError: if it could not.
    """
    if file.is_file() or file.is_dir():
        _try_file(file)
    if file.is_file() or not file.exists():
        try_folder(file.resolve().parent)


def _try_file(file: Path) -> None:
    """Renaming asks nobody whether the file in its way may be written."""
    with file.open("ab"):
        pass

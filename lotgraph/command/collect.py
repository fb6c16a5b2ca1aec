"""Collects the captures that paths on a command line stand for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from lotgraph.command.show import note
from lotgraph.errors import LotgraphError

# What tells of the pictures beside it. Any other file there is opened, so that none goes unseen.
NOTES = (".txt", ".json", ".xml", ".csv", ".yaml", ".yml", ".md", ".html", ".db", ".ini")

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATHS",
        help="Videos, folders or zips of JPEG or PNG, manifests (.uris, .json), or folders of "
        "any of these; local or any address fsspec reads, such as s3://….",
    ),
]


def captures_below(paths: Sequence[str]) -> list[str]:
    """The captures at `paths`, in order; folders are searched, and stills of one folder are one.

    A path that leads nowhere is kept, so that opening it says so. Names with a leading dot are
    passed over, as in the landing folder. Where nothing is found, stderr says what would be.
    """
    found: list[str] = []
    for path in paths:
        if not path:
            raise LotgraphError("expected a path, got an empty one; name a file or a folder")
        found += _search(Path(path)) if "://" not in path and Path(path).is_dir() else [path]
    if not found:
        note(
            f"lotgraph: no capture below {', '.join(paths)}: expected videos (.mp4, .mkv, .avi, "
            ".ts), folders or zips of JPEG or PNG, or manifests (.uris, .json); name a folder "
            "that holds some"
        )
    return found


def _search(folder: Path) -> list[str]:
    from lotgraph.video.places import STILL_SUFFIXES

    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except PermissionError:
        return [str(folder)]  # opening it says so, and the others go on
    others = [entry for entry in entries if not entry.name.lower().endswith(STILL_SUFFIXES)]
    has_stills = len(others) < len(entries)
    if has_stills:
        others = [entry for entry in others if not entry.name.lower().endswith(NOTES)]
    below = (_search(entry) if entry.is_dir() else [str(entry)] for entry in others)
    return [str(folder)] * has_stills + [path for paths in below for path in paths]

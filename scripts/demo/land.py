"""Lands the footage that ships with the project, and what people leave in such folders."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from rich.progress import Progress

from scripts.demo.home import Home
from scripts.footage.folder import SHIPPED, Folder

# Beside the faults that the footage itself has: under no site, no camera, no known date.
STRAYS = (
    "shop/roof/{name}",
    "station/cam01/{name}",
    "shop/cam01/1970-01-01T00-02-11Z.mp4",
)
NOTE = "readme.txt"


def land(home: Home, progress: Progress) -> None:
    """Copy what is not there yet, each file as it arrived; renamed into place when it is whole."""
    shipped = Folder(SHIPPED)
    files = shipped.files()
    for file in progress.track(files, description="Landing footage"):
        _copy(shipped.landing / file.uri, home.landing / file.uri, file.landed_at)
    first = files[0]
    for stray in STRAYS:
        path = home.landing / stray.format(name=Path(first.uri).name)
        _copy(shipped.landing / first.uri, path, first.landed_at)
    note = home.landing / NOTE
    note.write_text("The recorder was replaced on Monday.\n")
    _arrive(note, first.landed_at)


def _copy(source: Path, path: Path, landed_at: datetime) -> None:
    if path.exists():
        return
    draft = path.with_name(f".{path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, draft)
    _arrive(draft, landed_at)
    draft.replace(path)


def _arrive(path: Path, landed_at: datetime) -> None:
    os.utime(path, (landed_at.timestamp(), landed_at.timestamp()))

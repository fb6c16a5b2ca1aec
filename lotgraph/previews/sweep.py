"""Finds and removes pictures that no current table shows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from lotgraph.lake.store import Lake
from lotgraph.lake.sweep import Leftover, record_in, remove
from lotgraph.previews.store import FOLDER, Preview

_RECORD = "/record.json"


def unshown(lake: Lake, older_than: timedelta, now: datetime) -> list[Leftover]:
    """List the pictures that `sweep_pictures` would remove, by name.

    Age counts from when a picture was last kept, so that a run has `older_than` to name it in a
    record. Where there are old pictures every record is read.
    """
    latest = (now - older_than).timestamp()
    old = list(_kept_until(latest, lake))
    shown = _shown(lake) if old else frozenset()
    return [found for found, picture in old if picture.sha256 not in shown]


def sweep_pictures(lake: Lake, older_than: timedelta, now: datetime) -> list[Leftover]:
    """Remove those pictures and return them; one that was kept again in the meantime stays."""
    found = {leftover.name for leftover in unshown(lake, older_than, now)}
    latest = (now - older_than).timestamp()
    return remove(
        lake,
        sorted(found),
        lambda folder: [one for one, _ in _kept_until(latest, lake, folder) if one.name in found],
    )


def _kept_until(
    latest: float, lake: Lake, folder: str = FOLDER
) -> Iterator[tuple[Leftover, Preview]]:
    for name, size_bytes, modified in lake.files.list(folder):
        path = PurePosixPath(name)
        picture = Preview.named(path.name)
        is_ours = picture is not None and path.parts[1:-1] == (path.name[:2],)
        if picture and is_ours and modified <= latest:
            yield Leftover(name, size_bytes, "unshown"), picture


def _shown(lake: Lake) -> frozenset[str]:
    """Hashes of all pictures that a current record names."""
    names = (name for name, _, _ in lake.files.list() if name.endswith(_RECORD))
    records = (record_in(lake, name) for name in names)
    return frozenset(one for record in records if record for one in record.origin.previews)

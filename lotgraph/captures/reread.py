"""Reads the file of a capture again, if it still is the one that was taken."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from lotgraph.errors import CaptureError
from lotgraph.stamps import changed_us
from lotgraph.video.manifest import refuse_strays
from lotgraph.video.places import Place, locate, reading

_T = TypeVar("_T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reread(
    capture: Mapping[str, Any],
    address: str,
    read: Callable[[str], Iterable[_T]],
    footage_roots: Sequence[str] = (),
) -> Iterator[_T]:
    """Give what `read(address)` gives, for a row of captures whose file lies at `address`.

    Size and time of change are compared before the first and after the last is given, so that no
    file is taken for the one it replaced. Of a manifest only the list itself is compared,
    and it may list nothing outside its own folder and `footage_roots`.

    Raises:
        CaptureError: changing if it is another file by now; unsafe_path; else what `read` raises.
    """
    _refuse_changed(capture, address)
    refuse_strays(address, footage_roots)
    yield from read(address)
    _refuse_changed(capture, address)


def _refuse_changed(capture: Mapping[str, Any], address: str) -> None:
    was = capture["size_bytes"], capture["landed_at"]
    with reading(address):
        size_bytes, changed_us = _state(locate(address))
    now = size_bytes, _EPOCH + timedelta(microseconds=changed_us)
    if now != was:
        (was_bytes, was_at), (now_bytes, now_at) = was, now
        raise CaptureError(
            "changing",
            f"{capture['uri']}: expected the file that was taken, {was_bytes} bytes of "
            f"{was_at:%Y-%m-%d %H:%M:%S} UTC, but {now_bytes} bytes of {now_at:%Y-%m-%d %H:%M:%S} "
            "UTC lie there now; materialise captures again",
        )


def _state(place: Place) -> tuple[int, int]:
    """Bytes and time of the latest change (microseconds), as the landing folder is listed."""
    if place.is_local:
        return _state_on_disk(place)
    place.filesystem.invalidate_cache()  # another process may have replaced it since
    infos = place.filesystem.find(place.path, detail=True).values()
    return sum(int(info["size"] or 0) for info in infos), max(map(changed_us, infos), default=0)


def _state_on_disk(place: Place) -> tuple[int, int]:
    if not place.is_folder:
        status = Path(place.path).stat()
        return status.st_size, status.st_mtime_ns // 1000
    with os.scandir(place.path) as entries:
        stats = [one.stat(follow_symlinks=False) for one in entries if not one.is_dir()]
    changed_ns = max((one.st_mtime_ns for one in stats), default=0)
    return sum(one.st_size for one in stats), changed_ns // 1000

"""Zips of stills, from strangers: nothing is unpacked to disk, and nothing is believed."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from lotgraph.errors import CaptureError
from lotgraph.video.limits import (
    MAX_MEMBERS,
    MAX_PACKING_RATIO,
    MAX_STILL_BYTES,
    MAX_UNPACKED_BYTES,
    SMALL_ZIP_BYTES,
)
from lotgraph.video.places import STILL_SUFFIXES, Place, reading
from lotgraph.video.stills import Still, in_order

ENCRYPTED = 1  # bit of a member's flags
# Other methods unpack whole, however small a size the archive announces.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def stills_of_zip(place: Place) -> Iterator[list[Still]]:
    """The stills of a zip in the order they are shown, readable until the block ends.

    Members that are no pictures are passed over, but their names are judged too: an archive
    that tries to climb out of its folder is refused whole.

    Raises:
        CaptureError: not_video, truncated, unsafe_path, zip_bomb, too_large, no_frames.
    """
    with reading(place.uri):
        file = place.open()
    with file:
        archive = _opened(place, file)
        members = archive.infolist()
        _judge(place, members)
        pictures = [
            Still(member.filename, member.file_size, partial(_read, archive, member))
            for member in members
            if _is_picture(member)
        ]
        yield in_order(pictures, place.uri)


def _opened(place: Place, file: Any) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OverflowError) as error:
        file.seek(0)
        is_cut = file.read(4) == b"PK\x03\x04"
        raise CaptureError(
            "truncated" if is_cut else "not_video",
            f"{place.uri}: expected a zip, got {'one without its end' if is_cut else 'none'} "
            f"({error}); land the whole archive",
        ) from error


def _judge(place: Place, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise CaptureError(
            "too_large",
            f"{place.uri}: expected at most {MAX_MEMBERS} members, got {len(members)}; split it",
        )
    for member in members:
        _judge_member(place, member)
    unpacked = sum(member.file_size for member in members)
    ratio = unpacked / max(place.size_bytes, 1)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > SMALL_ZIP_BYTES and ratio > MAX_PACKING_RATIO):
        raise CaptureError(
            "zip_bomb",
            f"{place.uri}: {place.size_bytes} bytes that would unpack to {unpacked}; expected "
            f"at most {MAX_PACKING_RATIO} times as many; it was not unpacked",
        )


def _judge_member(place: Place, member: zipfile.ZipInfo) -> None:
    name = member.orig_filename.replace("\\", "/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if name.startswith("/") or name[1:2] == ":" or ".." in PurePosixPath(name).parts or is_link:
        what = "a link" if is_link else "a path that leads out of the archive"
        raise CaptureError(
            "unsafe_path",
            f"{place.uri}: member {member.orig_filename!r} is {what}; pack plain relative files",
        )
    if _is_picture(member) and member.flag_bits & ENCRYPTED:
        raise CaptureError(
            "unreadable", f"{place.uri}: member {name!r} is encrypted; pack it without a password"
        )
    if _is_picture(member) and member.compress_type not in METHODS:
        raise CaptureError(
            "unreadable",
            f"{place.uri}: member {name!r} is packed by method {member.compress_type}; store it, "
            "or pack it with deflate",
        )
    if _is_picture(member) and member.file_size > MAX_STILL_BYTES:
        raise CaptureError(
            "zip_bomb",
            f"{place.uri}: member {name!r} unpacks to {member.file_size} bytes; expected at most "
            f"{MAX_STILL_BYTES}; it was not unpacked",
        )


def _is_picture(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    is_system = any(part.startswith(("__MACOSX", "._")) for part in parts)
    return member.filename.lower().endswith(STILL_SUFFIXES) and not is_system


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack one member, no further than the size that was judged, which may be a lie."""
    try:
        with archive.open(member) as file:
            return file.read(member.file_size)
    except (
        *(zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError),
        *(RuntimeError, ValueError),  # an unknown password or version; a closed or odd header
    ) as error:
        raise CaptureError(
            "unreadable", f"{member.filename}: cannot be unpacked ({error}); pack it again"
        ) from error

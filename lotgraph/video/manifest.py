"""Manifests: a list of videos and stills that are played one after the other.

A `.uris` file has one address a line (empty lines and lines that begin with # are passed over); a
`.json` file is a list of addresses. A relative path counts from the manifest's folder and stays
below it. Absolute paths and addresses are opened for a person who names the manifest; of a manifest
that landed, only below folders which the settings name: whoever can land a file must not be able to
read this machine's other files, or make it send requests.
"""

import json
import os
import posixpath
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

import fsspec

from lotgraph.errors import CaptureError
from lotgraph.video.limits import MAX_ADDRESS_CHARACTERS, MAX_MANIFEST_BYTES, MAX_MEMBERS
from lotgraph.video.places import MANIFEST_SUFFIXES, Place, locate, reading

PROTOCOLS = ("file", "local", "memory", "s3", "s3a")  # storage; none asks any web server


def members_of(place: Place, roots: Sequence[str] | None = None) -> list[Place]:
    """The files a manifest lists, in its order; see `addresses_of` for `roots`.

    Raises:
        CaptureError: not_video, no_frames, unsafe_path, member_missing, too_large.
    """
    return [_member(place, address) for address in addresses_of(place, roots)]


def refuse_strays(uri: str, roots: Sequence[str]) -> None:
    """Refuse a manifest that lists anything outside its own folder and below none of `roots`.

    Nothing that it lists is looked at. What is no manifest passes.

    Raises:
        CaptureError: unsafe_path, or why the manifest itself cannot be read.
    """
    if not uri.lower().endswith(MANIFEST_SUFFIXES):
        return
    place = locate(uri)
    if place.kind == "manifest":
        addresses_of(place, roots)


def addresses_of(place: Place, roots: Sequence[str] | None = None) -> list[str]:
    """Where the lines of a manifest lead; with `roots`, only into its own folder and below those.

    Links are followed before that is judged, so none leads out. Nothing is looked at.

    Raises:
        CaptureError: unsafe_path, or why the manifest itself cannot be read.
    """
    lines = _counted(place)
    addresses = [_address(place, line) for line in lines]
    if roots is None:
        return addresses
    allowed = [_anchor(place.filesystem, place.path.rpartition("/")[0])]
    allowed += [_anchor(*fsspec.core.url_to_fs(root)) for root in roots]
    for line, address in zip(lines, addresses, strict=True):
        with reading(f"{place.uri}: {line!r}"):
            protocol, path = _anchor(*fsspec.core.url_to_fs(address))
        if not any(protocol == p and posixpath.commonpath([path, at]) == at for p, at in allowed):
            raise CaptureError(
                "unsafe_path",
                f"{place.uri}: lists {line!r}, which lies outside its folder; land the footage "
                "beside it, or name the folder it may come from in arrivals.footage_roots",
            )
    return addresses


def _anchor(filesystem: Any, path: str) -> tuple[str, str]:
    """A path without links and dots, and the kind of storage it lies in, so two can be compared."""
    protocol = filesystem.protocol
    kind = protocol if isinstance(protocol, str) else sorted(protocol)[0]
    if kind == "file":
        return kind, os.path.realpath(path)
    return kind, posixpath.normpath(f"/{path.lstrip('/')}")


def _counted(place: Place) -> list[str]:
    """The addresses as they are written, no more than the limit."""
    lines = _lines(place)
    if not lines:
        raise CaptureError(
            "no_frames", f"{place.uri}: expected addresses of footage, found none; list some"
        )
    if len(lines) > MAX_MEMBERS:
        raise CaptureError(
            "too_large", f"{place.uri}: expected at most {MAX_MEMBERS} lines, got {len(lines)}"
        )
    longest = max(map(len, lines))
    if longest > MAX_ADDRESS_CHARACTERS:
        raise CaptureError(
            "too_large",
            f"{place.uri}: expected addresses of at most {MAX_ADDRESS_CHARACTERS} characters, "
            f"got one of {longest}; list one a line",
        )
    return lines


def _lines(place: Place) -> list[str]:
    if place.size_bytes > MAX_MANIFEST_BYTES:
        raise CaptureError(
            "too_large",
            f"{place.uri}: expected at most {MAX_MANIFEST_BYTES} bytes, got {place.size_bytes}",
        )
    with reading(place.uri):
        content = place.filesystem.cat_file(place.path)
    try:
        text = content.decode("utf-8-sig")
        if place.name.lower().endswith(".json"):
            return _listed(place, json.loads(text))
    except (ValueError, RecursionError) as error:
        raise CaptureError(
            "not_video",
            f"{place.uri}: expected addresses as UTF-8 text or a JSON list ({error}); rewrite it",
        ) from error
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _listed(place: Place, content: object) -> list[str]:
    if isinstance(content, list) and all(isinstance(line, str) for line in content):
        return content
    raise CaptureError(
        "not_video",
        f"{place.uri}: expected a JSON list of addresses, got another shape; rewrite it",
    )


def _address(place: Place, address: str) -> str:
    """Where a line of a manifest leads.

    Raises:
        CaptureError: unsafe_path.
    """
    is_plain = "://" not in address
    path = PurePosixPath(address.replace("\\", "/"))
    if is_plain and ".." in path.parts:
        raise CaptureError(
            "unsafe_path",
            f"{place.uri}: {address!r} leads out of the manifest's folder; list the files "
            "below it, or give a whole address",
        )
    if "::" in address or (not is_plain and address.partition("://")[0] not in PROTOCOLS):
        raise CaptureError(
            "unsafe_path",
            f"{place.uri}: {address!r} is of a kind that manifests may not name; list paths, or "
            f"addresses that begin with one of {', '.join(PROTOCOLS)}",
        )
    return place.beside(address) if is_plain and not path.is_absolute() else address


def _member(place: Place, address: str) -> Place:
    try:
        member = locate(address)
    except CaptureError as error:
        if error.reason != "missing_object":
            raise
        raise CaptureError(
            "member_missing",
            f"{place.uri}: lists {address!r}, but nothing lies there; land it or correct the list",
        ) from error
    if member.kind not in {"video", "stills"} or member.is_folder:
        raise CaptureError(
            "not_video",
            f"{place.uri}: lists {address!r}, a {member.kind}; expected videos and single stills",
        )
    return member

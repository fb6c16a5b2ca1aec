"""Manifests: a list of videos and stills that are played one after the other.

A `.uris` file has one address a line (empty lines and lines that begin with # are passed over); a
`.json` file is a list of addresses. A relative path counts from the manifest's folder and stays
below it: in the landing folder in one named like the manifest, `<start>.footage`, because whatever
lies beside it is a capture of its own. Absolute paths and addresses are opened for a person who
names the manifest; of a manifest that landed, only below folders which the settings name: whoever
can land a file must not be able to read this machine's other files, or make it send requests.
"""

import json
import os
import posixpath
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import fsspec

from lotgraph.errors import CaptureError
from lotgraph.video.limits import MAX_ADDRESS_CHARACTERS, MAX_MANIFEST_BYTES, MAX_MEMBERS
from lotgraph.video.places import MANIFEST_SUFFIXES, Place, locate, reading

PROTOCOLS = ("file", "local", "memory", "s3", "s3a")  # storage; none asks any web server
_SLASHES_OF_A_HOST = 2  # in s3://bucket, above which there is no folder


class Line(NamedTuple):
    """One line of a manifest, and where it leads."""

    text: str  # as it is written
    address: str
    filesystem: Any
    path: str  # as its file system knows it


def members_of(place: Place, roots: Sequence[str] | None = None) -> list[Place]:
    """The files a manifest lists, in its order; see `lines_of` for `roots`.

    Raises:
        CaptureError: not_video, no_frames, unsafe_path, member_missing, too_large.
    """
    return [_member(place, line) for line in list(lines_of(place, roots))]


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
        deque(lines_of(place, roots), maxlen=0)


def lines_of(place: Place, roots: Sequence[str] | None = None) -> Iterator[Line]:
    """The lines of a manifest; with `roots`, they lead only into its own folder and below those.

    Links are followed before that is judged, so none leads out. A line is judged when its turn
    comes, by one look at whether it is a link: its folder is followed once for all of its lines.

    Raises:
        CaptureError: unsafe_path, or why the manifest itself cannot be read.
    """
    anchors = Anchors()
    opened: dict[str, tuple[Any, str]] = {}
    allowed = [anchors.of(place.filesystem, place.path.rpartition("/")[0])]
    allowed += [anchors.of(*fsspec.core.url_to_fs(root)) for root in roots or ()]
    for text in _counted(place):
        line = _line(place, text, opened)
        if roots is not None and not _is_within(anchors.of(line.filesystem, line.path), allowed):
            raise CaptureError(
                "unsafe_path",
                f"{place.uri}: lists {text!r}, which lies outside its folder; land the footage "
                "in a folder named like it (.footage), or name the folder it may come from in "
                "arrivals.footage_roots",
            )
        yield line


def _line(place: Place, text: str, opened: dict[str, tuple[Any, str]]) -> Line:
    """Where a line leads; `opened` remembers folders, because telling of each file is slow."""
    address = _address(place, text)
    folder, _, leaf = address.rpartition("/")
    is_below = leaf and folder and ("://" not in folder or folder.count("/") > _SLASHES_OF_A_HOST)
    asked = folder if is_below else address
    if asked not in opened:
        with reading(f"{place.uri}: {text!r}"):
            # Another process may replace it at any time, so no answer is remembered.
            opened[asked] = fsspec.core.url_to_fs(asked, use_listings_cache=False)
    filesystem, path = opened[asked]
    return Line(text, address, filesystem, f"{path}/{leaf}" if is_below else path)


class Anchors:
    """Paths without links and dots, and the kind of storage they lie in, so two can be compared."""

    def __init__(self) -> None:
        self._real: dict[str, str] = {}

    def of(self, filesystem: Any, path: str) -> tuple[str, str]:
        """The kind of storage and the path."""
        kind = kind_of(filesystem)
        if kind != "file":
            return kind, posixpath.normpath(f"/{path.lstrip('/')}")
        folder, _, leaf = path.rpartition("/")
        if not folder or leaf in {"", ".", ".."} or os.path.islink(path):  # noqa: PTH114 — very many
            return kind, os.path.realpath(path)
        if folder not in self._real:
            self._real[folder] = os.path.realpath(folder)
        return kind, f"{self._real[folder].rstrip('/')}/{leaf}"


def kind_of(filesystem: Any) -> str:
    """One name for each kind of storage, such as "file" or "s3"."""
    protocol = filesystem.protocol
    return protocol if isinstance(protocol, str) else str(min(protocol))


def _is_within(anchor: tuple[str, str], allowed: list[tuple[str, str]]) -> bool:
    kind, path = anchor
    return any(
        kind == k and (path == root or path.startswith(f"{root.rstrip('/')}/"))
        for k, root in allowed
    )


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
    if is_plain and ".." in address.replace("\\", "/").split("/"):
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
    return place.beside(address) if is_plain and not address.startswith("/") else address


def _member(place: Place, line: Line) -> Place:
    try:
        member = locate(line.address)
    except CaptureError as error:
        if error.reason != "missing_object":
            raise
        raise CaptureError(
            "member_missing",
            f"{place.uri}: lists {line.text!r}, but nothing lies there; land it or correct the "
            "list",
        ) from error
    if member.kind not in {"video", "stills"} or member.is_folder:
        raise CaptureError(
            "not_video",
            f"{place.uri}: lists {line.text!r}, a {member.kind}; expected videos and single stills",
        )
    return member

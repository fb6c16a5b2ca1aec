"""Manifests: a list of videos and stills that are played one after the other.

A `.uris` file has one address a line (empty lines and lines that begin with # are passed over); a
`.json` file is a list of addresses. A relative path counts from the manifest's folder and stays
below it; anything with a protocol is taken as it stands.
"""

import json
from pathlib import PurePosixPath

from lotgraph.errors import CaptureError
from lotgraph.video.limits import MAX_MANIFEST_BYTES, MAX_MEMBERS
from lotgraph.video.places import Place, locate, reading


def members_of(place: Place) -> list[Place]:
    """The files a manifest lists, in its order.

    Raises:
        CaptureError: not_video, no_frames, unsafe_path, member_missing, too_large.
    """
    lines = _lines(place)
    if not lines:
        raise CaptureError(
            "no_frames", f"{place.uri}: expected addresses of footage, found none; list some"
        )
    if len(lines) > MAX_MEMBERS:
        raise CaptureError(
            "too_large", f"{place.uri}: expected at most {MAX_MEMBERS} lines, got {len(lines)}"
        )
    return [_member(place, line) for line in lines]


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


def _member(place: Place, address: str) -> Place:
    is_plain = "://" not in address
    path = PurePosixPath(address.replace("\\", "/"))
    if is_plain and ".." in path.parts:
        raise CaptureError(
            "unsafe_path",
            f"{place.uri}: {address!r} leads out of the manifest's folder; list the files "
            "below it, or give a whole address",
        )
    uri = place.beside(address) if is_plain and not path.is_absolute() else address
    try:
        member = locate(uri)
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

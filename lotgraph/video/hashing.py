"""Hashes that say whether two captures are the same."""

import hashlib
from collections.abc import Iterable

from lotgraph.video.places import Place, reading


def sha256_of(place: Place) -> str:
    """Hash of a file's bytes, read as a stream.

    Raises:
        CaptureError: if the storage cannot be read.
    """
    with reading(place.uri), place.open() as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_members(members: Iterable[tuple[str, str]]) -> str:
    """Hash of a list of (name, sha256); a changed, added, renamed or moved member changes it."""
    digest = hashlib.sha256()
    for name, sha256 in members:
        digest.update(f"{sha256} {len(name)} {name}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()

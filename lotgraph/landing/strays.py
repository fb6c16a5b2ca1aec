"""Tells of files that lie in a capture's own folder and are no part of it."""

import os

from lotgraph.video.places import STILL_SUFFIXES, locate, reading

_NAMED = 3


def warn_of_strays(address: str) -> list[str]:
    """A warning about what lies in a folder of stills and is no still; empty if there is none.

    Names with a leading dot are passed over, as everywhere in the landing folder.

    Raises:
        CaptureError: if the folder cannot be read.
    """
    place = locate(address)
    if not place.is_folder:
        return []
    with reading(address):
        found = place.filesystem.ls(place.path, detail=False)
    names = sorted(os.path.basename(path.rstrip("/")) for path in found)  # noqa: PTH119
    others = [n for n in names if not n.startswith(".") and not n.lower().endswith(STILL_SUFFIXES)]
    if not others:
        return []
    shown = ", ".join(others[:_NAMED]) + (", …" if len(others) > _NAMED else "")
    return [f"not used, because it is no still: {shown} ({len(others)} in all); land it on its own"]

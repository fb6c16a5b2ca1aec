"""Tells of files that lie in a capture's own folder and are no part of it."""

import zipfile

from lotgraph.errors import CaptureError
from lotgraph.landing.footage import FOOTAGE
from lotgraph.video.manifest import lines_of
from lotgraph.video.places import STILL_SUFFIXES, Place, locate, reading

_NAMED = 3


def warn_of_strays(address: str) -> list[str]:
    """A warning about what lies in a capture's own folder and is not used; else none.

    In a folder or zip of stills that is what is no still, in the `.footage` folder of a manifest
    what it does not list. Names with a leading dot are passed over, as in the landing folder.

    Raises:
        CaptureError: if the capture cannot be read.
    """
    place = locate(address)
    if place.is_folder:
        others = [n for n in _names(place, place.path) if not n.lower().endswith(STILL_SUFFIXES)]
        return _said(others, "no still", "land it on its own")
    if place.kind == "zip":
        others = [n for n in _packed(place) if not n.lower().endswith(STILL_SUFFIXES)]
        return _said(others, "no still", "land it on its own")
    if place.kind == "manifest":
        folder = place.path.rpartition(".")[0] + FOOTAGE
        listed = {line.path.removeprefix(f"{folder}/") for line in lines_of(place)}
        listed |= {path.partition("/")[0] for path in listed}  # of a folder in the folder
        unlisted = [name for name in _names(place, folder) if name not in listed]
        return _said(unlisted, "not listed", "list it, or land it on its own")
    return []


def _names(place: Place, folder: str) -> list[str]:
    with reading(place.uri):
        if not place.filesystem.isdir(folder):
            return []
        found = place.filesystem.ls(folder, detail=False)
    names = sorted(path.rstrip("/").rpartition("/")[2] for path in found)
    return [name for name in names if not name.startswith(".")]


def _packed(place: Place) -> list[str]:
    """Files of a zip but for dotted ones and those that macOS adds."""
    try:
        with reading(place.uri), place.open() as file, zipfile.ZipFile(file) as archive:
            names = [member.filename for member in archive.infolist() if not member.is_dir()]
    except zipfile.BadZipFile as error:  # replaced since it was probed
        said = f"{place.uri}: is no zip ({error}); land it again"
        raise CaptureError("unreadable", said) from error
    passed_over = (".", "__MACOSX")
    return sorted(n for n in names if not any(p.startswith(passed_over) for p in n.split("/")))


def _said(names: list[str], what: str, advice: str) -> list[str]:
    if not names:
        return []
    shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return [f"not used, because it is {what}: {shown} ({len(names)} in all); {advice}"]

"""Tells of files that lie in a capture's own folder and are no part of it."""

from lotgraph.landing.footage import FOOTAGE
from lotgraph.video.manifest import lines_of
from lotgraph.video.places import STILL_SUFFIXES, Place, locate, reading

_NAMED = 3


def warn_of_strays(address: str) -> list[str]:
    """A warning about what lies in a capture's own folder and is not used; else none.

    In a folder of stills that is what is no still, in the `.footage` folder of a manifest what it
    does not list. Names with a leading dot are passed over, as everywhere in the landing folder.

    Raises:
        CaptureError: if the folder cannot be read.
    """
    place = locate(address)
    if place.is_folder:
        others = [n for n in _names(place, place.path) if not n.lower().endswith(STILL_SUFFIXES)]
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


def _said(names: list[str], what: str, advice: str) -> list[str]:
    if not names:
        return []
    shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return [f"not used, because it is {what}: {shown} ({len(names)} in all); {advice}"]

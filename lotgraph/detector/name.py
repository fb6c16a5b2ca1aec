"""Names captures as sequences, and the pictures of those that are made of stills."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from lotgraph.video.archive import stills_of_zip
from lotgraph.video.places import locate
from lotgraph.video.stills import stills_of


def sequence_names(uris: Sequence[str]) -> list[str]:
    """A name for each capture, all different: the file's, or as much of its path as it takes.

    Last parts that all paths share, such as the `img1` of MOTChallenge, name nothing.
    """
    paths = [PurePosixPath(uri.strip("/")).parts for uri in uris]
    while min(map(len, paths), default=0) > 1 and _is_folder_of_all(paths):
        paths = [path[:-1] for path in paths]
    names = [PurePosixPath(path[-1]).stem for path in paths]
    for depth in range(2, max(map(len, paths), default=0) + 1):
        names = [
            f"{path[-depth]}-{name}" if names.count(name) > 1 and len(path) >= depth else name
            for path, name in zip(paths, names, strict=True)
        ]
    before = [names[:place].count(name) for place, name in enumerate(names)]
    return [
        f"{name}-{count + 1}" if count else name for name, count in zip(names, before, strict=True)
    ]


def _is_folder_of_all(paths: Sequence[tuple[str, ...]]) -> bool:
    last = {path[-1] for path in paths}
    if len(last) != 1:
        return False
    return len(paths) > 1 or last == {"img1"}


def still_names(uri: str) -> list[str] | None:
    """The names of a capture's pictures in the order shown; None where it is no folder or zip.

    Raises:
        CaptureError: if it cannot be read.
    """
    place = locate(uri)
    if place.kind == "stills":
        return [still.name for still in stills_of(place)]
    if place.kind == "zip":
        with stills_of_zip(place) as stills:
            return [PurePosixPath(still.name).name for still in stills]
    return None

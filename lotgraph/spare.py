"""Spares files from what a command writes: those it reads, and those that may only be read."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lotgraph.errors import CaptureError, LotgraphError
from lotgraph.formats.put import try_place
from lotgraph.refused import why


@dataclass(frozen=True)
class Read:
    """The files that a command reads, told by what they are on their disks, whatever their names.

    They are looked at once, and only when something lies where a command is to write.
    """

    files: Iterable[Path]

    @cached_property
    def _by_node(self) -> dict[tuple[int, int], Path]:
        found: dict[tuple[int, int], Path] = {}
        for one in self.files:
            with suppress(OSError):  # one that is not there, which whoever reads it says
                own = one.stat()
                found.setdefault((own.st_dev, own.st_ino), one)
        return found

    def same_as(self, file: Path) -> Path | None:
        """The first of them that is this one; none where this is not there yet."""
        if not file.exists():
            return None
        own = file.stat()
        return self._by_node.get((own.st_dev, own.st_ino))


def spare(file: Path, read: Read, option: str = "--out") -> None:
    """See that writing a file loses nothing, before any work is done for it; nothing is changed.

    Refused is one that the same command reads, by whatever link or other name, and one that cannot
    be written, which is so of a file whose mode lets nobody write, whoever asks.

    Raises:
        LotgraphError: something would be lost, or nothing can be written there.
    """
    one = read.same_as(file)
    if one is not None:
        raise LotgraphError(f"{option} {file}: it is {one}, which is read; choose another {option}")
    try:
        try_place(file)
    except OSError as error:
        raise LotgraphError(
            f"cannot write {file}: {why(error, file)}; choose another {option}"
        ) from error


def files_of(captures: Iterable[str]) -> Iterator[Path]:
    """The files on local disks that captures are made of: videos, stills of a folder, lists.

    Of captures that cannot be opened there are none: whoever reads them says why.
    """
    from lotgraph.video.manifest import kind_of, lines_of
    from lotgraph.video.places import STILL_SUFFIXES, locate

    for capture in captures:
        with suppress(CaptureError):
            place = locate(capture)
            if place.is_local and place.is_folder:
                entries = Path(place.path).iterdir()
                yield from (one for one in entries if one.suffix.lower() in STILL_SUFFIXES)
                continue
            if place.is_local:
                yield Path(place.path)
            if place.kind == "manifest":
                lines = lines_of(place)
                yield from (Path(one.path) for one in lines if kind_of(one.filesystem) == "file")

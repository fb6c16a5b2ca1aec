"""The footage that boxes were found in: which it is, its frames' numbers, and boxes' looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lotgraph.command.progress import Progress
from lotgraph.command.show import counted, note
from lotgraph.errors import LotgraphError, TrackError

if TYPE_CHECKING:
    from lotgraph.formats.part import Part
    from lotgraph.tracker.model import Looks

UNSEEN = 0.5  # of boxes, that no look is had of: more is said
IMG1 = "img1"  # where MOTChallenge keeps pictures
VIDEOS = {".mp4", ".mkv", ".avi", ".ts"}
MOST_FRAMES = 2**53
NO_FRAME = -(2**53)  # a picture that nothing tells of


@dataclass(frozen=True)
class Footage:
    """A capture, or a folder of captures that are called as sequences."""

    place: str
    reading: Progress

    def check(self, found: Mapping[str, Path]) -> None:
        """See that each file of boxes has footage, before any is tracked.

        Raises:
            LotgraphError: if one has none; sequences within a file are seen to later.
        """
        from lotgraph.formats.find import is_json

        for name, file in found.items():
            if not is_json(file):
                self.of(name, is_only=len(found) == 1)

    def of(self, name: str, *, is_only: bool) -> str:
        """The capture that a sequence was found in.

        Raises:
            LotgraphError: if it cannot be told.
        """
        folder = Path(self.place)
        try:
            if folder.is_dir():
                return _within(folder, name, is_only=is_only)
        except OSError as error:
            raise LotgraphError(f"--looks {self.place}: cannot be read: {error}") from error
        if is_only:
            return self.place  # whoever opens it says what is wrong with it
        raise LotgraphError(
            f"--looks {self.place}: expected a folder with footage of each sequence, as there are "
            "several"
        )

    def seen(self, name: str, file: Path, part: "Part", *, is_only: bool) -> "Looks":
        """What the boxes of a sequence look like.

        Raises:
            LotgraphError: if that cannot be told.
        """
        from lotgraph.ground.lay import is_in_space
        from lotgraph.looks import looks_in
        from lotgraph.video import batches

        if is_in_space(part.boxes):
            raise TrackError(f"{file}: boxes in space are tracked without looks; leave --looks out")
        footage = self.of(name, is_only=is_only)
        pictures = self.reading.within(footage, batches(footage, frames=8))
        looks = looks_in(pictures, numbers_of(footage, file, part), part.boxes)
        blank = int((looks == 0).all(axis=1).sum())
        if blank > UNSEEN * len(looks):
            note(
                f"lotgraph: {file}: {blank:,} of {counted(len(looks), 'box')} cannot be seen in "
                f"{footage}: too small, or of frames that it does not have; is it their footage?"
            )
        return looks


def _within(folder: Path, name: str, *, is_only: bool) -> str:
    """What is called so in a folder, or of a single sequence, the pictures in the folder itself."""
    called = [one for one in sorted(folder.iterdir()) if name in {one.name, one.stem}]
    for some in (called, [folder] if is_only else []):
        found = [one / IMG1 if (one / IMG1).is_dir() else one for one in some]
        found = [one for one in found if _is_capture(one)]
        if len(found) == 1:
            return str(found[0])
        if found:
            both = " and ".join(one.name for one in found)
            raise LotgraphError(f"--looks {folder}: which is the footage of {name}: {both}?")
    raise LotgraphError(
        f"--looks {folder}: expected a video or folder of pictures called {name}, or "
        f"{name}/{IMG1}; it has none"
    )


def _is_capture(path: Path) -> bool:
    from lotgraph.video.places import STILL_SUFFIXES

    if path.is_dir():
        return any(one.name.lower().endswith(STILL_SUFFIXES) for one in path.iterdir())
    return path.suffix.lower() in VIDEOS


def numbers_of(
    video: str, file: Path, part: "Part", first: int | None = None, option: str = ""
) -> Sequence[int]:
    """The numbers that boxes give to the footage's frames; pictures of COCO have their own.

    Pictures that are named by numbers are frames of those numbers, if all frames that have boxes
    are among them. `first` is what somebody says of the first; where nobody knows, that is said,
    with the `option` that tells.
    """
    from lotgraph.detector.name import still_names
    from lotgraph.formats.find import is_json

    stills = still_names(video) if first is None else None
    if stills and any(name in part.names for name in stills):
        return [part.names.get(name, NO_FRAME) for name in stills]
    if stills and not part.names and all(Path(name).stem.isdecimal() for name in stills):
        numbers = [int(Path(name).stem) for name in stills]
        if is_json(file) or set(part.boxes["frame"].unique()) <= set(numbers):
            return numbers
    if first is None and not part.is_sure:
        tells = f"; {option} says it" if option else ""
        note(
            f"lotgraph: {file}: nothing says what its frames count from, {part.first} is taken for "
            f"the first{tells}"
        )
    return range(part.first if first is None else first, MOST_FRAMES)

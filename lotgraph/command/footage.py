"""The footage that boxes were found in: which it is, its frames' numbers, and boxes' looks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.progress import Progress
from lotgraph.command.show import counted, note
from lotgraph.errors import TrackError

if TYPE_CHECKING:
    from lotgraph.formats.part import Part
    from lotgraph.tracker.model import Looks

UNSEEN = 0.5  # of boxes, that no look is had of: more is said
MOST_FRAMES = 2**53
FirstFrame = Annotated[
    int | None,
    typer.Option(
        help="Number that the boxes give to the footage's first frame; unless given 1 for "
        "MOTChallenge text, 0 for KITTI's labels, and for others what they tell."
    ),
]
NO_FRAME = -(2**53)  # a picture that nothing tells of


@dataclass(frozen=True)
class Footage:
    """A capture, or a folder of captures that are called as sequences."""

    place: str
    reading: Progress
    first: int | None = None  # number of its first frame, where somebody says it
    say: Callable[[str], object] = field(default_factory=lambda: cache(note))  # once each

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
        from lotgraph.formats.footage import footage_of

        return footage_of(self.place, name, is_alone=is_only, say=self.say)

    def seen(self, name: str, file: Path, part: "Part", *, is_only: bool) -> "Looks":
        """What the boxes of a sequence look like.

        Raises:
            LotgraphError: if that cannot be told.
        """
        from lotgraph.ground.lay import is_in_space
        from lotgraph.looks import looks_in
        from lotgraph.video import batches
        from lotgraph.video.places import locate

        if is_in_space(part.boxes):
            raise TrackError(f"{file}: boxes in space are tracked without looks; leave --looks out")
        footage = self.of(name, is_only=is_only)
        fitted = batches(footage, frames=8, is_fitted=not locate(footage).is_pictures)
        pictures = self.reading.within(footage, fitted)
        looks = looks_in(pictures, numbers_of(footage, file, part, self.first), part.boxes)
        blank = int((looks == 0).all(axis=1).sum())
        if blank > UNSEEN * len(looks):
            note(
                f"lotgraph: {file}: {blank:,} of {counted(len(looks), 'box')} cannot be seen in "
                f"{footage}: too small, or of frames that it does not have; is it their footage?"
            )
        return looks


def numbers_of(video: str, file: Path, part: "Part", first: int | None) -> Sequence[int]:
    """The numbers that boxes give to the footage's frames; pictures of COCO have their own.

    Pictures that are named by numbers are frames of those numbers, if all frames that have boxes
    are among them. `first` is what somebody says of the first; where nobody knows, that is said.
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
        note(
            f"lotgraph: {file}: nothing says what its frames count from, {part.first} is taken for "
            "the first; --first-frame says it"
        )
    return range(part.first if first is None else first, MOST_FRAMES)

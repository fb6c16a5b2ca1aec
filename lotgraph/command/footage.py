"""The footage that boxes were found in: which it is, its frames' numbers, and boxes' looks."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lotgraph.command.progress import Progress
from lotgraph.command.show import counted, note
from lotgraph.errors import LotgraphError

if TYPE_CHECKING:
    from lotgraph.formats.part import Part
    from lotgraph.tracker.model import Floats

UNSEEN = 0.5  # of boxes, that no look is had of: more is said
IMG1 = "img1"  # where MOTChallenge keeps pictures
MOST_FRAMES = 2**53
NO_FRAME = -(2**53)  # a picture that nothing tells of


def footage_of(place: Path, name: str, *, is_only: bool) -> str:
    """The capture that a sequence was found in: the place itself, or what is called so in it.

    Raises:
        LotgraphError: if there is none, or several.
    """
    own = [place] if is_only else []
    inside = sorted(place.iterdir()) if place.is_dir() else []
    called = [one for one in inside if name in {one.name, one.stem}]
    for some in (own, called):
        found = [one / IMG1 if (one / IMG1).is_dir() else one for one in some]
        found = [one for one in found if _is_capture(one)]
        if len(found) == 1:
            return str(found[0])
    has = " and ".join(one.name for one in called if _is_capture(one)) or "none"
    raise LotgraphError(
        f"{place}: expected one video or folder of pictures called {name}, or {name}/{IMG1}; "
        f"it has {has}"
    )


def _is_capture(path: Path) -> bool:
    from lotgraph.formats.form import TOLD
    from lotgraph.video.places import STILL_SUFFIXES

    if path.is_dir():
        return any(one.name.lower().endswith(STILL_SUFFIXES) for one in path.iterdir())
    return path.is_file() and path.suffix not in TOLD


def numbers_of(
    video: str, file: Path, part: "Part", first: int | None = None, option: str = ""
) -> Sequence[int]:
    """The numbers that boxes give to the footage's frames; pictures of COCO have their own.

    `first` is what somebody says of the first; where nobody knows, that is said, with the `option`
    that tells.
    """
    from lotgraph.detector.name import still_names
    from lotgraph.formats.find import is_json

    stills = still_names(video) if first is None and is_json(file) else None
    if stills and any(name in part.names for name in stills):
        return [part.names.get(name, NO_FRAME) for name in stills]
    if stills and not part.names and all(Path(name).stem.isdecimal() for name in stills):
        return [int(Path(name).stem) for name in stills]
    if first is None and not part.is_sure:
        tells = f"; {option} says it" if option else ""
        note(
            f"lotgraph: {file}: nothing says what its frames count from, {part.first} is taken for "
            f"the first{tells}"
        )
    return range(part.first if first is None else first, MOST_FRAMES)


def seen_in(footage: str, file: Path, part: "Part", reading: Progress) -> "Floats":
    """What the boxes look like in their footage."""
    from lotgraph.looks import looks_in
    from lotgraph.video import batches

    pictures = reading.within(footage, batches(footage, frames=8))
    looks = looks_in(pictures, numbers_of(footage, file, part), part.boxes)
    blank = int((looks == 0).all(axis=1).sum())
    if blank > UNSEEN * len(looks):
        note(
            f"lotgraph: {file}: {blank:,} of {counted(len(looks), 'box')} cannot be seen in "
            f"{footage}: too small, or of frames that it does not have; is it their footage?"
        )
    return looks

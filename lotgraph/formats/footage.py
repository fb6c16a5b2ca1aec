"""Finds the footage of a sequence: which capture its boxes were found in."""

from collections.abc import Callable
from pathlib import Path

from lotgraph.errors import FormatError
from lotgraph.refused import why

IMG1 = "img1"  # where MOTChallenge keeps pictures
SUFFIXES = (".mp4", ".mkv", ".avi", ".ts", ".zip")


def footage_of(named: str, sequence: str, *, is_alone: bool, say: Callable[[str], object]) -> str:
    """The capture of a sequence: of a capture, a folder of captures, or a pattern with `*`.

    A folder holds `NAME/img1`, a video or zip `NAME.…`, or pictures or a capture in `NAME`: of
    several the first in this order. Where the sequence `is_alone` the folder, or its `img1`, may
    hold the pictures. One capture serves all sequences. What may be doubted is told to `say`.

    Raises:
        FormatError: if nothing of it is there.
    """
    if "*" in named:
        named, is_alone = named.replace("*", sequence), True
    if "://" not in named:
        try:
            if Path(named).is_dir():
                return _within(Path(named), sequence, is_alone, say)
            is_there = Path(named).exists()
        except OSError as error:
            said = f"{named}: cannot be looked into: {why(error, Path(named))}; let it be read"
            raise FormatError(said) from error
        if not is_there:
            raise FormatError(
                f"{named}: there is no such capture or folder of pictures; name the footage that "
                "the boxes were found in"
            )
    if not is_alone:
        say(
            f"{named} is taken for the footage of every sequence; a folder, or a pattern with one "
            "*, has one for each"
        )
    return named


def _within(folder: Path, name: str, is_alone: bool, say: Callable[[str], object]) -> str:
    """What is called so in a folder, else, of a sequence alone, what it holds itself."""
    called = [one for one in sorted(folder.iterdir()) if name in {one.name, one.stem}]
    for some in (called, [folder] if is_alone else []):
        taken = [found for one in some if (found := _capture(one, name))]
        if taken:
            first, *others = (str(one) for _, one in sorted(taken))
            if others:
                say(
                    f"{first} is taken for the footage of {name}, {' and '.join(others)} left "
                    "aside; a pattern with one * can name another"
                )
            return first
    places = [f"{name}/{IMG1}", *(f"{name}{suffix}" for suffix in SUFFIXES)]
    own = f", or here, or in {IMG1}" if is_alone else ""
    raise FormatError(
        f"{folder}: no footage of {name}; expected one of {', '.join(places)}, or pictures in "
        f"{name}{own}"
    )


def _capture(place: Path, name: str) -> tuple[int, Path] | None:
    """Where captures lie in something called so, and the place of that in the order of those."""
    if place.is_dir():
        if _has_stills(place / IMG1):
            return 0, place / IMG1
        return (len(SUFFIXES) + 1, place) if _has_stills(place) else None
    if place.suffix.lower() in SUFFIXES:
        return SUFFIXES.index(place.suffix.lower()) + 1, place
    return (len(SUFFIXES) + 1, place) if place.name == name else None


def _has_stills(folder: Path) -> bool:
    from lotgraph.video.places import STILL_SUFFIXES

    return folder.is_dir() and any(
        one.name.lower().endswith(STILL_SUFFIXES) for one in folder.iterdir()
    )

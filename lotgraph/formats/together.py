"""Reads files that belong together, such as truth and predictions, with frames counted alike."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.coco_index import Index
from lotgraph.formats.count import first_of
from lotgraph.formats.find import index_among, is_json, parts_of, sequences
from lotgraph.formats.form import Form
from lotgraph.formats.part import Part
from lotgraph.measure.shift import gain_of
from lotgraph.measure.warn import named


@dataclass(frozen=True)
class Side:
    """Sequences by name, and sentences on what was taken of them as nothing tells it."""

    parts: dict[str, Part]
    assumed: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()  # sentences on tables of a folder that are not read

    @property
    def boxes(self) -> dict[str, pl.DataFrame]:
        """Boxes by the name of their sequence."""
        return {name: part.boxes for name, part in self.parts.items()}

    @property
    def first(self) -> dict[str, int]:
        """The number of each sequence's first frame."""
        return {name: part.first for name, part in self.parts.items()}


Refuse = Callable[[Path, FormatError], object]
"""Who is told of a file that cannot be read, and why, and that all else goes on without it."""


def together(
    places: Sequence[tuple[str, Sequence[str]]],
    told: Callable[[list[tuple[str, Path]]], Iterable[tuple[str, Path]]] = iter,
    refuse: Refuse | None = None,
) -> list[Side]:
    """Sequences of things that somebody names, and of how folders of them are laid out.

    What is read goes through `told`. Of several files one that cannot be read is told to `refuse`,
    and no side has its sequence; but which sequences are in COCO JSON that is broken, nobody knows.

    Where each is a single sequence they belong together, whatever they are called. Results in COCO
    JSON have the images that the first thing named lists, if that is COCO JSON too. Frames have the
    numbers that they have in the first thing named.

    Raises:
        FormatError: if a file cannot be read, or two have a sequence of one name.
    """
    said: list[list[str]] = [[] for _ in places]
    files = [
        sequences(one, layouts, own.append)
        for (one, layouts), own in zip(places, said, strict=True)
    ]
    index = index_among(files[0].values())
    bad: list[set[str]] = [set() for _ in places]
    read = [
        _each_once(_readable(told([*some.items()]), index, refuse if len(some) > 1 else None, own))
        for some, own in zip(files, bad, strict=True)
    ]
    lost = set[str]().union(*bad)
    sides = [_as_one({name: side[name] for name in side if name not in lost}) for side in read]
    if lost and not sides[0]:
        sources = dict.fromkeys(place for (place, _), own in zip(places, bad, strict=True) if own)
        raise FormatError(f"no sequence is left, for bad files of {' and '.join(sources)}")
    if not lost and all(len(side) == 1 for side in sides):
        [name] = sides[0]
        sides = [{name: part} for side in sides for part in side.values()]
    lined_up = [Side(sides[0]), *(_lined_up(sides[0], side) for side in sides[1:])]
    return [
        replace(one, assumed=one.assumed + _unnamed(one), passed_over=tuple(own))
        for one, own in zip(lined_up, said, strict=True)
    ]


def _readable(
    files: Iterable[tuple[str, Path]],
    index: Index | None,
    refuse: Refuse | None,
    lost: set[str],
) -> Iterator[tuple[Path, dict[str, Part]]]:
    """What files hold; the names of those that cannot be read go to `lost`."""
    for name, file in files:
        try:
            parts = parts_of(file, name, index)
        except FormatError as error:
            if refuse is None or is_json(file):
                raise
            refuse(file, error)
            lost.add(name)
        else:
            yield file, parts


def _unnamed(side: Side) -> tuple[str, ...]:
    """What was taken of names, which labels as truth would give."""
    return tuple(
        f"{name}: {part.assumed}; labels in COCO JSON as the truth name both"
        for name, part in side.parts.items()
        if part.assumed
    )


def _each_once(files: Iterable[tuple[Path, dict[str, Part]]]) -> dict[str, Part]:
    """Sequences, none of which two files may hold."""
    found: dict[str, Part] = {}
    for file, parts in files:
        for twice in sorted(found.keys() & parts.keys())[:1]:
            raise FormatError(f"{file}: another file has a sequence called {twice} as well")
        found |= parts
    return found


def _as_one(parts: Mapping[str, Part]) -> dict[str, Part]:
    """The same: files of a format that are named together count alike, if none says otherwise."""
    one = dict(parts)
    for form in Form:
        own = {name: part for name, part in parts.items() if part.form is form}
        first, is_sure = first_of(form, (part.boxes for part in own.values()))
        one |= {
            name: replace(part, first=first, is_sure=is_sure)
            for name, part in own.items()
            if form is Form.MOT or not (part.is_sure or part.names)
        }
    return one


def _lined_up(truth: Mapping[str, Part], side: Mapping[str, Part]) -> Side:
    """The other side, with numbers of frames as the truth has them."""
    unlike = [name for name in truth if name in side and not _is_alike(truth[name], side[name])]
    later = {name: truth[name].start - side[name].start for name in unlike}
    guessed = [name for name in unlike if not (truth[name].is_sure and side[name].is_sure)]
    for name, by in _fitting(truth, side, later, guessed).items():
        later[name] += by
    moved = {name: _moved(side[name], by) for name, by in later.items()}
    return Side({**side, **moved}, tuple(_said(truth, side, later, guessed)))


def _is_alike(one: Part, other: Part) -> bool:
    """Whether numbers are the same anyway: in one format, unless both tables say otherwise."""
    is_told = one.form is Form.PARQUET and one.is_sure and other.is_sure
    return one.form is other.form and not is_told


def _moved(part: Part, by: int) -> Part:
    return replace(part, boxes=part.boxes.with_columns(pl.col("frame") + by), first=part.first + by)


def _fitting(
    truth: Mapping[str, Part],
    side: Mapping[str, Part],
    later: Mapping[str, int],
    guessed: Sequence[str],
) -> dict[str, int]:
    """How much later what was guessed fits better by more than chance; nothing where none does."""
    best: tuple[float, dict[str, int]] = (0.0, {})
    for reading in _readings(truth, side, guessed):
        couples = [(truth[n].boxes, _moved(side[n], later[n]).boxes) for n in reading]
        best = max(best, (gain_of(couples, [*reading.values()]), reading), key=lambda one: one[0])
    return best[1]


def _readings(
    truth: Mapping[str, Part], side: Mapping[str, Part], guessed: Sequence[str]
) -> Iterator[dict[str, int]]:
    """What else may be meant: from 1 instead of 0, or that the first image listed is the first."""
    sure = [name for name in guessed if truth[name].is_sure]
    unsure = [name for name in guessed if not truth[name].is_sure]
    readings = (
        {name: 2 * side[name].start - 1 for name in guessed if not side[name].is_sure},
        {name: 1 - 2 * truth[name].start for name in unsure},
        {name: side[name].start - side[name].first for name in sure},
        {name: truth[name].first - truth[name].start for name in unsure},
    )
    for one in readings:
        if any(one.values()):
            yield one


def _said(
    truth: Mapping[str, Part],
    side: Mapping[str, Part],
    later: Mapping[str, int],
    guessed: Sequence[str],
) -> Iterator[str]:
    """A sentence for all sequences of which the same is taken."""
    alike: dict[str, list[str]] = {}
    for name in guessed:
        by = later[name]
        than = f"{abs(by):,} {'lower' if by > 0 else 'higher'} than those" if by else "those"
        said = (
            f"nothing says what frames count from; numbers in {side[name].form} are taken to be "
            f"{than} in {truth[name].form}"
        )
        alike.setdefault(said, []).append(name)
    for said, names in alike.items():
        yield f"{named(names)}: {said}"

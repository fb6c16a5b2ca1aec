"""Read any capture as batches of frames, or fetch some chosen frames exactly."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import CaptureError, ShapeError
from lotgraph.video.archive import stills_of_zip
from lotgraph.video.batch import Batch, End, Losses, Shown
from lotgraph.video.canvas import Canvas
from lotgraph.video.chosen import is_worthwhile, play_chosen, table_of
from lotgraph.video.clock import Grid, due
from lotgraph.video.convert import Size
from lotgraph.video.decode import Ended, play
from lotgraph.video.limits import BATCH_BYTES
from lotgraph.video.manifest import members_of
from lotgraph.video.places import Place, locate
from lotgraph.video.stills import play_stills, stills_of

Playing = Generator[Shown, None, End]


class Reading(Iterator[Batch]):
    """Batches of one capture as they are decoded; `losses` is complete once they have ended."""

    def __init__(self, batches: Iterator[Batch], losses: Losses) -> None:
        self._batches = batches
        self.losses = losses

    def __next__(self) -> Batch:
        return next(self._batches)


def batches(  # noqa: PLR0913 - one call says all that is wanted, by keyword
    uri: str,
    *,
    rate_hz: float | None = None,
    size: Size | None = None,
    frames: int = 32,
    sound_only: bool = False,
    is_fitted: bool = False,
    losses: Losses | None = None,
    stills_fps: float | None = None,
) -> Reading:
    """Read a capture from start to end: (n, h, w, 3) uint8 RGB with times, `frames` at a time.

    `rate_hz` picks the first frame at or after each k / rate_hz; a gap gives fewer frames, never
    the same twice; `stills_fps` is how fast pictures follow whose names say no time, one a second
    unless given. `size` is a box in px that pictures are shrunk into, keeping their aspect,
    never enlarged. A batch holds frames of one size: where that changes, as in a folder of pictures
    of many sizes, the next batch begins. If `is_fitted`, every frame is scaled to what the first
    one gets instead, for who compares one with the other. A frame that cannot be decoded is left
    out and counted, in `losses` where they are given; with `sound_only` so is one that may show
    damage, and the next sound one takes its place. Memory: two batches, which hold fewer frames
    where they are so large that one would exceed BATCH_BYTES.

    Raises:
        CaptureError: if nothing can be read; see lotgraph.captures.reasons.
        ValueError: if rate, size or number of frames is not positive.
    """
    if (rate_hz is not None and not rate_hz > 0) or frames < 1 or (size and min(size) < 1):
        raise ValueError(f"expected positive {rate_hz=}, {size=}, {frames=}")
    place = locate(uri)
    losses = Losses() if losses is None else losses
    canvas = Canvas(losses, size, frames, BATCH_BYTES, is_fitted=is_fitted)
    grid = Grid(rate_hz)
    playing = _batched(place, losses, grid, canvas, sound_only=sound_only, stills_fps=stills_fps)
    return Reading(playing, losses)


def fetch(uri: str, indices: Sequence[int], *, size: Size | None = None) -> Batch:
    """Exactly the frames of these numbers, as `batches` numbers them.

    They come in the order asked for, at native size or shrunk into the box `size` as `batches`
    does. Decoding starts at the keyframes before them where the
    file allows it, else at the file's start. Memory: all of them at once.

    Raises:
        CaptureError: if the capture cannot be read, or a frame is not there or not decodable.
        ShapeError: if they are not of one size; `fetch_each` takes those.
    """
    wanted = np.unique(np.asarray(indices, np.int64))
    if not len(wanted):
        return Batch(wanted, np.zeros(0), np.zeros((0, 0, 0, 3), np.uint8))
    times_s, parts = _fetched(uri, wanted, size)
    if len(parts) > 1:
        sizes = ", ".join(f"{part.shape[2]}x{part.shape[1]}" for part in parts[:10])
        raise ShapeError(f"{uri}: expected frames of one size, got {sizes}; fetch each by itself")
    order = np.searchsorted(wanted, indices)
    return Batch(np.asarray(indices, np.int64), times_s[order], parts[0][order])


def fetch_each(
    uri: str, indices: Sequence[int], *, size: Size | None = None, is_fitted: bool = False
) -> list[Batch]:
    """The same frames in the same order, in batches of one, so that each may have its own size.

    If `is_fitted`, each is scaled to what the capture's first frame that decodes would get, as
    `batches` does; where none of it does, to the first of those asked for.

    Raises:
        CaptureError: as `fetch`.
    """
    wanted = np.unique(np.asarray(indices, np.int64))
    if not len(wanted):
        return []
    times_s, parts = _fetched(uri, wanted, size, is_fitted=is_fitted)
    pictures = [part[k : k + 1] for part in parts for k in range(len(part))]
    order = np.searchsorted(wanted, indices).tolist()
    return [Batch(wanted[k : k + 1], times_s[k : k + 1], pictures[k]) for k in order]


def _fetched(
    uri: str, wanted: NDArray[np.int64], size: Size | None, *, is_fitted: bool = False
) -> tuple[NDArray[np.float64], list[NDArray[np.uint8]]]:
    """Times and pictures of frames, whose numbers rise; pictures in runs of one size."""
    place = locate(uri)
    asked = np.union1d(wanted, [0]) if is_fitted else wanted
    some = set(asked.tolist())
    canvas = Canvas(Losses(), size, len(asked), is_fitted=is_fitted)
    found: dict[int, float] = {}  # in the order painted, which is that of numbers
    for shown in _chosen(place, asked):
        if shown.index in some and canvas.paint(shown.frame):
            found[shown.index] = shown.time_s
        if shown.index >= asked[-1]:
            break
    missing = [number for number in wanted.tolist() if number not in found]
    if missing:
        raise CaptureError(
            "unreadable",
            f"{uri}: frames {missing[:10]} were asked for, but are not there or do not decode; "
            "ask for numbers that reading it gave",
        )
    parts = canvas.rest()
    if len(found) > len(wanted):  # the first is there for its size alone
        del found[0]
        parts = [parts[0][1:], *parts[1:]]
    return np.array(list(found.values())), parts


def _batched(  # noqa: PLR0913 - what `batches` is given
    place: Place,
    losses: Losses,
    grid: Grid,
    canvas: Canvas,
    *,
    sound_only: bool,
    stills_fps: float | None,
) -> Generator[Batch, None, None]:
    index: list[int] = []
    times_s: list[float] = []
    groups: list[int] = []
    is_empty = True
    for shown in _all(place, losses, grid.rate_hz, stills_fps):
        is_wanted = grid.is_due(shown.time_s) and (shown.is_sound or not sound_only)
        if is_wanted and canvas.paint(shown.frame):
            grid.serve(shown.time_s)
            index.append(shown.index)
            times_s.append(shown.time_s)
            groups.append(shown.group)
            is_empty = False
        for pixels in canvas.full():
            yield _first(pixels, index, times_s, groups)
    for pixels in canvas.rest():
        yield _first(pixels, index, times_s, groups)
    if is_empty:
        raise CaptureError(
            "unreadable",
            f"{place.uri}: none of its {losses.frames_shown + losses.packets_lost} pictures "
            f"decodes{' undamaged' if losses.frames_shown else ''}; land it again",
        )


def _first(
    pixels: NDArray[np.uint8], index: list[int], times_s: list[float], groups: list[int]
) -> Batch:
    """A batch of the first frames that are held, which are let go of."""
    count = len(pixels)
    numbers, of_groups = np.array(index[:count], np.int64), np.array(groups[:count], np.int64)
    batch = Batch(numbers, np.array(times_s[:count]), pixels, of_groups)
    del index[:count], times_s[:count], groups[:count]
    return batch


def _all(place: Place, losses: Losses, rate_hz: float | None, fps: float | None = None) -> Playing:
    """Every frame of any kind of capture; of a video perhaps only those that a rate asks for."""
    if place.kind == "video":
        return (yield from _video(place, losses, rate_hz))
    if place.kind == "stills":
        return (yield from play_stills(stills_of(place), losses, fps))
    if place.kind == "zip":
        with stills_of_zip(place) as stills:
            return (yield from play_stills(stills, losses, fps))
    members = members_of(place)
    if all(member.kind == "stills" for member in members):
        pictures = [still for member in members for still in stills_of(member)]
        return (yield from play_stills(pictures, losses, fps))
    return (yield from _one_after_the_other(members, losses, fps))


def _video(place: Place, losses: Losses, rate_hz: float | None) -> Playing:
    # Reading a local file's packets costs a percent of decoding it; a remote one's, a download.
    table = table_of(place) if rate_hz is not None and place.is_local else None
    if rate_hz is None or table is None or not table.is_orderly:
        return (yield from play(place, losses))
    wanted = np.flatnonzero(due(table.times_s, rate_hz))
    if not is_worthwhile(table, wanted):
        return (yield from play(place, losses))
    yield from play_chosen(place, wanted, table, losses)
    return End(len(table), float(table.times_s[-1]))


def _one_after_the_other(members: list[Place], losses: Losses, fps: float | None) -> Playing:
    frames, start_s = 0, 0.0
    for member in members:
        playing = Ended(_all(member, losses, None, fps))
        for shown in playing:
            yield replace(
                shown,
                index=shown.index + frames,
                time_s=shown.time_s + start_s,
                group=shown.group + frames,  # no member has more groups than frames
            )
        frames, start_s = frames + playing.end.frames, start_s + playing.end.time_s
    return End(frames, start_s)


def _chosen(place: Place, wanted: NDArray[np.int64]) -> Iterator[Shown]:
    """At least the wanted frames."""
    if place.kind == "video":
        table = table_of(place)
        if table.is_orderly and wanted[0] >= 0 and wanted[-1] < len(table):
            return play_chosen(place, wanted, table, Losses())
    return _all(place, Losses(), None)

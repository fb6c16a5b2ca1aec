"""Decode one video from start to end; the same file gives the same frames, damaged or not."""

from collections.abc import Generator, Iterator
from typing import Any

from lotgraph.video.batch import End, Losses, Shown
from lotgraph.video.clock import DEFAULT_FPS, Clock
from lotgraph.video.container import opened, packets, rate_of
from lotgraph.video.doubt import Doubt
from lotgraph.video.numbering import SHORTEST_BYTES, DamageError, Numbering, Proof
from lotgraph.video.packets import is_counted
from lotgraph.video.places import Place

Watch = Proof | Doubt  # of the many threads, and of the one


def play(place: Place, losses: Losses) -> Generator[Shown, None, End]:
    """Every frame in the order shown; returns where the capture ends.

    Decoding uses all cores until something is damaged. From there one thread decodes, because
    threads patch damage differently from run to run; it starts over to get there, which costs
    at most as much again. `losses` is complete once the end is reached.

    Raises:
        CaptureError: if the file cannot be opened.
    """
    done = -1
    try:
        whole = Losses()
        for shown in (playing := Ended(_play(place, whole, is_proving=True))):
            yield shown
            done = shown.index
    except DamageError:
        for shown in (playing := Ended(_play(place, losses, is_proving=False))):
            if shown.index > done:
                yield shown
    else:
        losses.add(whole)
    return playing.end


class Ended:
    """A playing whose return value can be asked for after a plain loop over it."""

    def __init__(self, playing: Generator[Shown, None, End]) -> None:
        self._playing = playing
        self.end = End(0, 0.0)

    def __iter__(self) -> Iterator[Shown]:
        self.end = yield from self._playing


def _play(place: Place, losses: Losses, *, is_proving: bool) -> Generator[Shown, None, End]:
    """All frames by many threads until one is doubted (DamageError), or all by one thread."""
    with opened(place, threads=0 if is_proving else 1) as (container, stream):
        numbering = Numbering(is_counting=is_counted(container, stream))
        watch = Proof() if is_proving else Doubt()
        if is_proving and numbering.is_counting:
            raise DamageError  # nothing would tell which frame is damaged
        # avi counts frames as they are coded; its order of showing is guesswork of FFmpeg's.
        is_avi = container.format.name == "avi"
        clock = Clock(float(stream.time_base or 0), 1.0 / (rate_of(stream) or DEFAULT_FPS))
        group = 0
        for frame in _decoded(container, stream, losses, numbering, watch):
            group += bool(frame.key_frame)
            if clock.origin is None and not is_avi:
                clock.origin = numbering.first_stamp
            due = numbering.last + 1
            number = numbering.number(frame)
            if number is None:
                continue
            stamp = frame.dts if is_avi or frame.pts is None else frame.pts
            shown = Shown(number, clock.time_of(stamp), frame, group=group)
            losses.frames_shown += 1
            losses.frames_concealed += frame.is_corrupt
            yield from watch.release(shown, is_after_gap=number > due)
        watch.end()
        losses.packets_lost += max(0, numbering.fed - numbering.hollow - losses.frames_shown)
        if not is_avi:  # the last frames of an avi come out without a stamp
            _note_clock(clock, losses)
        return End(max(numbering.fed, numbering.last + 1), clock.end_s)


def _decoded(
    container: Any, stream: Any, losses: Losses, numbering: Numbering, watch: Watch
) -> Iterator[Any]:
    held: Any = None
    for packet in packets(container, stream, losses):
        if held is not None:
            yield from _frames(stream, held, watch)
        numbering.feed(packet)
        held = packet
    # A last packet that was cut off would fail while FFmpeg empties itself, and would take the
    # whole frames that are still inside with it.
    if held is not None and not held.is_corrupt:
        yield from _frames(stream, held, watch)
    yield from _frames(stream, None, watch)


def _frames(stream: Any, packet: Any, watch: Watch) -> list[Any]:
    """Frames that come out now; none for a packet that does not decode (nobody numbers it)."""
    import av

    if packet is not None:
        watch.feed(packet)
    try:
        return list(stream.codec_context.decode(packet))
    except av.error.FFmpegError:
        if packet is None or packet.size >= SHORTEST_BYTES:
            watch.fail()
        return []


def _note_clock(clock: Clock, losses: Losses) -> None:
    if clock.missing:
        losses.notes["timestamps missing, taken from the frame rate"] += clock.missing
    if clock.backward:
        losses.notes["timestamps going backwards, made to rise"] += clock.backward

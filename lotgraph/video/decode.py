"""Decode one video: all of it in order, or only what some chosen frames need.

A frame's number is its place among the pictures the file holds, in the order they are shown; a
picture that cannot be decoded keeps its number, so that numbers do not depend on how the file was
read. Where stamps do not tell the order (see PacketTable.is_orderly), decoded frames are counted.
"""

import heapq
from collections.abc import Generator, Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.video.batch import End, Losses, Shown
from lotgraph.video.clock import DEFAULT_FPS, Clock
from lotgraph.video.container import opened, packets, rate_of
from lotgraph.video.packets import MISSING, PacketTable, decoding_cost, is_counted
from lotgraph.video.places import Place

# Starting at keyframes wins only where it leaves out much: each start empties FFmpeg's threads.
WORTHWHILE_SHARE = 0.5
READ_ON_PACKETS = 250  # a shorter stretch is read through, as a seek costs about as much


class _StrayedError(Exception):
    """Decoding from keyframes did not give what the packets promised; read it all instead."""


class _Numbering:
    """Numbers frames by the stamps of the packets that went in."""

    def __init__(self, *, is_counting: bool) -> None:
        self.is_counting = is_counting
        self.last = -1
        self.fed = 0
        self._waiting: list[int] = []
        self._last_dts: int | None = None

    def feed(self, packet: Any) -> None:
        self.fed += not packet.is_discard
        goes_back = None not in {packet.dts, self._last_dts} and packet.dts < self._last_dts
        self.is_counting |= packet.pts is None or goes_back
        self._last_dts = packet.dts
        if not self.is_counting and not packet.is_discard:
            heapq.heappush(self._waiting, packet.pts)

    @property
    def first_stamp(self) -> int | None:
        return self._waiting[0] if self._waiting and not self.is_counting else None

    def number(self, frame: Any) -> int | None:
        """The frame's number, or None if damage brought it out after its turn."""
        if self.is_counting or frame.pts is None:
            self.last += 1
            return self.last
        before = self.last
        while self._waiting and self._waiting[0] < frame.pts:
            heapq.heappop(self._waiting)
            self.last += 1
        if self._waiting and self._waiting[0] == frame.pts:
            heapq.heappop(self._waiting)
            self.last += 1
        return self.last if self.last > before else None


def play(place: Place, losses: Losses) -> Generator[Shown, None, End]:
    """Every frame in the order shown; returns where it ends.

    Raises:
        CaptureError: if the file cannot be opened.
    """
    with opened(place) as (container, stream):
        # avi counts frames as they are coded; its order of showing is guesswork of FFmpeg's.
        by_count = container.format.name == "avi"
        numbering = _Numbering(is_counting=is_counted(container, stream))
        clock = Clock(float(stream.time_base or 0), 1.0 / (rate_of(stream) or DEFAULT_FPS))
        for frame in _decoded(container, stream, numbering, losses):
            if clock.origin is None and not by_count:
                clock.origin = numbering.first_stamp
            number = numbering.number(frame)
            if number is None:
                continue
            stamp = frame.dts if by_count or frame.pts is None else frame.pts
            time_s = clock.time_of(stamp)
            losses.frames_shown += 1
            losses.frames_concealed += frame.is_corrupt
            yield Shown(number, time_s, frame)
        count = max(numbering.fed, numbering.last + 1)
        losses.packets_lost += max(0, numbering.fed - losses.frames_shown)
        if not by_count:  # the last frames of an avi come out without one
            _note_clock(clock, losses)
        return End(count, 0.0 if clock.last_s is None else clock.last_s + clock.period_s)


def play_chosen(place: Place, wanted: NDArray[np.int64], table: PacketTable) -> Iterator[Shown]:
    """Only the frames numbered `wanted` (rising), decoded from keyframes; exactly as `play` would.

    Raises:
        CaptureError: if the file cannot be opened.
    """
    done = -1
    if is_worthwhile(table, wanted):
        try:
            for shown in _from_keyframes(place, wanted, table):
                yield shown
                done = shown.index
        except _StrayedError:
            pass  # the rest is read the slow way, which needs no promise
        else:
            return
    last = int(wanted[-1])
    left = {number for number in wanted.tolist() if number > done}
    for shown in play(place, Losses()):
        if shown.index in left:
            yield shown
        if shown.index >= last:
            return


def is_worthwhile(table: PacketTable, wanted: NDArray[np.int64]) -> bool:
    """Whether decoding from keyframes leaves out enough to pay."""
    return decoding_cost(table.ranges(wanted)) <= WORTHWHILE_SHARE * len(table)


def table_of(place: Place) -> PacketTable:
    """Read through a video's packets.

    Raises:
        CaptureError: if the file cannot be opened.
    """
    with opened(place, threads=1) as (container, stream):
        return PacketTable.scan(container, stream)


def _decoded(container: Any, stream: Any, numbering: _Numbering, losses: Losses) -> Iterator[Any]:
    held: Any = None
    for packet in packets(container, stream, losses):
        numbering.feed(packet)
        if held is not None:
            yield from _try_decode(stream, held)
        held = packet
    # A last packet that was cut off would fail while FFmpeg empties itself, and would take the
    # whole frames that are still inside with it.
    if held is not None and not held.is_corrupt:
        yield from _try_decode(stream, held)
    yield from _try_decode(stream, None)


def _try_decode(stream: Any, packet: Any) -> list[Any]:
    """Frames that come out now; none for a packet that cannot be decoded (it stays uncounted)."""
    import av

    try:
        return list(stream.codec_context.decode(packet))
    except av.error.FFmpegError:
        return []


def _from_keyframes(place: Place, wanted: NDArray[np.int64], table: PacketTable) -> Iterator[Shown]:
    place_of = {stamp: position for position, stamp in enumerate(table.pts.tolist())}
    number_of = {int(table.pts[table.shown[number]]): number for number in wanted.tolist()}
    places = table.shown[wanted]
    with opened(place) as (container, stream):
        position = 0  # of the packet that is read next
        source = packets(container, stream, Losses())
        for start, end in table.ranges(wanted):
            if start - position > READ_ON_PACKETS:
                container.seek(int(table.dts[start]), stream=stream)
                source = packets(container, stream, Losses())
            chosen = _between(source, start, end, place_of)
            missing = int(((places >= start) & (places <= end)).sum())
            for frame in _strictly(stream, chosen):
                number = number_of.get(frame.pts)
                if number is not None:
                    missing -= 1
                    yield Shown(number, float(table.times_s[number]), frame)
            if missing:
                raise _StrayedError
            stream.codec_context.flush_buffers()
            position = end + 1


def _between(
    source: Iterator[Any], start: int, end: int, place_of: dict[int, int]
) -> Iterator[Any]:
    """Packets `start` to `end` of the table, all of them, in order."""
    expected = start
    for packet in source:
        position = place_of.get(packet.pts, -1)
        if position < start:
            continue
        if position != expected:
            raise _StrayedError
        yield packet
        if position == end:
            return
        expected += 1
    raise _StrayedError


def _strictly(stream: Any, chosen: Iterator[Any]) -> Iterator[Any]:
    """Decode and accept no damage: what hides it may lean on frames that were left out."""
    import av

    last = MISSING
    for packet in chain(chosen, [None]):
        try:
            frames = stream.codec_context.decode(packet)
        except av.error.FFmpegError as error:
            raise _StrayedError from error
        for frame in frames:
            if frame.is_corrupt or frame.pts is None or frame.pts <= last:
                raise _StrayedError
            last = frame.pts
            yield frame


def _note_clock(clock: Clock, losses: Losses) -> None:
    if clock.missing:
        losses.notes["timestamps missing, taken from the frame rate"] += clock.missing
    if clock.backward:
        losses.notes["timestamps going backwards, made to rise"] += clock.backward

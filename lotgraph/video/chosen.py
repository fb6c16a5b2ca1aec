"""Decode only what chosen frames of a video need; they come out as `play` gives them."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.video.batch import Losses, Shown
from lotgraph.video.container import opened, packets
from lotgraph.video.decode import play
from lotgraph.video.numbering import DamageError
from lotgraph.video.packets import MISSING, PacketTable, decoding_cost
from lotgraph.video.places import Place

# Starting at keyframes wins only where it leaves out much, as one thread then does the work.
WORTHWHILE_SHARE = 0.5
READ_ON_PACKETS = 250  # a shorter stretch is read through, as a seek costs about as much


def play_chosen(
    place: Place, wanted: NDArray[np.int64], table: PacketTable, losses: Losses
) -> Iterator[Shown]:
    """Frames numbered `wanted` (rising), decoded from the keyframes before them.

    Where that does not pay, or meets damage, the rest of the capture is played in full: what
    hides damage may lean on frames that were left out. So a caller picks what it wants.

    Raises:
        CaptureError: if the file cannot be opened.
    """
    done = -1
    pays = is_worthwhile(table, wanted)
    try:
        for shown in _from_keyframes(place, wanted, table) if pays else ():
            losses.frames_shown += 1
            yield shown
            done = shown.index
    except DamageError:
        pays = False
    if not pays:
        losses.frames_shown = 0
        for shown in play(place, losses):
            if shown.index > done:
                yield shown


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


def _from_keyframes(place: Place, wanted: NDArray[np.int64], table: PacketTable) -> Iterator[Shown]:
    place_of = {stamp: position for position, stamp in enumerate(table.pts.tolist())}
    number_of = {int(table.pts[table.shown[number]]): number for number in wanted.tolist()}
    groups = np.cumsum(table.is_key[table.shown])
    # One thread: stretches are short, and threads may forget to flag what they patched.
    with opened(place, threads=1) as (container, stream):
        following = 0  # position of the packet that is read next
        source = packets(container, stream, Losses())
        for start, end in table.ranges(wanted):
            if start - following > READ_ON_PACKETS and table.dts[start] != MISSING:
                container.seek(int(table.dts[start]), stream=stream)
                source = packets(container, stream, Losses())
            stretch = _between(source, start, end, place_of)
            frames = _strictly(stream, stretch, end - start + 1, number_of)
            for number, frame in frames:
                at_s, group = float(table.times_s[number]), int(groups[number])
                yield Shown(number, at_s, frame, group=group)
            stream.codec_context.flush_buffers()
            following = end + 1


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
            raise DamageError
        yield packet
        if position == end:
            return
        expected += 1
    raise DamageError


def _strictly(
    stream: Any, stretch: Iterator[Any], count: int, number_of: dict[int, int]
) -> list[tuple[int, Any]]:
    """Decode a stretch of `count` packets and keep its numbered frames, if all are whole.

    Frames that are shown before its keyframe lean on what was not read, and nothing shown after
    it leans on them: they are passed over, whether or not they come out.
    """
    import av

    kept, seen = [], 0
    last = key_stamp = MISSING
    for packet in chain(stretch, [None]):
        if packet is not None:
            key_stamp = packet.pts if key_stamp == MISSING else key_stamp
            seen += packet.pts < key_stamp
        try:
            frames = stream.codec_context.decode(packet)
        except av.error.FFmpegError as error:
            raise DamageError from error
        for frame in frames:
            if frame.pts is not None and frame.pts < key_stamp:
                continue
            if frame.is_corrupt or frame.pts is None or frame.pts <= last:
                raise DamageError
            last = frame.pts
            seen += 1
            if frame.pts in number_of:
                kept.append((number_of[frame.pts], frame))
    if seen != count:
        raise DamageError
    return kept

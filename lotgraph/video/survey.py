"""Go through a video's packets once: count them, time them, decode one frame."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import CaptureError
from lotgraph.video.batch import Losses
from lotgraph.video.clock import DEFAULT_FPS, Clock
from lotgraph.video.container import opened, packets, rate_of
from lotgraph.video.convert import Size, quarter_turns, upright_size
from lotgraph.video.packets import MISSING, PacketTable, row_of
from lotgraph.video.places import Place
from lotgraph.video.timing import Timing, longest_gap_s, timing_of

FULL_RANGE = 2  # AVCOL_RANGE_JPEG
FULL_FORMATS = ("yuvj", "rgb", "bgr", "gbr", "pal")
MICROSECONDS = 1e6  # FFmpeg's unit for a container's duration
SHORT_SHARE = 0.02  # of the announced duration; headers round
HEAD_BYTES = 1024  # of a packet, where its picture's shape is written
SHAPE_MARKS = {
    # What tells a picture's size: H.264 and HEVC parameter sets, JPEG's frame header.
    "h264": re.compile(
        rb"\x00\x00\x01[\x07\x27\x47\x67].{4,64}?(?=\x00\x00\x01|\x00\x00\x00)", re.DOTALL
    ),
    "hevc": re.compile(rb"\x00\x00\x01\x42.{4,96}?(?=\x00\x00\x01|\x00\x00\x00\x01)", re.DOTALL),
    "mjpeg": re.compile(rb"\xff[\xc0-\xc2]\x00\x11\x08.{4}", re.DOTALL),
}


@dataclass(frozen=True)
class Survey:
    """What a video's headers, packets and first frame say."""

    codec: str
    size: Size
    rotation_deg: int
    is_full_range: bool
    frames: int
    timing: Timing
    keyframe_gap_s: float
    corrupt_packets: int
    decodable_share: float
    warnings: tuple[str, ...]


@dataclass
class _First:
    """The first frame that decodes, found while packets go by."""

    stream: Any
    frame: Any = None
    failures: int = 0
    shapes: set[bytes] = field(default_factory=set)

    def see(self, packet: Any) -> None:
        if self.frame is None:
            self.decode(packet)
        mark = SHAPE_MARKS.get(self.stream.codec_context.name)
        if mark is not None and packet.is_keyframe:
            found = mark.search(bytes(memoryview(packet)[:HEAD_BYTES]))
            if found:
                self.shapes.add(found.group())

    def decode(self, packet: Any) -> None:
        import av

        try:
            frames = self.stream.codec_context.decode(packet)
        except av.error.FFmpegError:
            self.failures += packet is not None
        else:
            self.frame = frames[0] if frames else None


def survey(place: Place) -> Survey:
    """Survey a video.

    Raises:
        CaptureError: if it cannot be opened, or nothing in it decodes.
    """
    losses = Losses()
    with opened(place, threads=1) as (container, stream):
        first = _First(stream)
        rows, edited_out = [], 0
        for packet in packets(container, stream, losses):
            first.see(packet)
            edited_out += packet.is_discard
            if not packet.is_discard:
                rows.append(row_of(packet))
        if first.frame is None:
            first.decode(None)
        if first.frame is None:
            raise _nothing(place, container, stream, len(rows))
        table = PacketTable.of(rows, container, stream, sum(losses.notes.values()))
        announced = _announced_frames(container, stream) - edited_out
        return _described(container, stream, table, first, announced)


def _described(
    container: Any, stream: Any, table: PacketTable, first: _First, announced: int
) -> Survey:
    times_s, order, odd = _times(container, stream, table)
    timing = timing_of(times_s, rate_of(stream) or DEFAULT_FPS, table.tick_s)
    whole, cut = _wholeness(len(table), announced, timing, _announced_s(container))
    corrupt = int(table.is_corrupt.sum())
    frame = first.frame
    return Survey(
        codec=stream.codec_context.codec.canonical_name,
        size=upright_size(frame),
        rotation_deg=quarter_turns(frame) * 90,
        is_full_range=frame.color_range == FULL_RANGE or frame.format.name.startswith(FULL_FORMATS),
        frames=len(table),
        timing=timing,
        keyframe_gap_s=longest_gap_s(times_s[table.is_key[order]], timing.duration_s),
        corrupt_packets=corrupt,
        decodable_share=whole * max(0.0, 1.0 - (corrupt + first.failures) / len(table)),
        warnings=(*odd, *cut, *_damage(table, first, corrupt)),
    )


def _damage(table: PacketTable, first: _First, corrupt: int) -> Iterator[str]:
    if corrupt:
        yield f"{corrupt} of {len(table)} packets are damaged"
    if first.failures:
        yield f"the first {first.failures} packets do not decode"
    if table.read_errors:
        yield f"{table.read_errors} damaged places in the file were stepped over"
    if len(first.shapes) > 1:
        yield "resolution changes midway, or other settings of the stream do"


def _times(
    container: Any, stream: Any, table: PacketTable
) -> tuple[NDArray[np.float64], NDArray[np.int64], list[str]]:
    """Seconds of each frame as shown, its packet's position, and what is odd about the stamps."""
    if table.is_orderly:
        return table.times_s, table.shown, []
    is_avi = container.format.name == "avi"  # counts frames in coding order
    missing = int((table.pts == MISSING).sum())
    is_backward = bool((np.diff(table.dts[table.dts != MISSING]) < 0).any())
    in_file_order = is_avi or missing > 0 or is_backward
    order = np.arange(len(table)) if in_file_order else table.shown
    stamps = table.dts if in_file_order else table.pts[order]
    clock = Clock(table.tick_s, 1.0 / (rate_of(stream) or DEFAULT_FPS))
    times = [clock.time_of(None if stamp == MISSING else stamp) for stamp in stamps.tolist()]
    odd = []
    if missing and not is_avi:
        odd.append(f"timestamps missing for {missing} of {len(table)} frames")
    if is_backward:
        odd.append("timestamps go backwards; they were made to rise")
    return np.array(times), order, odd


def _wholeness(
    frames: int, announced: int, timing: Timing, announced_s: float
) -> tuple[float, list[str]]:
    """Share of what the header announces that is there, and a warning if that is not all."""
    if announced > frames:
        warning = f"tail cut off: {frames} of {announced} announced frames are there"
        return frames / announced, [warning]
    short_s = announced_s - timing.duration_s
    if short_s > max(2 * timing.period_s, SHORT_SHARE * announced_s):
        there = f"{timing.duration_s:.1f} of {announced_s:.1f}"
        warning = f"tail cut off: {there} announced seconds are there"
        return timing.duration_s / announced_s, [warning]
    return 1.0, []


def _announced_frames(container: Any, stream: Any) -> int:
    """Frames that the header lists; 0 if it lists none.

    An mp4 lists those that an edit list leaves out too, and FFmpeg does not read all of them.
    """
    return len(stream.index_entries) if "mp4" in container.format.name else int(stream.frames)


def _announced_s(container: Any) -> float:
    """Duration in an mkv's header, where no sound can make it longer; 0 if it states none.

    It is the time of the end: a recording cut into files may go on counting in the next one.
    """
    if "matroska" not in container.format.name or len(container.streams) > 1:
        return 0.0
    end, start = container.duration or 0, max(0, container.start_time or 0)
    return float(max(0, end - start) / MICROSECONDS)


def _nothing(place: Place, container: Any, stream: Any, packet_count: int) -> CaptureError:
    if packet_count:
        return CaptureError(
            "unreadable",
            f"{place.uri}: none of its {packet_count} packets decodes as "
            f"{stream.codec_context.name}; land a fresh copy",
        )
    if stream.frames > 0 or _announced_s(container) > 0:
        return CaptureError(
            "truncated",
            f"{place.uri}: its header announces footage, but none of it is there; land it all",
        )
    return CaptureError("no_frames", f"{place.uri}: expected at least one frame, found none")

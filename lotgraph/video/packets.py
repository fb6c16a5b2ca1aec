"""The packets of one video, not decoded: what lies where, what decoding some would cost."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.video.batch import Losses
from lotgraph.video.container import packets

MISSING = np.iinfo(np.int64).min  # a stamp that is not there

UNFLAGGED = {"mpeg4"}  # decoders that patch damage without saying so

Range = tuple[int, int]  # first packet, last packet, both included
Row = tuple[int, int, bool, bool, bool]  # pts, dts, is it a key, corrupt, discarded


@dataclass(frozen=True)
class PacketTable:
    """All packets of a video stream in file order: (n,) each."""

    pts: NDArray[np.int64]
    dts: NDArray[np.int64]
    is_key: NDArray[np.bool_]
    is_corrupt: NDArray[np.bool_]
    is_discarded: NDArray[np.bool_]
    tick_s: float
    is_counted: bool  # frames can only be counted as they come out
    read_errors: int

    @classmethod
    def scan(cls, container: Any, stream: Any) -> "PacketTable":
        """Read through the file once; O(frames) memory, a few dozen bytes each."""
        losses = Losses()
        rows = [row_of(packet) for packet in packets(container, stream, losses)]
        return cls.of(rows, container, stream, sum(losses.notes.values()))

    @classmethod
    def of(cls, rows: list[Row], container: Any, stream: Any, errors: int) -> "PacketTable":
        """Build the table from rows of packets in file order."""
        table = np.array(rows, np.int64).reshape(-1, 5)
        return cls(
            pts=table[:, 0],
            dts=table[:, 1],
            is_key=table[:, 2].astype(bool),
            is_corrupt=table[:, 3].astype(bool),
            is_discarded=table[:, 4].astype(bool),
            tick_s=float(stream.time_base or 0),
            is_counted=is_counted(container, stream),
            read_errors=errors,
        )

    def __len__(self) -> int:
        return len(self.pts)

    @cached_property
    def is_orderly(self) -> bool:
        """Whether stamps alone tell which frame is which, so that decoding may start midway."""
        return bool(
            len(self)
            and not self.is_counted
            and not self.read_errors
            and self.tick_s > 0
            and self.is_key[0]
            and self.shown[0] == 0
            and (self.pts != MISSING).all()
            and self._is_read_in_order
            and (np.diff(self.pts[self.shown]) > 0).all()
            and not self.is_corrupt.any()
            and not self.is_discarded.any()
        )

    @property
    def _is_read_in_order(self) -> bool:
        """Whether decoding stamps rise; mkv stores none, and FFmpeg cannot tell the first few."""
        known = self.dts[np.argmax(self.dts != MISSING) :]
        return bool((known != MISSING).all() and (np.diff(known) > 0).all())

    @cached_property
    def shown(self) -> NDArray[np.int64]:
        """Positions in the file, in the order frames are shown."""
        return np.argsort(self.pts, kind="stable")

    @cached_property
    def times_s(self) -> NDArray[np.float64]:
        """Seconds since the first frame, in the order frames are shown; for orderly tables."""
        stamps = self.pts[self.shown]
        return np.asarray((stamps - stamps[0]) * self.tick_s)

    def ranges(self, wanted: NDArray[np.int64]) -> list[Range]:
        """Packets to decode for frames `wanted` (numbers as shown), each from a keyframe on.

        A frame shown before the keyframe that precedes it in the file leans on the keyframe
        before that one.
        """
        keys = np.flatnonzero(self.is_key)
        places = self.shown[wanted]
        nearest = np.searchsorted(keys, places, side="right") - 1
        leans = (self.pts[places] < self.pts[keys[nearest]]) & (nearest > 0)
        starts = keys[nearest - leans]
        found: list[Range] = []
        for start, end in sorted(zip(starts.tolist(), places.tolist(), strict=True)):
            if found and start <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(found[-1][1], end))
            else:
                found.append((start, end))
        return found


def row_of(packet: Any) -> Row:
    """What the table keeps of one packet."""
    return (
        MISSING if packet.pts is None else packet.pts,
        MISSING if packet.dts is None else packet.dts,
        packet.is_keyframe,
        packet.is_corrupt,
        packet.is_discard,
    )


def is_counted(container: Any, stream: Any) -> bool:
    """Whether frames can only be counted as they come out of the decoder.

    In avi, stamps count frames in coding order, which is not the order of showing.
    """
    context = stream.codec_context
    is_shuffled = container.format.name == "avi" and context.has_b_frames
    return bool(is_shuffled or context.name in UNFLAGGED)


def decoding_cost(ranges: list[Range]) -> int:
    """Packets that have to be decoded."""
    return sum(end - start + 1 for start, end in ranges)

"""Number decoded frames by the packets that went in, and tell when one did not come out.

A frame's number is its place among the pictures the file holds, in the order they are shown; a
picture that cannot be decoded keeps its number, so that numbers do not depend on how the file was
read. Where stamps do not tell the order, decoded frames are counted instead.
"""

import heapq
from collections import deque
from collections.abc import Iterator
from typing import Any

from lotgraph.video.batch import Shown

# H.264 and HEVC show a picture at most 16 places away from where it is coded. When more are held,
# a packet before them gave no picture, and holding on would fill memory with the whole file.
MOST_HELD = 32

# Shorter packets hold no picture: MPEG-4 in avi has them where the one before held two.
SHORTEST_BYTES = 4


class DamageError(Exception):
    """Something in the stream did not decode as it should; never leaves this room."""


class Numbering:
    """Numbers of frames as they come out, from the stamps of the packets as they go in."""

    def __init__(self, *, is_counting: bool) -> None:
        self.is_counting = is_counting
        self.last = -1
        self.fed = 0
        self.hollow = 0  # of those fed
        self.first_stamp: int | None = None
        self._waiting: list[int] = []
        self._last_dts: int | None = None

    def feed(self, packet: Any) -> None:
        """Note a packet before it is decoded."""
        if packet.is_discard:  # an edit list cut its picture out
            return
        self.fed += 1
        self.hollow += packet.size < SHORTEST_BYTES
        goes_back = None not in {packet.dts, self._last_dts} and packet.dts < self._last_dts
        self.is_counting |= packet.pts is None or goes_back
        self._last_dts = packet.dts
        if self.first_stamp is None:
            self.first_stamp = packet.pts
        if not self.is_counting:
            heapq.heappush(self._waiting, packet.pts)

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


class Proof:
    """Holds frames back until all packets that went in before theirs came out whole.

    FFmpeg's threads patch a damaged picture differently from run to run, and pictures that lean
    on it may be shown before it. A frame that was proven leans on nothing damaged.
    """

    def __init__(self) -> None:
        self._place_of: dict[int, int] = {}  # by stamp, of packets whose frame is still inside
        self._fed = 0
        self._out: set[int] = set()
        self._low = 0  # all packets before this one came out
        self._held: deque[tuple[int, Shown]] = deque()

    def feed(self, packet: Any) -> None:
        """Note a packet before it is decoded.

        Raises:
            DamageError: if it is damaged, or its stamp cannot tell its frame from another's.
        """
        if packet.is_discard:
            return
        if packet.is_corrupt or packet.pts is None or packet.pts in self._place_of:
            raise DamageError
        self._place_of[packet.pts] = self._fed
        self._fed += 1

    def fail(self) -> None:
        """Say that the packet fed last does not decode.

        Raises:
            DamageError: always.
        """
        raise DamageError

    def release(self, shown: Shown, *, is_after_gap: bool = False) -> Iterator[Shown]:
        """Take a frame in; give those that are proven now, in the order shown.

        A frame missing before it tells nothing yet: it may still come out.

        Raises:
            DamageError: if the frame is patched or belongs to no packet, or a packet before it
                gave no frame.
        """
        del is_after_gap
        place = self._place_of.pop(shown.frame.pts, None)
        if place is None or shown.frame.is_corrupt:
            raise DamageError
        self._out.add(place)
        while self._low in self._out:
            self._out.discard(self._low)
            self._low += 1
        self._held.append((place, shown))
        while self._held and self._held[0][0] < self._low:
            yield self._held.popleft()[1]
        if len(self._held) > MOST_HELD:
            raise DamageError

    def end(self) -> None:
        """Say that decoding has ended.

        Raises:
            DamageError: if a packet's frame never came out.
        """
        if self._place_of or self._held:
            raise DamageError

"""Tell frames that may show damage: those patched, and those that lean on what was lost."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lotgraph.video.batch import Shown
from lotgraph.video.numbering import MOST_HELD


class Doubt:
    """Cast by damage, over all frames shown from then on, until a keyframe coded after it is.

    A decoder flags the frames that it patches itself, not those that lean on them. Only damage
    that is known when a frame is shown counts: the few shown before a patched frame that they
    lean on may pass.
    """

    def __init__(self) -> None:
        self._is_cast = False
        # Stamps of packets fed since the damage: a keyframe may come out late, and be older.
        self._since: deque[int | None] = deque(maxlen=MOST_HELD)

    def feed(self, packet: Any) -> None:
        """Note a packet before it is decoded."""
        if packet.is_corrupt:
            self.fail()
        else:
            self._since.append(packet.pts)

    def fail(self) -> None:
        """Note that the packet fed last is damaged."""
        self._is_cast = True
        self._since.clear()

    def release(self, shown: Shown, *, is_after_gap: bool) -> Iterator[Shown]:
        """Give a frame on, with what is to be thought of it."""
        frame = shown.frame
        is_later = None in self._since or frame.pts in self._since
        if frame.is_corrupt or (is_after_gap and not frame.key_frame):
            self._is_cast = True
        elif frame.key_frame and is_later:
            self._is_cast = False
        yield replace(shown, is_sound=not self._is_cast)

    def end(self) -> None:
        """Say that decoding has ended: it settles nothing here."""

"""Gives the packets of one connection, each with the moment it was taken."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lotgraph.errors import StreamError
from lotgraph.recorder.ending import Ending
from lotgraph.recorder.source import Source, packets
from lotgraph.recorder.timeline import Timeline

CATCH_UP_S = 1.0  # a server's first packets come at once, and late: what they cost is known by then


@dataclass
class Arrivals:
    """Packets and their times; those of the first second are held until their lateness is known."""

    source: Source
    ending: Ending
    timeline: Timeline = field(default_factory=Timeline)
    _has_caught_up: bool = False

    def timed(self, container: Any, stream: Any) -> Iterator[tuple[Any, float]]:
        """Each packet with its time on the steady clock, to the stream's end or the recorder's.

        Raises:
            StreamError: if it breaks off, after the last packet that came.
        """
        held: list[tuple[Any, float]] = []
        begins_s = time.monotonic() + CATCH_UP_S
        try:
            for packet in packets(container, stream):
                if self.ending.is_due:
                    break
                held.append((packet, self._time_of(packet)))
                if time.monotonic() >= begins_s:
                    yield from self._released(held)
                    held = []
        except StreamError:
            yield from self._released(held)
            raise
        yield from self._released(held)

    def _released(self, held: list[tuple[Any, float]]) -> list[tuple[Any, float]]:
        if self._has_caught_up or not held:
            return held
        self._has_caught_up = True
        correction_s = self.timeline.correction_s
        self.timeline.correct()
        return [(packet, time_s + correction_s) for packet, time_s in held]

    def _time_of(self, packet: Any) -> float:
        """When a packet was taken; waits where a source is ahead of that."""
        stamp = packet.pts if packet.dts is None else packet.dts
        stamp_s = None if stamp is None else float(stamp * packet.time_base)
        arrived_s = time.monotonic()
        lasts_s = float((packet.duration or 0) * packet.time_base)
        time_s = self.timeline.place(stamp_s, arrived_s, lasts_s)
        self.ending.wait(time_s - arrived_s - self.source.lead_s)
        self.timeline.see(time.monotonic())
        return time_s

"""Records a stream into segments, and keeps at it when the stream breaks off."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lotgraph.errors import StreamError
from lotgraph.recorder.arrivals import Arrivals
from lotgraph.recorder.ending import Ending
from lotgraph.recorder.folder import CameraFolder
from lotgraph.recorder.segment import Segment
from lotgraph.recorder.source import Source
from lotgraph.recorder.tally import Tally
from lotgraph.recorder.timeline import Timeline
from lotgraph.video.survey import HEAD_BYTES, SHAPE_MARKS

FIRST_WAIT_S = 1.0  # before connecting again; doubled each time nothing comes of it
LONGEST_WAIT_S = 30.0  # a camera that starts again is missed no longer than this
KEYFRAME_S = 60.0  # nothing can be shown before one; cameras send one in seconds


@dataclass
class Recorder:
    """Cuts at the first keyframe in each next `segment_s` of UTC, counted from midnight.

    At, never before it: a capture belongs to the window in which it starts. `tell` is called with
    a line for each thing to know. Memory: a second of the stream.
    """

    source: Source
    folder: CameraFolder
    segment_s: int
    ending: Ending
    tell: Callable[[str], None]
    utc_now: Callable[[], float] = time.time
    tally: Tally = field(default_factory=Tally)
    _segment: Segment | None = None
    _timeline: Timeline = field(default_factory=Timeline)

    def run(self) -> Tally:
        """Record until the end that was set, or that of a file.

        Raises:
            LotgraphError: if nothing can be written, or if connecting fails at the first try for
                a reason that stays. A stream that was there once is always waited for.
        """
        with self.folder.held():
            for path in self.folder.finish_drafts():
                self.tell(f"{path.name}: left by a recorder that was killed; named as it is")
            self._stay_connected()
        return self.tally

    def _stay_connected(self) -> None:
        wait_s = FIRST_WAIT_S
        while True:
            before = self.tally.segments
            lost = self._connection()
            if self.source.is_file or self.ending.is_due:
                break
            wait_s = FIRST_WAIT_S if self.tally.segments > before else wait_s
            self.tally.reconnects += 1
            self.tell(
                f"{self.source}: {lost}; connecting again in {wait_s:.0f} s "
                f"(reconnect {self.tally.reconnects})"
            )
            self.ending.wait(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
        if not self.source.is_file:
            self.tally.missed_until(self.utc_now())

    def _connection(self) -> str:
        """Record one connection; why it is over."""
        if self.ending.is_due:
            return "the end was asked for"
        arrivals = Arrivals(self.source, self.ending)
        self._timeline = arrivals.timeline
        try:
            with self.source.opened() as (container, stream):
                self._take(arrivals.timed(container, stream), stream)
        except StreamError as error:
            if self.source.is_file or (error.is_permanent and not self.tally.segments):
                raise StreamError(f"{self.source}: {error}", is_permanent=True) from None
            return str(error)
        finally:
            self.tally.jumps += self._timeline.jumps
            self._finish()
        return "it ended"

    def _take(self, arrivals: Iterator[tuple[Any, float]], stream: Any) -> None:
        connected_s = time.monotonic()
        for packet, taken_s in arrivals:
            time_s = self._turn(packet, stream, taken_s) if packet.is_keyframe else taken_s
            if self._segment:
                self._segment.write(packet, time_s)
            elif time.monotonic() - connected_s > KEYFRAME_S:
                raise StreamError(f"no keyframe came for {KEYFRAME_S:.0f} s")

    def _turn(self, packet: Any, stream: Any, time_s: float) -> float:
        """Begin a segment with this keyframe if it is time to; its time, corrected if so."""
        shape = _shape(packet, stream)
        if self._segment:
            if shape and self._segment.shape not in {b"", shape}:
                # Connecting anew is how FFmpeg learns what to write in the next file's head.
                raise StreamError("the settings of its picture changed")
            utc_s = self._segment.utc_s
            if self._slot(self._segment.began_s, utc_s) == self._slot(time_s, utc_s):
                return time_s
            time_s += self._timeline.correction_s
            self._finish()
        utc_s = self.utc_now() - time.monotonic()
        segment = Segment(self.folder.draft(time_s + utc_s), time_s, utc_s, shape)
        segment.open(stream)
        self._segment = segment
        return time_s

    def _slot(self, time_s: float, utc_s: float) -> int:
        """Number of the stretch of UTC that a time lies in."""
        return math.floor((time_s + self._timeline.correction_s + utc_s) / self.segment_s)

    def _finish(self) -> None:
        segment, self._segment = self._segment, None
        if segment is None:
            return
        utc_s = segment.utc_s + self._timeline.correction_s
        self._timeline.correct()
        segment.close()
        path = self.folder.name(segment.draft, segment.began_s + utc_s)
        self.tally.add(segment.began_s + utc_s, segment.ended_s + utc_s)
        self.tell(f"{path.name}: {segment.ended_s - segment.began_s:.1f} s")


def _shape(packet: Any, stream: Any) -> bytes:
    """What in a keyframe tells the settings of the picture; empty if it does not say."""
    mark = SHAPE_MARKS.get(stream.codec_context.name)
    if mark is None or (stream.codec_context.extradata or b"")[:1] == b"\x01":
        return b""  # lengths between its parts, as in mp4, could be taken for marks
    found = mark.search(bytes(memoryview(packet)[:HEAD_BYTES]))
    return found.group() if found else b""

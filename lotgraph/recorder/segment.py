"""One file being written: packets copied into Matroska, readable at any moment.

Matroska takes every codec that cameras send (mpegts has no MJPEG), any times of frames, and can be
read up to its last whole cluster when its writer was killed (mp4 is lost without its end; written
in fragments it would do as well, and gain nothing).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from lotgraph.errors import LotgraphError

MICROSECOND = Fraction(1, 1_000_000)
# A cluster lies in memory until it is whole: this much a kill loses, and is all that is remembered.
OPTIONS = {"cluster_time_limit": "1000", "cluster_size_limit": "4000000", "flush_packets": "1"}


@dataclass
class Segment:
    """A draft and its times, in seconds of the steady clock; `shape` is the stream's settings.

    `utc_s` is what to add to the steady clock for UTC, as this machine had it at the start: UTC
    may be set while a segment lasts, and its frames must not leap.
    """

    draft: Path
    began_s: float
    utc_s: float
    shape: bytes
    ended_s: float = 0.0
    _before_s: float | None = None
    _first_delay_s: float = 0.0
    _container: Any = field(default=None, repr=False)
    _stream: Any = field(default=None, repr=False)

    def open(self, template: Any) -> None:
        """Begin the file for packets of a stream.

        Raises:
            LotgraphError: if it cannot be written.
        """
        import av

        with self._writing():
            self._container = av.open(
                str(self.draft), "w", format="matroska", container_options=OPTIONS
            )
            # Opaque: else FFmpeg looks for an encoder, and some codecs have none.
            self._stream = self._container.add_stream_from_template(template, opaque=True)
            self._container.start_encoding()

    def write(self, packet: Any, time_s: float) -> None:
        """Copy a packet, decoded at `time_s`.

        Raises:
            LotgraphError: if it cannot be written; what was written stays.
        """
        is_shuffled = packet.pts is not None and packet.dts is not None
        delay_s = float((packet.pts - packet.dts) * packet.time_base) if is_shuffled else 0.0
        packet.dts = round((time_s - self.began_s) / MICROSECOND)
        packet.pts = round((time_s + delay_s - self.began_s) / MICROSECOND)
        packet.time_base = MICROSECOND
        packet.stream = self._stream
        with self._writing():
            self._container.mux_one(packet)
        if self._before_s is None:
            self._first_delay_s = delay_s
        # The last frame lasts as long as the one before it.
        step_s = 0.0 if self._before_s is None else time_s - self._before_s
        self._before_s = time_s
        self.ended_s = max(self.ended_s, time_s + delay_s - self._first_delay_s + step_s)

    def close(self) -> None:
        """Write the end of the file.

        Raises:
            LotgraphError: if it cannot be written; the draft stays, and can be read.
        """
        with self._writing():
            self._container.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        import av

        try:
            yield
        except (av.error.FFmpegError, OSError) as error:
            raise LotgraphError(
                f"cannot write in {self.draft.parent}: {error.strerror}; complete segments are "
                "kept, and the one begun is finished on the next start. Make room, then record on"
            ) from error

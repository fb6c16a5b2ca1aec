"""Opens a stream with FFmpeg and gives its packets; never says more of its address than the host.

User names, passwords and keys stand anywhere in the addresses of cameras, also in the path.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from lotgraph.errors import StreamError
from lotgraph.video.container import demuxed

OPEN_S = 20.0  # FFmpeg watches some seconds of a stream to know it
READ_S = 10.0  # without a packet a stream is lost; cameras at one frame a second are slow already
BURST_S = 10.0  # what a server may hold for those who connect; what comes faster is slowed down
PERMANENT = {
    "HTTPUnauthorizedError": "it refuses the user name or password",
    "HTTPForbiddenError": "it refuses access to this stream",
    "HTTPNotFoundError": "it knows no such stream",
    "ProtocolNotFoundError": "no such protocol is known",
    "InvalidDataError": "what it sends is no footage",
    "FileNotFoundError": "no such file",
    "IsADirectoryError": "that is a folder",
    "PermissionError": "the file may not be read",
}
_HOST = re.compile(r"(?:[^/?#@]*@)?((?:\[[0-9A-Fa-f:.]+\]|[\w.-]*)(?::\d+)?)(?:[/?#][^@]*)?")


@dataclass(frozen=True, repr=False)
class Source:
    """A stream by its address: anything FFmpeg opens. A file is played at its own rate."""

    url: str
    transport: Literal["tcp", "udp"] = "tcp"

    def __str__(self) -> str:
        """The address as it may be shown; protocol alone where an odd one could hide a secret."""
        if self.is_file:
            return self.url
        protocol, _, rest = self.url.partition("://")
        host = _HOST.fullmatch(rest)
        return f"{protocol}://{host[1] if host else '…'}"

    __repr__ = __str__

    @property
    def is_file(self) -> bool:
        """Whether it is a file on this machine, which ends for good."""
        return "://" not in self.url or self.url.startswith("file:")

    @property
    def lead_s(self) -> float:
        """How far packets may run ahead of the time they were taken."""
        return 0.0 if self.is_file else BURST_S

    @contextmanager
    def opened(self) -> Iterator[tuple[Any, Any]]:
        """Container and video stream, never sound.

        Raises:
            StreamError: without the address in its message or its cause.
        """
        import av

        is_plain = "://" not in self.url and not self.url.startswith("file:")
        try:
            container = av.open(
                # "file:" keeps FFmpeg from reading a protocol into names such as 12:00:00.mp4.
                f"file:{self.url}" if is_plain else self.url,
                options=self._options(),
                metadata_errors="ignore",
                timeout=(OPEN_S, READ_S),
            )
        except (av.error.FFmpegError, ValueError) as error:
            raise _error(error, OPEN_S) from None  # its text may hold the address
        with container:
            if not container.streams.video:
                raise StreamError("there is no picture in it", is_permanent=True)
            yield container, container.streams.video[0]

    def _options(self) -> dict[str, str]:
        if not self.url.startswith(("rtsp:", "rtsps:")):
            return {}
        # The camera is not even asked for sound.
        return {"rtsp_transport": self.transport, "allowed_media_types": "video"}


def packets(container: Any, stream: Any) -> Iterator[Any]:
    """Packets of the stream as they come, to its end.

    Raises:
        StreamError: if it breaks off, or nothing comes for `READ_S`.
    """
    import av

    try:
        yield from demuxed(container, stream)
    except av.error.FFmpegError as error:
        raise _error(error, READ_S) from None


def _error(error: Any, patience_s: float) -> StreamError:
    kind = type(error).__name__
    if kind == "ExitError":
        return StreamError(f"nothing came for {patience_s:.0f} s")
    reason = PERMANENT.get(kind)
    return StreamError(reason or f"{error.strerror}", is_permanent=reason is not None)

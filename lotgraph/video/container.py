"""Open a video file with FFmpeg, and only as one of the containers we take.

FFmpeg guesses what a file is by its content, and some of its formats (playlists) open other files
and addresses: from a stranger's file that must not happen. So the list of formats is closed.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from lotgraph.errors import CaptureError
from lotgraph.video.batch import Losses
from lotgraph.video.limits import MAX_FRAME_PIXELS, MAX_READ_ERRORS
from lotgraph.video.places import Place, reading

FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts"
HEAD_BYTES = 400

# Decoders that fill damaged parts with what lay in memory and do not say so; they are told to
# give up such frames. The others patch from neighbouring frames and flag what they patched.
SILENT_PATCHERS = {"mjpeg", "mpeg4"}


@contextmanager
def opened(place: Place, *, threads: int = 0) -> Iterator[tuple[Any, Any]]:
    """Open container and video stream; `threads` 0 lets FFmpeg choose.

    Raises:
        CaptureError: not_video, truncated, no_frames, too_large, unreadable, permission.
    """
    import av

    with reading(place.uri):
        # "file:" keeps FFmpeg from reading a protocol into names such as 12:00:00.mp4.
        source: Any = f"file:{place.path}" if place.is_local else place.open()
    try:
        try:
            container = av.open(
                source, metadata_errors="ignore", options={"format_whitelist": FORMATS}
            )
        except av.error.FFmpegError as error:
            raise _refusal(place, error) from error
        with container:
            yield container, _video_stream(container, place, threads)
    finally:
        if not place.is_local:
            source.close()


def packets(container: Any, stream: Any, losses: Losses) -> Generator[Any, None, None]:
    """Packets of the stream in file order; a damaged place is counted and stepped over.

    Reading ends at the end of the file, or where nothing more can be made of it.
    """
    import av

    failures = 0
    while failures < MAX_READ_ERRORS:
        try:
            for packet in demuxed(container, stream):
                failures = 0
                yield packet
        except av.error.FFmpegError:
            failures += 1
            losses.notes["a damaged place in the file was stepped over"] += 1
        else:
            return


def demuxed(container: Any, stream: Any) -> Iterator[Any]:
    """Packets of the stream, to the end of the file."""
    try:
        for packet in container.demux(stream):
            if packet.size and packet.stream_index == stream.index:
                yield packet
    except IndexError:
        # Damage may announce streams that were not there when the file was opened. At the end, when
        # all was read, PyAV empties those too or not, by what lay in memory, and finds none.
        return


def seconds(stamp: int | None, stream: Any) -> float | None:
    """A container's time stamp in seconds."""
    return None if stamp is None or not stream.time_base else float(stamp * stream.time_base)


def rate_of(stream: Any) -> float | None:
    """Mean frames per second as the file states it, if it states one that can be."""
    for rate in (stream.average_rate, stream.guessed_rate):
        if rate and 0 < rate < 1000:  # noqa: PLR2004  some files state a tick rate of 90000
            return float(rate)
    return None


def _video_stream(container: Any, place: Place, threads: int) -> Any:
    from av.stream import Disposition

    stream = container.streams.best("video")
    if stream is None or stream.disposition & Disposition.attached_pic:  # the cover of a sound file
        raise CaptureError(
            "no_frames", f"{place.uri}: expected a video stream, found none; land footage"
        )
    context = stream.codec_context
    if context is None:
        raise CaptureError(
            "unreadable", f"{place.uri}: its codec is unknown here; convert it to H.264"
        )
    if context.width * context.height > MAX_FRAME_PIXELS:
        raise CaptureError(
            "too_large",
            f"{place.uri}: expected at most {MAX_FRAME_PIXELS} pixels a frame, "
            f"got {context.width}x{context.height}; shrink it",
        )
    stream.thread_type = "AUTO"
    stream.codec_context.thread_count = threads
    # A frame inside the stream may claim another size than the header.
    context.options = {"max_pixels": str(MAX_FRAME_PIXELS)}
    # Beside other threads a patched frame may come out before it is flagged; an error does not.
    if context.name in SILENT_PATCHERS or threads != 1:
        context.options = {**context.options, "err_detect": "explode"}
    return stream


def _refusal(place: Place, error: Exception) -> CaptureError:
    import av

    if isinstance(error, av.error.PermissionError):
        return CaptureError("permission", f"{place.uri}: may not be read; give it read permission")
    with reading(place.uri), place.open() as file:
        head = file.read(HEAD_BYTES)
    container = _container_named_in(head)
    if container:
        return CaptureError(
            "truncated",
            f"{place.uri}: begins as {container} but the part needed to show anything is missing "
            f"({place.size_bytes} bytes are there); land the whole file",
        )
    return CaptureError(
        "not_video",
        f"{place.uri}: expected mp4, mkv, avi or ts, but the content is none of these; "
        "convert it or remove it",
    )


def _container_named_in(head: bytes) -> str:
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}:
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "mkv"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    return "ts" if head[:1] == b"\x47" and head[188:189] in {b"\x47", b""} else ""

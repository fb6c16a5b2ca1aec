"""Write frames as a video of any container, codec and oddity; same call, same bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TIME_BASE = Fraction(1, 10_000)  # fine enough for any frame times; avi counts frames instead

ENCODERS = {"h264": "libx264", "hevc": "libx265", "mjpeg": "mjpeg", "mpeg4": "mpeg4"}
PARAMETERS = {
    # One thread and no looking ahead: else x264 and x265 decide differently from run to run.
    "h264": {
        "preset": "veryfast",
        "x264-params": "threads=1:cpu-independent=1:rc-lookahead=0:sync-lookahead=0:mbtree=0",
    },
    "hevc": {
        "preset": "ultrafast",
        "x265-params": "pools=none:frame-threads=1:log-level=none:info=0",
    },
    "mjpeg": {"qmin": "3", "qmax": "3"},
    "mpeg4": {"qmin": "4", "qmax": "4"},
}


@dataclass(frozen=True)
class Encoding:
    """How a clip is written.

    `crf` is the quality of h264 and hevc (less is better), `gop` the most frames between keyframes,
    `b_frames` how many are shown out of coding order, `rotation_deg` counter-clockwise and only
    noted in the file (mp4, mkv); `is_full_range` and `is_bt709` say how colours become YUV,
    `is_gray` drops colour.
    """

    codec: str = "h264"
    crf: int = 23
    gop: int = 20
    b_frames: int = 2
    rotation_deg: int = 0
    is_full_range: bool = False
    is_bt709: bool = False
    is_gray: bool = False
    has_faststart: bool = False

    @property
    def pixel_format(self) -> str:
        """What the encoder is given."""
        if self.is_gray:
            return "gray"
        return "yuvj420p" if self.codec == "mjpeg" else "yuv420p"


def write_clip(
    path: Path | str,
    frames: Iterable[tuple[float, NDArray[np.uint8]]],
    *,
    fps: float = 10,
    encoding: Encoding | None = None,
) -> Path:
    """Write (time in seconds, (h, w, 3) uint8 RGB) pairs; uneven times make a variable rate.

    Frames whose size differs from the first one's are not scaled: `bad_files` joins clips for that.
    """
    import av

    encoding = encoding or Encoding()
    path = Path(path)
    options = {"movflags": "+faststart"} if encoding.has_faststart else {}
    flags = {"fflags": "+bitexact", **options}  # no dates, no version of the writer
    # The folder-relative name must not leak into the bytes, hence a plain string.
    with av.open(str(path), "w", format=_container(path), container_options=flags) as container:
        stream: Any = None
        for t_s, pixels in frames:
            if stream is None:
                stream = _stream(container, pixels.shape, fps, encoding)
            frame = _frame(pixels, encoding)
            frame.time_base = stream.codec_context.time_base
            frame.pts = round(t_s / frame.time_base)
            container.mux(stream.encode(frame))
        if stream is not None:
            container.mux(stream.encode(None))
    return path


def _container(path: Path) -> str:
    return {".mkv": "matroska", ".ts": "mpegts"}.get(path.suffix, path.suffix[1:])


def _stream(container: Any, shape: tuple[int, ...], fps: float, encoding: Encoding) -> Any:
    from av.video.reformatter import ColorRange

    rate = Fraction(fps).limit_denominator(1001)
    stream = container.add_stream(ENCODERS[encoding.codec], rate=rate)
    stream.width, stream.height = shape[1], shape[0]
    stream.pix_fmt = encoding.pixel_format
    context = stream.codec_context
    is_counted = container.format.name == "avi" or encoding.codec == "mpeg4"
    context.time_base = 1 / rate if is_counted else TIME_BASE
    context.options = {**PARAMETERS[encoding.codec], "flags": "+bitexact"}
    context.gop_size = encoding.gop
    context.thread_count = 1
    if encoding.codec in {"h264", "hevc"}:
        context.options = {**context.options, "crf": str(encoding.crf)}
        # avi counts frames and knows no order of showing, so it cannot hold B-frames.
        context.max_b_frames = 0 if container.format.name == "avi" else encoding.b_frames
    if encoding.codec == "hevc":
        sorts = f":keyint={encoding.gop}:bframes={encoding.b_frames}"
        context.options = {
            **context.options,
            "x265-params": PARAMETERS["hevc"]["x265-params"] + sorts,
        }
    if encoding.is_full_range or encoding.codec == "mjpeg":
        context.color_range = ColorRange.JPEG
    context.colorspace = 1 if encoding.is_bt709 else 6  # AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M
    if encoding.rotation_deg:
        stream.set_display_rotation(encoding.rotation_deg)
    return stream


def _frame(pixels: NDArray[np.uint8], encoding: Encoding) -> Any:
    from av.video.frame import VideoFrame
    from av.video.reformatter import ColorRange, Colorspace

    is_full = encoding.is_full_range or encoding.codec == "mjpeg"
    return VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24").reformat(
        format=encoding.pixel_format,
        dst_colorspace=Colorspace.ITU709 if encoding.is_bt709 else Colorspace.ITU601,
        dst_color_range=ColorRange.JPEG if is_full else ColorRange.MPEG,
        threads=1,
    )

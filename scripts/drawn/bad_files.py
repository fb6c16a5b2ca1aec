"""Bad and odd captures: one small file for each way in which a capture can be strange."""

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

from lotgraph.video.encode import Encoding, write_clip
from scripts.drawn.scene import Scene, draw_clip
from scripts.drawn.stills import EPOCH, named_stills, picture, write_zip

MARK_BYTES = 4  # boxes of an mp4 are named by four letters


def empty(path: Path) -> Path:
    """A file of no bytes."""
    path.write_bytes(b"")
    return path


def text(path: Path) -> Path:
    """A text that calls itself a video."""
    path.write_text("This is no video, whatever it is called.\n" * 20)
    return path


def playlist(path: Path) -> Path:
    """A playlist that calls itself a video and would make FFmpeg open other files."""
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/hostname\n")
    return path


def picture_as_video(path: Path) -> Path:
    """A JPEG that calls itself a video."""
    path.write_bytes(picture(Scene(seed=1).frame(0, 0.0)))
    return path


def without_index(path: Path) -> Path:
    """An mp4 cut before its index, as when power fails while it is written."""
    whole = draw_clip(path, seed=1, seconds=2).read_bytes()
    path.write_bytes(whole[: whole.index(b"moov") - MARK_BYTES])
    return path


def cut(path: Path, share: float = 0.6) -> Path:
    """A clip whose tail is missing; its header is whole, so much of it can be shown."""
    encoding = Encoding(has_faststart=True)
    whole = draw_clip(path, seed=1, seconds=4, encoding=encoding).read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    return path


def no_frames(path: Path) -> Path:
    """A sound mp4 with a video stream and no frame in it."""
    with av.open(str(path), "w", container_options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        container.start_encoding()
    return path


def sound_only(path: Path) -> Path:
    """A file with a second of silence and no video stream."""
    with av.open(str(path), "w", container_options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("aac", rate=16_000, layout="mono")
        for start in range(0, 16_000, 1000):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((1, 1000), np.float32), format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = 16_000, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def one_frame(path: Path) -> Path:
    """A video of a single frame; good, if short."""
    return draw_clip(path, seed=1, seconds=0.1)


def changing_size(path: Path) -> Path:
    """A transport stream (.ts) in which the picture's size changes after 1 s."""
    small = draw_clip(path.with_suffix(".small.ts"), seed=1, seconds=1, size=(160, 90))
    large = draw_clip(path.with_suffix(".large.ts"), seed=1, seconds=1, size=(320, 180))
    path.write_bytes(small.read_bytes() + large.read_bytes())
    small.unlink()
    large.unlink()
    return path


def twenty_megapixels(path: Path) -> Path:
    """Two frames of 5472x3648."""
    # Tiles of a small picture: drawing this many pixels would take seconds.
    large = np.tile(Scene(seed=1, size=(342, 228)).frame(0, 0.0), (16, 16, 1))
    return write_clip(path, [(0.0, large), (0.1, large)], encoding=Encoding(codec="mjpeg"))


def odd_size(path: Path) -> Path:
    """Frames of 161x91: neither side is even."""
    frames = ((n / 10, Scene(seed=1, size=(161, 91)).frame(n, n / 10)) for n in range(10))
    return write_clip(path, frames, encoding=Encoding(codec="mjpeg"))


def gray(path: Path) -> Path:
    """A clip without colour."""
    return draw_clip(path, seed=1, seconds=1, encoding=Encoding(is_gray=True))


def corrupt_middle(path: Path, *, seconds: float = 4, share: float = 0.1) -> Path:
    """A clip in whose middle a stretch of bytes is noise."""
    content = bytearray(draw_clip(path, seed=1, seconds=seconds).read_bytes())
    start, length = len(content) // 2, int(len(content) * share)
    noise = np.random.default_rng(7).integers(0, 256, length, np.uint8)
    content[start : start + length] = noise.tobytes()
    path.write_bytes(content)
    return path


def uneven(path: Path) -> Path:
    """A variable frame rate: ten frames a second, then a gap of 3 s, then two a second."""
    scene = Scene(seed=1)
    times_s = [*np.arange(0, 2, 0.1), *np.arange(5, 8, 0.5)]
    frames = ((float(t), scene.frame(n, float(t))) for n, t in enumerate(times_s))
    return write_clip(path, frames)


def rotated(path: Path) -> Path:
    """A clip that is stored lying down and says so (a quarter turn counter-clockwise)."""
    return draw_clip(path, seed=1, seconds=1, encoding=Encoding(rotation_deg=90))


def zip_bomb(path: Path) -> Path:
    """A small zip that would unpack to 64 MiB of nothing."""
    blank = b"\0" * (32 * 1024 * 1024)
    return write_zip(path, [("a.jpg", blank), ("b.jpg", blank)], zipfile.ZIP_DEFLATED)


def climbing_zip(path: Path) -> Path:
    """A zip with a member named ../."""
    return write_zip(path, [*_few_stills(), ("../../escaped.jpg", b"x")])


def linking_zip(path: Path) -> Path:
    """A zip with a member that is a symbolic link."""
    write_zip(path, _few_stills())
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("link.jpg", EPOCH)
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/hostname")
    return path


def zip_without_stills(path: Path) -> Path:
    """A zip of other things."""
    return write_zip(path, [("readme.txt", b"no picture here")])


def zip_with_damaged_still(path: Path) -> Path:
    """A zip of four stills, the second of which is damaged."""
    stills = named_stills(Scene(seed=1), count=4)
    stills[1] = (stills[1][0], b"\xff\xd8 no more of this picture")
    return write_zip(path, stills)


def cut_zip(path: Path) -> Path:
    """A zip that lost its end."""
    whole = write_zip(path, _few_stills()).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def gap_in_manifest(path: Path) -> Path:
    """A manifest whose second line names what is not there."""
    first = draw_clip(path.with_name("listed-1.mp4"), seed=1, seconds=1)
    path.write_text(f"{first.name}\nlisted-2.mp4\n")
    return path


def _few_stills() -> list[tuple[str, bytes]]:
    return named_stills(Scene(seed=1, size=(96, 54)), count=2)


# What each refused file is called, how it is made, and the reason it is refused for.
REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty.mp4": (empty, "empty"),
    "text.mp4": (text, "not_video"),
    "playlist.mp4": (playlist, "not_video"),
    "picture.mp4": (picture_as_video, "not_video"),
    "without-index.mp4": (without_index, "truncated"),
    "no-frames.mp4": (no_frames, "no_frames"),
    "sound-only.mp4": (sound_only, "no_frames"),
    "bomb.zip": (zip_bomb, "zip_bomb"),
    "climbing.zip": (climbing_zip, "unsafe_path"),
    "linking.zip": (linking_zip, "unsafe_path"),
    "no-stills.zip": (zip_without_stills, "no_frames"),
    "cut.zip": (cut_zip, "truncated"),
    "text.zip": (text, "not_video"),
    "gap.uris": (gap_in_manifest, "member_missing"),
}

# Odd ones that are used all the same.
ACCEPTED: dict[str, Callable[[Path], Path]] = {
    "cut.mp4": cut,
    "one-frame.mp4": one_frame,
    "changing-size.ts": changing_size,
    "twenty-megapixels.avi": twenty_megapixels,
    "odd-size.avi": odd_size,
    "gray.mp4": gray,
    "corrupt-middle.mp4": corrupt_middle,
    "uneven.mp4": uneven,
    "rotated.mp4": rotated,
    "damaged-still.zip": zip_with_damaged_still,
}

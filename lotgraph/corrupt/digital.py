"""What devices do to pictures: flat contrast, coarse pixels, wrong colours, hard compression."""

import tempfile
from pathlib import Path

import numpy as np

from lotgraph.corrupt.model import Floats, Pictures, Scene, each

CAST = 6  # what chance of a clip is for
CAST_SHARE = 0.6  # of the light of one colour, that a cast of strength 1 takes or adds
GREY = np.array([0.299, 0.587, 0.114], np.float32)


def contrast(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """Tones move towards the frame's mean; `strength` is the share of contrast that is lost."""
    return each(frames, lambda _, frame: frame + (frame.mean() - frame) * np.float32(strength))


def pixelate(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """Squares of one colour; `strength` is their side in px at 360 lines."""
    import cv2

    height, width = scene.shape
    side = max(1.0, strength * scene.scale)
    coarse = max(1, round(width / side)), max(1, round(height / side))
    told = [
        cv2.resize(
            cv2.resize(one, coarse, interpolation=cv2.INTER_AREA),
            (width, height),
            interpolation=cv2.INTER_NEAREST,
        )
        for one in frames
    ]
    return np.stack(told) if told else frames


def colour(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """Colours fade to grey and take a cast that stays; `strength` 1 leaves none of them."""
    lean = scene.of_clip(CAST).standard_normal(3)
    lean -= lean.mean()
    gains = (1 + CAST_SHARE * strength * lean / max(np.abs(lean).max(), 1e-6)).astype(np.float32)
    fade = np.float32(min(1.0, strength))

    def one(_: int, frame: Floats) -> Floats:
        grey = (frame @ GREY)[..., None]
        told: Floats = (frame + (grey - frame) * fade) * gains
        return told

    return each(frames, one)


def compression(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """H.264 as a camera with a small budget codes it; `strength` is its CRF.

    The frames of one call are coded as one piece that begins with a keyframe.
    """
    from lotgraph.video.encode import Encoding, write_clip
    from lotgraph.video.read import batches

    if not len(frames):
        return frames
    height, width = scene.shape
    even = np.pad(frames, ((0, 0), (0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mkv"
        coding = Encoding(crf=round(strength), gop=50, b_frames=0)
        write_clip(path, [(k / 10, one) for k, one in enumerate(even)], fps=10, encoding=coding)
        told = np.concatenate([batch.pixels for batch in batches(str(path))])
    return told[:, :height, :width]

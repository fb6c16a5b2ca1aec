"""Corrupts the frames of a clip, by name and severity."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.corrupt import blur, digital, noise, weather
from lotgraph.corrupt.model import Corruption, Pictures, Scene
from lotgraph.corrupt.severities import STRENGTHS
from lotgraph.errors import ShapeError

FAMILIES: dict[str, dict[str, Corruption]] = {
    "noise": {"gaussian": noise.gaussian, "shot": noise.shot, "impulse": noise.impulse},
    "blur": {
        "defocus": blur.defocus, "motion": blur.motion, "zoom": blur.zoom, "glass": blur.glass,
    },
    "weather": {
        "rain": weather.rain, "fog": weather.fog, "spatter": weather.spatter,
        "low_light": weather.low_light,
    },
    "digital": {
        "contrast": digital.contrast, "pixelate": digital.pixelate, "colour": digital.colour,
    },
    "compression": {"compression": digital.compression},
}  # fmt: skip
CORRUPTIONS = {name: one for family in FAMILIES.values() for name, one in family.items()}
SEVERITIES = (1, 2, 3, 4, 5)
_USUAL_FPS = 25


def corrupt(  # noqa: PLR0913 -- which frames of which clip, and what is done to them
    frames: Pictures,
    name: str,
    severity: int,
    *,
    seed: int = 0,
    index: NDArray[np.int64] | None = None,
    times_s: NDArray[np.float64] | None = None,
) -> Pictures:
    """Frames (n, h, w, 3) uint8 RGB as a corruption leaves them.

    The same seed gives the same dirt, rain and noise in the same clip, whatever batches its frames
    come in; compression alone codes each call as one piece.

    Args:
        frames: of one clip.
        name: one of CORRUPTIONS.
        severity: 1 to 5.
        seed: of the clip.
        index: number of each frame in its clip; from 0 on if not given.
        times_s: when each was taken; 25 frames a second if not given.

    Raises:
        ShapeError: if the frames are no RGB pictures.
        KeyError: if there is no such corruption or severity.
    """
    if name not in CORRUPTIONS or severity not in SEVERITIES:
        raise KeyError(
            f"expected one of {', '.join(CORRUPTIONS)} and a severity of 1 to 5; got {name!r} and "
            f"{severity!r}"
        )
    return with_strength(
        frames, name, STRENGTHS[name][severity - 1], seed=seed, index=index, times_s=times_s
    )


def with_strength(  # noqa: PLR0913
    frames: Pictures,
    name: str,
    strength: float,
    *,
    seed: int = 0,
    index: NDArray[np.int64] | None = None,
    times_s: NDArray[np.float64] | None = None,
) -> Pictures:
    """The same with a strength of the corruption's own scale."""
    if frames.ndim != 4 or frames.shape[3] != 3 or frames.dtype != np.uint8:  # noqa: PLR2004
        raise ShapeError(f"expected (n, h, w, 3) uint8, got {frames.shape} {frames.dtype}")
    numbers = np.arange(len(frames)) if index is None else np.asarray(index)
    times = numbers / _USUAL_FPS if times_s is None else np.asarray(times_s)
    if not len(frames) == len(numbers) == len(times):
        raise ShapeError(
            f"expected a number and a time of each of {len(frames)} frames, got {len(numbers)} and "
            f"{len(times)}"
        )
    scene = Scene(seed, numbers, times, (frames.shape[1], frames.shape[2]))
    return CORRUPTIONS[name](frames, strength, scene)

"""Fits frames into a network's input, and takes boxes back to the frames."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.model import Found, Frames
from lotgraph.detector.network.model import Eye

CELL = 32  # px: sides of an elastic input are multiples of it


@dataclass(frozen=True)
class View:
    """Where a frame lies in the input: scaled by `scale`, moved by `shift`, in x and y."""

    scale: tuple[float, float]
    shift: tuple[float, float]
    size: tuple[int, int]  # px of the scaled frame

    def back(self, found: Found, width: int, height: int) -> Found:
        """Boxes in px of a frame of this size, cut off at its edges."""
        shift, scale = (np.array([*pair, *pair], np.float32) for pair in (self.shift, self.scale))
        box = np.asarray((found.box - shift) / scale, np.float32)
        return Found(found.frame, box, found.score, found.kind).inside(width, height)


def view_of(eye: Eye, width: int, height: int) -> tuple[Eye, View]:
    """The input, cut to the frame's shape where it is elastic, and where the frame lies in it."""
    if eye.fit == "stretch":
        scale = (eye.width / width, eye.height / height)
        return eye, View(scale, (0.0, 0.0), (eye.width, eye.height))
    ratio = min(eye.width / width, eye.height / height)
    rounded = round if eye.fit == "centre" else int
    size = (max(1, rounded(width * ratio)), max(1, rounded(height * ratio)))
    if eye.is_elastic:
        eye = replace(eye, width=-(-size[0] // CELL) * CELL, height=-(-size[1] // CELL) * CELL)
    shift = (0.0, 0.0)
    if eye.fit == "centre":
        shift = (float((eye.width - size[0]) // 2), float((eye.height - size[1]) // 2))
    return eye, View((size[0] / width, size[1] / height), shift, size)


def look(frames: Frames, eye: Eye, view: View) -> NDArray[Any]:
    """The network's input (b, 3, h, w), or (b, h, w, 3) where it wants that."""
    import cv2

    canvas = np.full((eye.height, eye.width, 3), eye.pad, np.uint8)
    x, y = (int(side) for side in view.shift)
    inner = canvas[y : y + view.size[1], x : x + view.size[0]]
    shape = (eye.height, eye.width, 3) if eye.channels_last else (3, eye.height, eye.width)
    made = np.empty((len(frames), *shape), eye.kind)
    factor, offset = _line(eye)
    for frame, out in zip(frames, made, strict=True):
        if frame.shape[1::-1] == view.size:
            inner[:] = frame
        else:
            inner[:] = cv2.resize(frame, view.size, interpolation=cv2.INTER_LINEAR)
        for channel in range(3):
            plane = cv2.extractChannel(canvas, 2 - channel if eye.is_bgr else channel)
            into = out[..., channel] if eye.channels_last else out[channel]
            if factor[channel] == 1 and not offset[channel]:
                into[:] = plane
            else:
                np.multiply(plane, factor[channel], out=into, dtype=np.float32, casting="same_kind")
                if offset[channel]:
                    into += into.dtype.type(offset[channel])
    return made


def feeds(pictures: NDArray[Any], eye: Eye) -> dict[str, NDArray[Any]]:
    """All inputs of a network, for pictures that are fitted in."""
    sides = {"wh": [eye.width, eye.height], "hw": [eye.height, eye.width], "one": [1, 1]}
    asked = {n: np.tile(np.array(sides[w], k), (len(pictures), 1)) for n, k, w in eye.sizes}
    return {eye.name: pictures, **asked}


def _line(eye: Eye) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What values are multiplied by, and what is then added, a channel each."""
    std = np.array(eye.std)
    return (
        np.asarray(eye.full / 255 / std, np.float32),
        np.asarray(-np.array(eye.mean) / std, np.float32),
    )

"""What decoding hands out: batches of frames, and a count of what was lost on the way."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import ShapeError


@dataclass(frozen=True)
class Batch:
    """Some frames of one capture, in the order they are shown."""

    index: NDArray[np.int64]  # (n,) frame numbers, counted from 0
    times_s: NDArray[np.float64]  # (n,) seconds since the capture's first frame
    pixels: NDArray[np.uint8]  # (n, h, w, 3) RGB, upright, full range
    # (n,) never falling; a keyframe lies between two frames of different groups. None: not known.
    groups: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        count = len(self.index)
        if self.pixels.ndim != 4 or self.pixels.shape[3] != 3:  # noqa: PLR2004
            raise ShapeError(f"pixels: expected (n, h, w, 3), got {self.pixels.shape}")
        if len(self.times_s) != count or len(self.pixels) != count:
            raise ShapeError(
                f"expected one number, time and picture each, got {count} numbers, "
                f"{len(self.times_s)} times, {len(self.pixels)} pictures"
            )

    def __len__(self) -> int:
        return len(self.index)


@dataclass
class Losses:
    """What could not be decoded, counted while reading; complete once the reading has ended.

    `notes` are whole phrases for people, each with how often it came up.
    """

    frames_shown: int = 0  # decoded, whether or not they were asked for
    packets_lost: int = 0  # gave no picture
    frames_concealed: int = 0  # shown although part of them was missing
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Losses") -> None:
        """Count what another reading lost as well."""
        self.frames_shown += other.frames_shown
        self.packets_lost += other.packets_lost
        self.frames_concealed += other.frames_concealed
        self.notes.update(other.notes)

    @property
    def decoded_share(self) -> float:
        """Share of the pictures looked at that came out whole (1.0 when none was)."""
        seen = self.frames_shown + self.packets_lost
        return (self.frames_shown - self.frames_concealed) / seen if seen else 1.0


@dataclass(frozen=True, slots=True)
class Shown:
    """One frame in its turn: its number, its time in seconds, FFmpeg's frame or an unread still.

    It `is_sound` unless the decoder patched it, or it may lean on what was patched or lost. Frames
    of one `group` were coded with each other's help; with each keyframe the next group begins.
    """

    index: int
    time_s: float
    frame: Any
    is_sound: bool = True
    group: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """Where a capture ended: how many pictures it holds, and when the last one's time is over."""

    frames: int
    time_s: float

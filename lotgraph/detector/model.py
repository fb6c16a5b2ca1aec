"""The contract of detectors: a batch of frames in, a struct of arrays out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.suppression import Suppression
from lotgraph.errors import DetectorError, ShapeError
from lotgraph.workers import cores

MOST_TOLD, LONGEST_TOLD = 100, 40  # kinds in a sentence, and letters of each
Frames = NDArray[np.uint8]  # (b, h, w, 3) RGB, upright, full range


def version_of(name: str, sha256: str, told: Mapping[str, object]) -> str:
    """The version of a detector: its file, and a digest of all else that changes boxes."""
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return f"{name} sha256:{sha256} settings:{digest[:12]}"


@dataclass(frozen=True)
class Found:
    """What was found in a batch of frames: a row is a box.

    Of a detector, rows are by frame and in it by score, the best first; boxes are finite, inside
    the frame and of positive area.
    """

    frame: NDArray[np.int64]  # (n,) place in the batch, from 0
    box: NDArray[np.float32]  # (n, 4): x0, y0, x1, y1 in px of the frame as it was given
    score: NDArray[np.float32]  # (n,) 0 to 1, comparable only within one version
    kind: NDArray[np.int64]  # (n,) place in the detector's `kinds`

    def __post_init__(self) -> None:
        rows = len(self.frame)
        if self.box.shape != (rows, 4) or self.score.shape != (rows,) or self.kind.shape != (rows,):
            raise ShapeError(
                f"expected boxes ({rows}, 4), and {rows} scores and kinds as there are frames; got "
                f"{self.box.shape}, {self.score.shape} and {self.kind.shape}"
            )

    def __len__(self) -> int:
        return len(self.frame)

    def only(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> "Found":
        """The rows that are marked, or those numbered, in that order."""
        return Found(self.frame[rows], self.box[rows], self.score[rows], self.kind[rows])

    def in_order(self) -> "Found":
        """By frame, in it by score, the best first; equal ones by kind and place."""
        keys = (*self.box.T[::-1], self.kind, -self.score, self.frame)
        return self.only(np.lexsort(keys))

    def inside(self, width: int, height: int) -> "Found":
        """Boxes cut off at the frame's edges; those that leave nothing, or are no numbers, go."""
        edges = np.array([width, height, width, height], np.float32)
        box = np.clip(np.nan_to_num(self.box, nan=0.0), 0, edges)
        has_area = (box[:, 2] > box[:, 0]) & (box[:, 3] > box[:, 1])
        is_sound = np.isfinite(self.box).all(axis=1) & np.isfinite(self.score) & has_area
        return Found(self.frame, box, self.score, self.kind).only(is_sound)


def nothing() -> Found:
    """No boxes."""
    return Found(
        np.empty(0, np.int64),
        np.empty((0, 4), np.float32),
        np.empty(0, np.float32),
        np.empty(0, np.int64),
    )


def joined(parts: Sequence[Found]) -> Found:
    """The rows of all, one after the other."""
    if not parts:
        return nothing()
    return Found(*(np.concatenate([getattr(p, n) for p in parts]) for n in Found.__annotations__))


@dataclass(frozen=True)
class Wishes:
    """What is asked of any detector; those that change boxes are part of its version."""

    min_score: float = 0.05  # low: trackers tell by themselves what is likely
    overlap: float = 0.65  # of two boxes of a kind that are taken for one thing
    across_kinds: bool = False  # whether boxes of different kinds may be one thing too
    kinds: tuple[str, ...] | None = None  # what is kept, before boxes are compared; None: all
    suppression: Suppression = Suppression.HARD  # what becomes of boxes that overlap
    most: int = 1000  # boxes of a frame
    providers: Sequence[str] = ("cpu",)  # of ONNX Runtime, or the device of torch
    threads: int | None = None  # all that this process may use

    def __post_init__(self) -> None:
        if not 0 <= self.min_score <= 1 or not 0 <= self.overlap <= 1 or self.most < 1:
            raise DetectorError(
                "expected a least score and an overlap from 0 to 1, and at least one box of a "
                f"frame; got {self.min_score}, {self.overlap} and {self.most}"
            )
        if self.threads is not None and not 1 <= self.threads <= most_threads():
            raise DetectorError(
                f"expected 1 to {most_threads()} threads on this machine; got {self.threads:,}: "
                "more only wait for each other, and each takes memory"
            )

    def told(self) -> dict[str, object]:
        """Those that change boxes."""
        own = ["min_score", "overlap", "across_kinds", "kinds", "most"]
        # What was found before there was a choice was found so, and keeps its version.
        own += ["suppression"] if self.suppression is not Suppression.HARD else []
        return {name: getattr(self, name) for name in own}

    def kept(self, kinds: Sequence[str]) -> NDArray[np.bool_]:
        """Which of a detector's kinds are kept.

        Raises:
            DetectorError: if one is asked for that it does not know.
        """
        strange = [kind for kind in self.kinds or () if kind not in kinds]
        if strange or self.kinds == ():
            raise DetectorError(
                f"this detector knows no {in_words(strange) or 'kind without a name'}; it knows "
                f"{in_words(kinds)}"
            )
        return np.array([self.kinds is None or kind in self.kinds for kind in kinds], np.bool_)


def most_threads() -> int:
    """Threads that may be asked for: four a core, and 64 in any case."""
    return max(64, 4 * cores())


def in_words(kinds: Sequence[str]) -> str:
    """Kinds in a sentence: a file may name 10,000 of them, or one by a whole book."""
    some = [
        one if len(one) <= LONGEST_TOLD else f"{one[:LONGEST_TOLD]}…" for one in kinds[:MOST_TOLD]
    ]
    more = [f"and {len(kinds) - MOST_TOLD:,} more"] if len(kinds) > MOST_TOLD else []
    return ", ".join([*some, *more])


class Detector(Protocol):
    """Finds boxes in frames.

    The same frames give the same boxes on one machine, byte for byte, however often. How frames
    are cut into batches, and how many threads work, may move a box or a score by float noise
    (1e-3 px, 1e-5), as sums are then added up in another order. Of a mirrored or moved picture
    nothing is promised: networks learn what they learn. What is done with their boxes is even.
    """

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it tells apart, by name."""

    @property
    def version(self) -> str:
        """Which boxes it gives: changes with the model file's sha256 and each setting of it."""

    @property
    def most(self) -> int:
        """Boxes of a frame that are given, the best."""

    def detect(self, frames: Frames) -> Found:
        """Find boxes in (b, h, w, 3) frames.

        Raises:
            ShapeError: if frames are no uint8 of that shape.
            DetectorError: if the model fails on them.
        """

    def propose(self, frames: Frames) -> Found:
        """The same before the best of each frame are taken, for who leaves out some first.

        Overlaps are dealt with. Raises as `detect` does.
        """


class OpenedDetector(Detector, Protocol):
    """A detector that was made from files of people's own."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All that were read, and those that would be if they were there."""


def checked(frames: Frames) -> Frames:
    """The frames, if they are what a detector takes.

    Raises:
        ShapeError: if they are not.
    """
    if frames.ndim != 4 or frames.shape[3] != 3 or frames.dtype != np.uint8:  # noqa: PLR2004
        raise ShapeError(
            f"frames: expected uint8 (b, h, w, 3) RGB, got {frames.dtype} {frames.shape}"
        )
    return frames

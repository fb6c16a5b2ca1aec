"""Inspect a person's own files: no lake, no sites, each file judged as one camera."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from lotgraph.captures.reasons import REASONS
from lotgraph.errors import CaptureError, ShapeError
from lotgraph.health.compare import Reference
from lotgraph.health.damage import damage_of
from lotgraph.health.judge import judge
from lotgraph.health.survey import survey
from lotgraph.health.suspect import Normals
from lotgraph.health.usability import usability
from lotgraph.video.batch import Losses

if TYPE_CHECKING:
    from lotgraph.video import Batch

    Through = Callable[[str, Iterable[Batch]], Iterable[Batch]]

ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)  # times of a file are told from its own start
LARGEST_PX = (1920, 1080)  # beyond, noise and blocks are those of the scaler, not of the camera
_BATCH_FRAMES = 8


@dataclass(frozen=True)
class Baseline:
    """How one camera looks and what is normal for it."""

    reference: Reference
    normals: Normals


@dataclass(frozen=True)
class Inspection:
    """What one file shows about its camera; `explanation` says why it could not be judged.

    `losses` is what decoding it lost, which is the file's fault and not the camera's. `reason` is a
    word of lotgraph.captures.reasons, or None for pictures too small to judge.
    """

    uri: str
    rows: pl.DataFrame | None  # frame_quality
    faults: pl.DataFrame | None  # camera_health
    usability: pl.DataFrame | None  # camera_usability, one row
    reason: str | None = None
    explanation: str | None = None
    losses: Losses | None = None

    @property
    def is_usable(self) -> bool:
        """False too for a file that could not be judged."""
        return self.usability is not None and bool(self.usability["is_usable"][0])

    def summary(self) -> dict[str, Any]:
        """As JSON: usable or not, why a file was refused, faults in seconds from its start."""
        found = [] if self.faults is None else self.faults.sort("started_at", "kind").to_dicts()
        return {
            "file": self.uri,
            "is_usable": self.is_usable,
            "reason": self.reason,
            "explanation": self.explanation,
            "meaning": REASONS[self.reason] if self.reason else None,
            "frames": 0 if self.rows is None else self.rows.height,
            "decoded_share": round(self.losses.decoded_share, 3) if self.losses else None,
            "damage": (damage_of(self.losses.decoded_share) if self.losses else "") or None,
            "faults": [
                {
                    "kind": fault["kind"],
                    "start_s": round((fault["started_at"] - ORIGIN).total_seconds(), 3),
                    "end_s": round((fault["ended_at"] - ORIGIN).total_seconds(), 3),
                    "confidence": round(fault["confidence"], 3),
                    "explanation": fault["explanation"],
                }
                for fault in found
            ],
        }


def _unwatched(_uri: str, read: "Iterable[Batch]") -> "Iterable[Batch]":
    return read


def inspect(
    uris: Sequence[str],
    *,
    rate_hz: float = 2.0,
    usable_share: float = 0.5,
    baseline: Baseline | None = None,
    through: "Through" = _unwatched,
) -> Iterator[Inspection]:
    """Judge files one by one, as they are asked for.

    Without a baseline a file is judged by its own best moments; with one, every file is taken
    to be of that camera. Frames that may show damage of the file are not judged. A file that
    cannot be read gives an inspection that says why, never one that passes for a camera that is
    well. `through` gets each file's address and batches and hands the batches on; a caller sees
    in it how far the work is.
    """
    for uri in uris:
        try:
            yield _inspected(uri, rate_hz, usable_share, baseline, through)
        except CaptureError as error:
            yield Inspection(uri, None, None, None, error.reason, str(error))
        except ShapeError as error:
            yield Inspection(uri, None, None, None, None, f"{uri}: {error}")


def _inspected(
    uri: str, rate_hz: float, usable_share: float, baseline: Baseline | None, through: "Through"
) -> Inspection:
    from lotgraph.video import batches

    read = batches(
        uri,
        rate_hz=rate_hz,
        size=LARGEST_PX,
        frames=_BATCH_FRAMES,
        sound_only=True,
        is_fitted=True,
    )
    seen = survey(
        through(uri, read),
        camera_id=uri,
        capture_id=uri,
        started_at=ORIGIN,
        reference=baseline.reference if baseline else None,
        losses=read.losses,
    )
    if not seen.rows.height:
        raise CaptureError("no_frames", f"{uri} holds no frame that can be decoded")
    faults = judge(seen.rows, {uri: baseline.normals} if baseline else None)
    capture = seen.rows.select(
        "site_id", "camera_id", "capture_id", frames=pl.len(), decodable_share=pl.lit(1.0)
    ).unique()  # what its headers announce, `lotgraph probe` knows
    judged = usability(capture, seen.rows, faults, usable_share)
    return Inspection(uri, seen.rows, faults, judged, losses=read.losses)

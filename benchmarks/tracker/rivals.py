"""The trackers of the `trackers` package, run as it says, and how long they take."""

import contextlib
import io
import itertools
import time
import warnings
from typing import Any

import numpy as np
import polars as pl

from lotgraph.formats.columns import EDGES


def rivals() -> dict[str, Any]:
    """How each is made, by its name, with its own settings."""
    import trackers

    return {
        "SORT": lambda fps: trackers.SORTTracker(frame_rate=fps),
        "ByteTrack": lambda fps: trackers.ByteTrackTracker(frame_rate=fps),
        "OC-SORT": lambda fps: trackers.OCSORTTracker(frame_rate=fps),
        "BoT-SORT": lambda fps: trackers.BoTSORTTracker(frame_rate=fps, enable_cmc=False),
        "C-BIoU": lambda fps: trackers.CBIoUTracker(frame_rate=fps),
    }


def tracked(make: Any, detections: pl.DataFrame, fps: float) -> tuple[pl.DataFrame, float]:
    """Its tracks, and the processor time of its updates alone.

    Scores beyond 0 to 1 are brought there in a straight line, since it has thresholds.
    """
    import supervision as sv

    score = detections["score"].fill_null(1.0).to_numpy()
    if score.min() < 0 or score.max() > 1:
        score = (score - score.min()) / (score.max() - score.min())
    frame, box = detections["frame"].to_numpy(), detections.select(EDGES).to_numpy()
    order = np.argsort(frame, kind="stable")
    frame, box, score = frame[order], box[order], score[order]
    first, last = int(frame[0]), int(frame[-1])
    ends = np.searchsorted(frame, np.arange(first, last + 2))
    given = [
        sv.Detections(xyxy=box[a:b], confidence=score[a:b], class_id=np.zeros(b - a, int))
        for a, b in itertools.pairwise(ends.tolist())
    ]
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        tracker = make(fps)
        begun = time.process_time()
        told = [tracker.update(one) for one in given]
        took = time.process_time() - begun
    frames = np.repeat(np.arange(first, last + 1), [len(one) for one in told])
    names = np.concatenate([one.tracker_id for one in told]).astype(int)
    boxes = np.concatenate([one.xyxy for one in told])
    table = pl.DataFrame(
        {"frame": frames, "object_id": names} | {n: boxes[:, k] for k, n in enumerate(EDGES)}
    )
    return table.filter(pl.col("object_id") >= 0), took

"""What frame times say about a capture: rate, evenness, duration."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNEVEN_SHARE = 0.1  # of the usual step; containers round stamps to ticks, which is not uneven


@dataclass(frozen=True)
class Timing:
    """Rate and length of a capture; `period_s` is the usual step from frame to frame."""

    fps: float
    is_variable_rate: bool
    period_s: float
    duration_s: float


def timing_of(times_s: NDArray[np.float64], stated_fps: float, tick_s: float = 0.0) -> Timing:
    """Timing of frames at `times_s` (n,), rising from 0.

    `stated_fps` counts only where times cannot tell: for a single frame, or all at one moment.
    """
    steps = np.diff(times_s)
    span_s = float(times_s[-1] - times_s[0]) if len(times_s) else 0.0
    if span_s <= 0:
        period_s = 1.0 / stated_fps
        return Timing(stated_fps, is_variable_rate=False, period_s=period_s, duration_s=period_s)
    period_s = float(np.median(steps)) or span_s / len(steps)
    allowed_s = max(UNEVEN_SHARE * period_s, 2 * tick_s)
    return Timing(
        fps=len(steps) / span_s,
        is_variable_rate=bool(np.abs(steps - period_s).max() > allowed_s),
        period_s=period_s,
        duration_s=span_s + period_s,
    )


def longest_gap_s(key_times_s: NDArray[np.float64], end_s: float) -> float:
    """Longest stretch from the start, over keyframes at `key_times_s`, to the end."""
    marks = np.concatenate([[0.0], np.sort(key_times_s), [end_s]])
    return float(np.diff(marks).max(initial=0.0))

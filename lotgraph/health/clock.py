"""Judge camera clocks by how captures follow each other and when they arrive."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.health.columns import CAMERA_HEALTH
from lotgraph.health.judge import confidence

OVERLAP_S = 1.0  # no camera films twice at once; names of whole seconds explain one
JUMP_S = 2.0
_SPREADS = 4.0  # a jump is this many times beyond what three steps of four scatter
_DOUBTS = 8.0  # standard errors: many hours are judged, and waits have a long tail
DRIFT_S_PER_H = 0.5  # 12 s a day; a quartz clock without a time server keeps 4
_FEWEST = 6  # captures, before a line through their arrivals means anything
_FEWEST_BESIDE = 2  # captures on either side of a jump
_STEADY_S = 5.0  # arrivals that scatter more than this come from copying, not from recording


def judge_clocks(captures: pl.DataFrame) -> pl.DataFrame:
    """Faults of clocks in rows of captures, as rows of camera_health.

    The wall time of a capture is the time it ended by the camera's clock; true time is when it
    landed, less a delay that is a camera's own. Arrivals that are not steady (files copied all
    at once) say nothing, and only overlaps are told.
    """
    # In order of arrival: a clock that was set back sorts what follows among what came before.
    arrived = captures.sort("landed_at", "started_at", "uri")
    cameras = arrived.partition_by("site_id", "camera_id", as_dict=True)
    found = [fault for _, of_one in sorted(cameras.items()) for fault in _of_camera(of_one)]
    table = pl.DataFrame(found, schema=CAMERA_HEALTH.schema)
    return CAMERA_HEALTH.conform(table)


def _of_camera(captures: pl.DataFrame) -> list[dict[str, object]]:
    start_s, end_s, landed_s = (
        captures[name].dt.epoch("us").to_numpy() / 1e6
        for name in ("started_at", "ended_at", "landed_at")
    )
    lag_s = landed_s - end_s
    jumps = _jumps(lag_s, landed_s)
    drift = [] if jumps else _drift(captures, lag_s, start_s)
    # Captures by a clock that runs slow overlap, each the one before it.
    return drift or [_jump(captures, k, by) for k, by in jumps] + _overlaps(captures, jumps)


def _overlaps(captures: pl.DataFrame, jumps: list[tuple[int, float]]) -> list[dict[str, object]]:
    """Of captures by one setting of the clock: those by two may well overlap."""
    settings = np.searchsorted([k for k, _ in jumps], np.arange(captures.height), side="right")
    by_start = captures.with_columns(setting=settings).sort("started_at", "uri")
    start, end, setting = (by_start[name] for name in ("started_at", "ended_at", "setting"))
    by_s = (end - start.shift(-1)).dt.total_microseconds() / 1e6
    is_told = (by_s > OVERLAP_S) & (setting == setting.shift(-1))
    return [_overlap(by_start, k + 1, float(by_s[k])) for k in is_told.arg_true().to_list()]


def _jumps(lag_s: NDArray[np.float64], landed_s: NDArray[np.float64]) -> list[tuple[int, float]]:
    """Captures from which on arrivals lag by another amount, and by how much.

    What a clock that drifts gains between any two captures is no jump.
    """
    if lag_s.size < _FEWEST or not _are_steady(lag_s):
        return []
    pace = np.median(np.diff(lag_s) / np.maximum(np.diff(landed_s), 1.0))
    lag_s = lag_s - pace * (landed_s - landed_s[0])
    step = np.diff(lag_s)
    scatter = float(np.quantile(np.abs(step - np.median(step)), 0.75))
    bound = max(JUMP_S, _SPREADS * scatter)
    found = []
    # A slow network only ever adds; of one capture nobody knows whether it is late.
    for k in np.flatnonzero(np.abs(step) > bound) + 1:
        before, after = lag_s[max(0, k - 3) : k], lag_s[k : k + 3]
        by = float(after.min() - before.min())
        if abs(by) > bound and min(before.size, after.size) >= _FEWEST_BESIDE:
            found.append((int(k), by))
    return found


def _are_steady(lag_s: NDArray[np.float64]) -> bool:
    return float(np.median(np.abs(np.diff(lag_s)))) < _STEADY_S


def _drift(
    captures: pl.DataFrame, lag_s: NDArray[np.float64], start_s: NDArray[np.float64]
) -> list[dict[str, object]]:
    """A line through the lags, by the median of the slopes of far pairs (half may be off)."""
    if lag_s.size < _FEWEST or not _are_steady(lag_s):
        return []
    half, at_h = lag_s.size // 2, start_s / 3600
    apart_h = at_h[half:] - at_h[: lag_s.size - half]
    slope = float(np.median((lag_s[half:] - lag_s[: lag_s.size - half]) / apart_h))
    rest_s = lag_s - slope * at_h
    scatter_s = 1.48 * float(np.median(np.abs(rest_s - np.median(rest_s))))
    doubt = _DOUBTS * scatter_s / (np.sqrt(lag_s.size) * at_h.std())
    if abs(slope) < DRIFT_S_PER_H or abs(slope) < doubt:
        return []
    way = "slow" if slope > 0 else "fast"
    sentence = f"The camera's clock runs {abs(slope):.1f} s an hour {way}, as arrivals show."
    last = captures.height - 1
    return [_row(captures, "clock_drift", (0, last), abs(slope) / DRIFT_S_PER_H, sentence)]


def _jump(captures: pl.DataFrame, k: int, by_s: float) -> dict[str, object]:
    way = "back" if by_s > 0 else "ahead"
    sentence = f"The camera's clock was set {way} by {abs(by_s):.1f} s, as arrivals show."
    return _row(captures, "clock_jump", (k, captures.height - 1), abs(by_s) / JUMP_S, sentence)


def _overlap(captures: pl.DataFrame, k: int, by_s: float) -> dict[str, object]:
    sentence = f"This capture begins {by_s:.1f} s before the one before it ends."
    return _row(captures, "clock_jump", (k, k), by_s / OVERLAP_S, sentence)


def _row(
    captures: pl.DataFrame, kind: str, span: tuple[int, int], strength: float, sentence: str
) -> dict[str, object]:
    first, last = span
    started_at = captures["started_at"][first]
    site, camera = captures.select("site_id", "camera_id").row(0)
    return {
        "fault_id": f"{site}/{camera}/{kind}/{started_at:%Y-%m-%dT%H%M%S.%fZ}",
        "site_id": site,
        "camera_id": camera,
        "kind": kind,
        "started_at": started_at,
        "ended_at": captures["ended_at"][first : last + 1].max(),
        "confidence": confidence(strength, 3.0),
        "strength": strength,
        "is_unusable": False,
        "evidence_capture_id": captures["capture_id"][first],
        "evidence_frame": 0,
        "preview": None,
        "explanation": sentence,
    }

"""What faults do to a camera's clock."""

from collections.abc import Iterable

from lotgraph.twin.faults.model import HOUR_S, Fault


def clock_error_s(faults: Iterable[Fault], camera_id: str, t_s: float) -> float:
    """How far faults put a camera's clock ahead of what it would show; behind, where below 0."""
    error_s = 0.0
    for one in faults:
        if one.camera_id != camera_id or not one.is_on(t_s):
            continue
        if one.kind == "clock_jump":
            error_s += one.sign * one.amount
        elif one.kind == "clock_drift":
            error_s += _gained_s(one, one.begins_s, t_s)
    return error_s


def clock_gain_s(faults: Iterable[Fault], camera_id: str, from_s: float, until_s: float) -> float:
    """How much more than what passes from one time to another drifts let a clock count; or less.

    What sets a clock is no part of it, neither a jump nor the end of a drift: it changes what the
    clock shows, not how fast it goes.
    """
    return sum(
        _gained_s(one, max(from_s, one.begins_s), min(until_s, one.ends_s))
        for one in faults
        if one.camera_id == camera_id
        and one.kind == "clock_drift"
        and one.begins_s < until_s
        and from_s < one.ends_s
    )


def _gained_s(drift: Fault, from_s: float, until_s: float) -> float:
    return drift.sign * drift.amount * (until_s - from_s) / HOUR_S

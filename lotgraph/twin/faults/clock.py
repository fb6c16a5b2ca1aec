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
            error_s += one.sign * one.amount * (t_s - one.begins_s) / HOUR_S
    return error_s

"""Whether a fault is ever seen to be as bad as truth tells it."""

import math

from lotgraph.twin.faults.cover import SLIDES_S
from lotgraph.twin.faults.model import Fault, Kind
from lotgraph.twin.faults.paint import DIRT_STEPS, KNOCK_S, RACK_S, Painter
from lotgraph.twin.plan import Camera

SETTLES_S: dict[Kind, float] = {"covered": SLIDES_S, "moved": KNOCK_S, "defocused": RACK_S}
SLACK = 1e-6  # of a frame: how far a number of one is off that is computed from its time


def least_s(kind: Kind, camera: Camera) -> float:
    """How long a fault lasts at the least of which a frame shows all, wherever it begins.

    It comes and goes in its own time; dirt grows until the end, in steps that want a frame each.
    """
    frames = DIRT_STEPS if kind == "dirty" else 1
    return 2 * SETTLES_S.get(kind, 0.0) + frames / camera.fps


def worst_s(fault: Fault) -> tuple[float, float]:
    """From when to when a fault of a camera is as bad as it gets."""
    if fault.kind == "dirty":
        return fault.ends_s - (fault.ends_s - fault.begins_s) / DIRT_STEPS, fault.ends_s
    settles_s = SETTLES_S.get(fault.kind, 0.0)
    return fault.begins_s + settles_s, fault.ends_s - settles_s


def is_shown(fault: Fault, camera: Camera, frames: range) -> bool:
    """Whether one of these frames, by numbers since the world began, has a fault at its worst.

    Of lost frames it is one that is lost; of a frozen camera one that shows what was before.
    """
    begins_s, ends_s = worst_s(fault)
    first = max(frames.start, math.ceil(begins_s * camera.fps - SLACK))
    last = min(frames.stop - 1, math.floor(ends_s * camera.fps + SLACK))
    painter = Painter(camera, (fault,))
    for number in range(first, last + 1):
        t_s = number / camera.fps
        if not fault.is_on(t_s):
            continue
        if fault.kind == "dropped_frames" and not painter.is_lost(number):
            continue
        if fault.kind == "frozen" and painter.source_s(t_s) >= t_s:
            continue  # there is nothing before the first frame
        return True
    return False

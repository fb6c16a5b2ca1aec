"""Draws which faults befall which camera and when, at stated rates."""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from lotgraph.twin.faults.model import HABITS, KINDS, OF_FILES, Fault, Kind
from lotgraph.twin.plan import Plan
from lotgraph.twin.seeds import seed_of, stream

DAY_S = 86400.0
REST_S = 120.0  # between two faults of a camera, so that each has a beginning of its own


def schedule(
    plan: Plan,
    seconds: float,
    seed: int,
    rates: Mapping[Kind, float],
    *,
    capture_s: float = 300.0,
) -> tuple[Fault, ...]:
    """Faults of all cameras, each camera's in order and never two at once.

    Rates are a camera and a day of health: the time in which faults last is not counted. A fault
    of files befalls one capture of `capture_s` seconds. A longer schedule begins as a shorter one.
    Each site has its own, and looks that no site of the other split has.
    """
    return tuple(
        fault
        for camera in plan.cameras
        for fault in _of_camera(plan, camera.camera_id, seconds, seed, rates, capture_s=capture_s)
    )


def _of_camera(  # noqa: PLR0913
    plan: Plan,
    camera_id: str,
    seconds: float,
    seed: int,
    rates: Mapping[Kind, float],
    *,
    capture_s: float,
) -> Iterator[Fault]:
    kinds = [kind for kind in KINDS if rates.get(kind, 0) > 0]
    if not kinds:
        return
    total = sum(rates[kind] for kind in kinds)
    shares = np.array([rates[kind] for kind in kinds]) / total
    chance = stream(seed, "faults", plan.split, plan.site_id, camera_id)
    t_s = 0.0
    while True:
        t_s += float(chance.exponential(DAY_S / total))
        kind = kinds[int(chance.choice(len(kinds), p=shares))]
        low, high = HABITS[kind].lasts_s
        lasts_s = low * (high / low) ** float(chance.random())
        strength = float(chance.random())
        look = seed_of(int(chance.integers(2**30)), plan.split)
        if kind in OF_FILES:
            t_s, lasts_s = math.ceil(t_s / capture_s) * capture_s, capture_s
        if t_s >= seconds:
            return
        yield Fault(camera_id, kind, t_s, min(t_s + lasts_s, seconds), strength, look)
        t_s += lasts_s + REST_S

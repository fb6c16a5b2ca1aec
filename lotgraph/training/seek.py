"""Seeks moments at which a camera has something rare in view, in a traffic that has more of it.

Of a car park's pictures next to none shows a bus, and few a truck: who draws them at any moment
learns of cars alone.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.training.columns import KIND_OF
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.world.detect import boxes_in
from lotgraph.twin.world.model import World

# How often each is sought, where a site has it: most have no room for the first two.
SOUGHT = {"truck": 3.0, "bus": 8.0, "van": 1.0, "pickup": 2.0, "two_wheeler": 1.0, "person": 5.0}
STOPS_PER_H = 30.0  # that come beside those who park, of which
STOPS = {"delivery_share": 0.42, "coach_share": 0.38}  # the rest park too, as some find no way
OTHERS: dict[str, Any] = {"two_wheeler_share": 0.05, "walkers_per_visit": 8.0}
WITH_BUSES = 3  # times as many moments where buses come, which is at few sites
LOOKS = 120  # moments that are looked at
LEAST_PX, LEAST_SHOWN = 16.0, 0.35  # height of what is in view, and what is seen of it
APART_S = 75.0  # that pictures of one camera are apart, as what stands there stays


def raised(plan: Plan) -> Plan:
    """A plan on which more comes of what is rare, and in a day as much of the rest."""
    hourly = plan.rates.arrivals_per_hour
    share = STOPS_PER_H / (STOPS_PER_H + sum(hourly) / len(hourly))
    more = {name: one * share for name, one in STOPS.items()}
    arrivals = tuple(one + STOPS_PER_H for one in hourly)
    return replace(plan, rates=replace(plan.rates, arrivals_per_hour=arrivals, **more, **OTHERS))


def seek(
    world: World, cameras: list[Camera], count: int, within_s: tuple[float, float],
    chance: np.random.Generator,
) -> list[tuple[Camera, float]]:  # fmt: skip
    """Cameras and moments, camera by camera; each has something rare in view.

    At most so many, `WITH_BUSES` times as many where there are buses. For each a kind is drawn that
    is still to be seen somewhere, then any moment that shows it.
    """
    times_s = np.sort(chance.uniform(*within_s, LOOKS))
    shows = in_view(world, cameras, times_s)
    count *= WITH_BUSES if shows[:, :, list(SOUGHT).index("bus")].any() else 1
    chosen: list[tuple[int, int]] = []
    weights = np.array(list(SOUGHT.values()))
    while len(chosen) < count and shows.any():
        likely = weights * shows.any(axis=(0, 1))
        kind = chance.choice(len(SOUGHT), p=likely / likely.sum())
        places = np.argwhere(shows[:, :, kind])
        camera, moment = places[chance.integers(len(places))].tolist()
        chosen.append((camera, moment))
        shows[camera, np.abs(times_s - times_s[moment]) < APART_S] = False
    return [(cameras[camera], float(times_s[moment])) for camera, moment in sorted(chosen)]


def in_view(world: World, cameras: list[Camera], times_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each camera at each moment has each kind of `SOUGHT` in view."""
    types = world.vehicles.sort("object_id")["type"].replace(KIND_OF).to_list()
    kinds = list(SOUGHT)
    # Numbers begin at 1, walkers' after vehicles'; the last place is of what is not sought.
    place = [kinds.index(one) if one in kinds else len(kinds) for one in types]
    of = np.array([*place, *[kinds.index("person")] * len(world.walkers)], np.int64)
    shows = np.zeros((len(cameras), len(times_s), len(kinds) + 1), bool)
    for moment, t_s in enumerate(times_s.tolist()):
        poses = world.poses(t_s)
        for number, camera in enumerate(cameras):
            seen = boxes_in(world, camera, poses)
            high = seen.edges_px[:, 3] - seen.edges_px[:, 1]
            rows = (high >= LEAST_PX) & (seen.visible_share >= LEAST_SHOWN)
            shows[number, moment, of[seen.object_id[rows] - 1]] = True
    return shows[:, :, :-1]

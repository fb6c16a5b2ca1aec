"""Says which cameras see which stalls and lanes, and which of them see the same."""

from dataclasses import dataclass

import numpy as np

from lotgraph.twin.plan.model import Camera, Lane, Plan, Stall
from lotgraph.twin.plan.see import STEP_M, on_ground, sees
from lotgraph.twin.plan.shapes import UNIT_CORNERS, Floats, along, length_of, rectangles

INNER = 0.8  # of a stall's length and width: what a parked car takes
SEEN_SHARE = 0.5  # of a stall in a picture, and it counts as seen
THRESHOLD_M = 4.0  # where a way in or out meets the site, from its inner end
LEAST_CAR_PX = 40.0  # a car that is shorter in the picture is not seen
CAR_M = 4.4


@dataclass(frozen=True)
class Views:
    """Shares 0..1 of what cameras see, without vehicles in the way; rows as `plan.cameras`.

    stalls: (cameras, stalls) of a stall's ground. lanes: (cameras, lanes) of a lane's length on
    the site. ways: (cameras, entries and exits) 1 where the camera sees where it meets the site.
    shared: (cameras, cameras) places that both see, of those that the one with fewer sees.
    """

    stalls: Floats
    lanes: Floats
    ways: Floats
    shared: Floats

    @property
    def stall_share(self) -> float:
        """Of the stalls that one camera or more sees."""
        return float((self.stalls >= SEEN_SHARE).any(axis=0).mean()) if self.stalls.size else 0.0

    @property
    def way_share(self) -> float:
        """Of the entries and exits that one camera or more sees."""
        return float(self.ways.any(axis=0).mean())


def views_of(plan: Plan) -> Views:
    """What each camera of a plan sees."""
    stall_points = stall_places(plan.stalls)
    lane_points = [_lane_places(lane, plan) for lane in plan.lanes]
    way_points = on_ground([threshold(lane) for lane in plan.lanes if lane.kind != "aisle"])
    ends = np.cumsum([len(stall_points), *map(len, lane_points)])
    places = np.concatenate([stall_points, *lane_points, way_points])
    seen = np.array([_sees_well(camera, plan, places) for camera in plan.cameras])
    seen = seen.reshape(len(plan.cameras), len(places)).astype(float)
    stalls, *lanes, ways = np.split(seen, ends, axis=1)
    corners = len(UNIT_CORNERS)
    found = stalls.reshape(len(plan.cameras), -1, corners).mean(axis=2)
    counted = np.concatenate([stalls, *lanes], axis=1)
    both = counted @ counted.T
    fewer = np.minimum.outer(counted.sum(axis=1), counted.sum(axis=1))
    return Views(
        found,
        np.stack([lane.mean(axis=1) if lane.size else lane.sum(axis=1) for lane in lanes], axis=1),
        ways,
        both / np.maximum(fewer, 1.0),
    )


def stall_places(stalls: tuple[Stall, ...]) -> Floats:
    """Four places (4n, 3) of each stall, near the corners of a car parked there."""
    shapes = rectangles(
        np.array([stall.centre for stall in stalls]).reshape(-1, 2),
        INNER * np.array([(stall.length_m, stall.width_m) for stall in stalls]).reshape(-1, 2),
        np.array([stall.heading_rad for stall in stalls]),
    )
    return on_ground(shapes.reshape(-1, 2))  # type: ignore[arg-type]


def threshold(lane: Lane) -> tuple[float, float]:
    """Where an entry or exit meets the site."""
    length = length_of(lane.points)
    inner = min(THRESHOLD_M, length)
    return along(lane.points, inner if lane.kind == "exit" else length - inner)[0]


def _lane_places(lane: Lane, plan: Plan) -> Floats:
    """Places (n, 3) along the part of a lane that lies on the site."""
    x0, y0, x1, y1 = plan.extent_m
    points = [along(lane.points, at_m)[0] for at_m in np.arange(0, length_of(lane.points), STEP_M)]
    return on_ground([(x, y) for x, y in points if x0 <= x <= x1 and y0 <= y <= y1])


def _sees_well(camera: Camera, plan: Plan, places: Floats) -> Floats:
    """Which places a camera sees near enough to make out a car."""
    seen = sees(camera, plan.structures, places)
    far = np.linalg.norm(places - np.array(camera.position_m), axis=1)
    near: Floats = seen & (far < camera.focal_px * CAR_M / LEAST_CAR_PX)
    return near

"""The words in which a site is described.

Metres, x to the east, y to the north, z up, the ground at z = 0. Angles in radians: headings
anticlockwise from east, pitch downwards. Pixels: (0, 0) is the upper left corner of the upper left
pixel, x to the right, y down.
"""

from dataclasses import dataclass, field
from typing import Literal

from lotgraph.twin.seeds import Split

Point = tuple[float, float]


@dataclass(frozen=True)
class Lane:
    """A lane is driven along `points`, in their order alone where it is one-way.

    Lanes join where an end of one touches another; an entry begins and an exit ends off the site.
    """

    lane_id: str
    kind: Literal["entry", "aisle", "exit"]
    points: tuple[Point, ...]
    width_m: float = 5.5
    is_one_way: bool = False
    speed_mps: float = 5.0


@dataclass(frozen=True)
class Stall:
    """A place for one vehicle, reached from a lane; `heading_rad` is that of one nose in."""

    stall_id: str
    lane_id: str
    centre: Point
    heading_rad: float
    length_m: float = 5.0
    width_m: float = 2.5


@dataclass(frozen=True)
class Gate:
    """A barrier across a lane, so many metres after its beginning."""

    gate_id: str
    lane_id: str
    at_m: float


@dataclass(frozen=True)
class Structure:
    """A thing that stands: a box, or what its kind makes of that box."""

    kind: Literal[
        "pillar", "wall", "kerb", "sign", "lamp", "building", "tree", "roof", "planter", "fence"
    ]
    centre: Point
    size_m: tuple[float, float, float]
    heading_rad: float = 0.0
    base_m: float = 0.0  # height of its underside
    texture: str = "concrete"


@dataclass(frozen=True)
class Camera:
    """Where a camera hangs, how it looks and what it records.

    `distortion` is (k1, k2, p1, p2, k3), as OpenCV has it; the principal point is the centre of
    the picture. The clock shows true time plus `clock_offset_s`, and gains `clock_drift_ppm`.
    """

    camera_id: str
    position_m: tuple[float, float, float]
    yaw_rad: float
    pitch_rad: float
    roll_rad: float = 0.0
    focal_px: float = 500.0
    distortion: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0)
    width_px: int = 640
    height_px: int = 360
    fps: float = 5.0
    clock_offset_s: float = 0.0
    clock_drift_ppm: float = 0.0
    crf: int = 28
    keyframe_s: float = 4.0  # at most so long between two of them
    sensor: str = "plain"


@dataclass(frozen=True)
class Rates:
    """How much goes on, and how often people do what they should not."""

    arrivals_per_hour: tuple[float, ...] = (  # by hour of the local day
        *(0.5, 0.3, 0.2, 0.2, 0.5, 2.0, 8.0, 20.0, 30.0, 24.0, 18.0, 18.0),
        *(22.0, 20.0, 18.0, 18.0, 20.0, 24.0, 20.0, 12.0, 8.0, 5.0, 3.0, 1.0),
    )
    dwell_median_s: float = 2400.0
    dwell_sigma: float = 0.9  # of its logarithm
    returning_share: float = 0.3  # of arrivals are vehicles that came on an earlier day
    back_in_share: float = 0.15
    several_tries_share: float = 0.1
    circling_share: float = 0.05
    drop_off_share: float = 0.04
    double_parking_share: float = 0.01
    wrong_way_share: float = 0.01
    tailgating_share: float = 0.02
    two_wheeler_share: float = 0.05  # of arrivals are bicycles and motorbikes, which park
    delivery_share: float = 0.015  # are trucks that stop in a lane,
    coach_share: float = 0.004  # and buses that let people out, where either gets through
    walkers_per_visit: float = 1.3


@dataclass(frozen=True)
class Markings:
    """How stalls are painted on the ground: along their sides, and where `is_closed` all round."""

    colour: Literal["white", "yellow", "blue", "none"] = "white"
    width_m: float = 0.1
    overhang_m: float = 0.0  # how far the lines at the sides reach out of the stall into the lane
    is_closed: bool = False
    wear_share: float = 0.2  # of the paint that is gone
    has_arrows: bool = True  # on one-way lanes


@dataclass(frozen=True)
class Plan:
    """One site."""

    site_id: str
    split: Split
    seed: int
    lanes: tuple[Lane, ...]
    stalls: tuple[Stall, ...]
    cameras: tuple[Camera, ...]
    gates: tuple[Gate, ...] = ()
    structures: tuple[Structure, ...] = ()
    rates: Rates = field(default_factory=Rates)
    markings: Markings = field(default_factory=Markings)
    ground: str = "asphalt"
    latitude_deg: float = 50.0
    longitude_deg: float = 8.0
    timezone: str = "Europe/Berlin"
    extent_m: tuple[float, float, float, float] = (-60.0, -60.0, 60.0, 60.0)  # x0, y0, x1, y1
    family: str = ""  # and variant, of a plan that was generated: "garage/ring"

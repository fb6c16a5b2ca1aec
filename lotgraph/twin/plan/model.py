"""The words in which a site is described.

Metres, x to the east, y to the north, z up, the ground at z = 0. Angles in radians: headings
anticlockwise from east, pitch downwards. Pixels: (0, 0) is the upper left corner of the upper left
pixel, x to the right, y down.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from lotgraph.twin.seeds import Split

Point = tuple[float, float]


@dataclass(frozen=True)
class Lane:
    """A lane is driven along `points`, in their order alone where it is one-way.

    Lanes join where an end of one touches another; an entry begins and an exit ends off the site.
    """

    lane_id: Annotated[str, "What it is called; stalls and gates name it."]
    kind: Annotated[
        Literal["entry", "aisle", "exit"],
        "Entries begin and exits end off the site; stalls lie along aisles.",
    ]
    points: Annotated[tuple[Point, ...], "Its middle, as it is driven."]
    width_m: Annotated[float, "From side to side."] = 5.5
    is_one_way: Annotated[bool, "Whether it is driven in the order of its points alone."] = False
    speed_mps: Annotated[float, "What is driven where nothing is in the way."] = 5.0


@dataclass(frozen=True)
class Stall:
    """A place for one vehicle, reached from a lane; its heading is that of one nose in."""

    stall_id: Annotated[str, "What it is called."]
    lane_id: Annotated[str, "The lane that it is reached from."]
    centre: Annotated[Point, "Its middle."]
    heading_rad: Annotated[float, "Where a vehicle looks that stands in it nose in."]
    length_m: Annotated[float, "Along that."] = 5.0
    width_m: Annotated[float, "Across."] = 2.5


@dataclass(frozen=True)
class Gate:
    """A barrier across a lane, so many metres after its beginning."""

    gate_id: Annotated[str, "What it is called."]
    lane_id: Annotated[str, "The lane that it bars."]
    at_m: Annotated[float, "Metres from the lane's beginning."]


@dataclass(frozen=True)
class Structure:
    """A thing that stands: a box, or what its kind makes of that box.

    Walls, kerbs and roofs are the box, and pillars too, but some that are as long as wide are
    round. Buildings have a roof, trees a trunk and a crown, planters a bush, or are a hedge where
    made of `leaves`; fences have posts and bars along their longer side, signs a board that faces
    where they head.

    A lamp is a post at its centre, as high as its box, with an arm of 0.55 m towards its heading;
    the light hangs at the arm's end and shines straight down, where it is dark. The box's length
    changes nothing. A lamp or sign with `base_m` above 0.5 hangs, and has no post: the lamp is the
    box, its light is at the middle of the underside, and below 3.2 m it burns by day too.
    """

    kind: Annotated[
        Literal[
            "pillar", "wall", "kerb", "sign", "lamp", "building", "tree", "roof", "planter", "fence"
        ],
        "What its box becomes.",
    ]
    centre: Annotated[Point, "Its middle."]
    size_m: Annotated[tuple[float, float, float], "Along its heading, across, and up."]
    heading_rad: Annotated[float, "Where its length points."] = 0.0
    base_m: Annotated[float, "Height of its underside."] = 0.0
    texture: Annotated[str, "What it is made of."] = "concrete"


@dataclass(frozen=True)
class Camera:
    """Where a camera hangs, how it looks and what it records.

    `distortion` is (k1, k2, p1, p2, k3), as OpenCV has it; the principal point is the centre of
    the picture. The clock shows true time plus `clock_offset_s`, and gains `clock_drift_ppm`.
    """

    camera_id: Annotated[str, "What it is called; folders of captures are named so."]
    position_m: Annotated[
        tuple[float, float, float], "Where it hangs: above ground, in no structure."
    ]
    yaw_rad: Annotated[float, "Where it looks."]
    pitch_rad: Annotated[float, "How far down it looks."]
    roll_rad: Annotated[float, "How far it is tilted."] = 0.0
    focal_px: Annotated[float, "Focal length."] = 500.0
    distortion: Annotated[
        tuple[float, float, float, float, float],
        "k1, k2, p1, p2, k3, as OpenCV has them; the principal point is the picture's centre.",
    ] = (0.0, 0.0, 0.0, 0.0, 0.0)
    width_px: Annotated[int, "Of its picture."] = 640
    height_px: Annotated[int, "Of its picture."] = 360
    fps: Annotated[float, "Frames a second."] = 5.0
    clock_offset_s: Annotated[float, "How far its clock is ahead when the rendering begins."] = 0.0
    clock_drift_ppm: Annotated[float, "What its clock gains: µs a second."] = 0.0
    crf: Annotated[int, "Quality of its H.264; more is worse."] = 28
    keyframe_s: Annotated[float, "At most so long from one keyframe to the next."] = 4.0
    sensor: Annotated[
        str, "Which sensor it has; `plain` sees all sharp, and stamps no time into its pictures."
    ] = "plain"


@dataclass(frozen=True)
class Rates:
    """How much goes on, and how often people do what they should not."""

    arrivals_per_hour: Annotated[
        tuple[float, ...],
        "24, by hour of the local day; each at most 8 for each stall of the site, and 120 more.",
    ] = (
        *(0.5, 0.3, 0.2, 0.2, 0.5, 2.0, 8.0, 20.0, 30.0, 24.0, 18.0, 18.0),
        *(22.0, 20.0, 18.0, 18.0, 20.0, 24.0, 20.0, 12.0, 8.0, 5.0, 3.0, 1.0),
    )
    dwell_median_s: Annotated[float, "How long half of them park."] = 2400.0
    dwell_sigma: Annotated[float, "Spread of that time's logarithm."] = 0.9
    returning_share: Annotated[float, "Of arrivals are vehicles that came on an earlier day."] = 0.3
    back_in_share: Annotated[
        float, "Of those who park across a lane, in no slanted stall, back in."
    ] = 0.15
    several_tries_share: Annotated[float, "Of those who park take more than one try."] = 0.1
    circling_share: Annotated[
        float, "Of those who park drive round before, where a lane leads round."
    ] = 0.05
    drop_off_share: Annotated[
        float, "Of arrivals let somebody out and leave, where 25 m of an aisle are straight."
    ] = 0.04
    double_parking_share: Annotated[
        float, "Of arrivals stop in a lane for a while, where 25 m of an aisle are straight."
    ] = 0.01
    wrong_way_share: Annotated[
        float,
        "Of those who leave a stall go out by an entry or against a one-way lane, where they can.",
    ] = 0.01
    tailgating_share: Annotated[
        float,
        "Of arrivals mean to pass the gate right behind another, where there is one; most manage. "
        "Every fifth in a row goes before instead: of 1, 0.8 remain.",
    ] = 0.02
    two_wheeler_share: Annotated[float, "Of arrivals are bicycles and motorbikes, which park."] = (
        0.05
    )
    delivery_share: Annotated[
        float,
        "Of arrivals are trucks and vans that stop in a lane, where they get through and 25 m of "
        "an aisle are straight.",
    ] = 0.015
    coach_share: Annotated[
        float,
        "Of arrivals are buses that let people out, where they get through and 25 m of an aisle "
        "are straight.",
    ] = 0.004
    walkers_per_visit: Annotated[float, "People who walk from or to a vehicle, or by."] = 1.3


@dataclass(frozen=True)
class Markings:
    """How stalls are painted on the ground: along their sides, and where `is_closed` all round."""

    colour: Annotated[Literal["white", "yellow", "blue", "none"], "Of the lines."] = "white"
    width_m: Annotated[float, "Of a line."] = 0.1
    overhang_m: Annotated[
        float, "How far the lines at the sides reach out of the stall into the lane."
    ] = 0.0
    is_closed: Annotated[bool, "Whether a line runs at the ends too."] = False
    wear_share: Annotated[float, "Of the paint that is gone."] = 0.2
    has_arrows: Annotated[bool, "Whether one-way lanes have arrows."] = True


@dataclass(frozen=True)
class Plan:
    """One site."""

    site_id: Annotated[str, "What it is called; folders of captures are named so."]
    split: Annotated[
        Split, "Which catalogues it takes its looks from; `seed` is even in one, odd in the other."
    ]
    seed: Annotated[int, "What its looks are drawn from."]
    lanes: tuple[Lane, ...]
    stalls: tuple[Stall, ...]
    cameras: tuple[Camera, ...]
    gates: tuple[Gate, ...] = ()
    structures: tuple[Structure, ...] = ()
    rates: Rates = field(default_factory=Rates)
    markings: Markings = field(default_factory=Markings)
    ground: Annotated[str, "What the ground is made of."] = "asphalt"
    latitude_deg: Annotated[float, "Where it lies: decides the sun."] = 50.0
    longitude_deg: Annotated[float, "Where it lies, to the east."] = 8.0
    timezone: Annotated[str, "What time its people live by."] = "Europe/Berlin"
    extent_m: Annotated[
        tuple[float, float, float, float],
        "x0, y0, x1, y1 of the ground that is paved, as lanes are; the town begins beyond it. With "
        "its lanes a site is at most 2000 m long and wide.",
    ] = (-60.0, -60.0, 60.0, 60.0)
    family: Annotated[str, "And variant, of a plan that was generated."] = ""

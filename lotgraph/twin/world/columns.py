"""The contracts of a world's tables: what vehicles and walkers do, to the second."""

import polars as pl

from lotgraph.tables import UTC_TIME, Column, Contract

BEHAVIOURS = (
    "nose_in",
    "back_in",
    "along_kerb",
    "several_tries",
    "circling",
    "searching",  # drove round, as no stall was free
    "waiting",  # stood at a lane's side until one would be
    "drop_off",
    "double_parking",
    "delivery",
    "coach",
    "wrong_way",
    "tailgating",
    "full",  # found no stall and left again
)
TYPES = ("car", "van", "pickup", "truck", "bus", "motorbike", "bicycle")
_SITE = Column("site_id", pl.String(), "The site.")
_OBJECT = Column("object_id", pl.Int32(), "Number on this site: of vehicles first, then walkers.")
_LOOK = Column("look_seed", pl.Int64(), "What its looks are drawn from.")

VEHICLES = Contract(
    name="twin_vehicles",
    row="One vehicle that is ever on the site.",
    version=3,
    key=("site_id", "object_id"),
    columns=(
        _SITE,
        _OBJECT,
        Column("body", pl.String(), "Name of its model."),
        Column("type", pl.String(), "What it is.", choices=TYPES),
        _LOOK,
        Column("plate", pl.String(), "What its plates say; empty on a bicycle."),
        Column("length_m", pl.Float64(), "Of its footprint.", "m", low=0),
        Column("width_m", pl.Float64(), "Of its footprint.", "m", low=0),
        Column("height_m", pl.Float64(), "Of its roof, or its bars, above ground.", "m", low=0),
        Column("drawn_length_m", pl.Float64(), "With what sticks out at its ends.", "m", low=0),
        Column("drawn_width_m", pl.Float64(), "With its mirrors, or its rider.", "m", low=0),
        Column("drawn_height_m", pl.Float64(), "With its rack, nobody on it.", "m", low=0),
        Column("ridden_height_m", pl.Float64(), "With whoever rides it.", "m", low=0),
        Column("wheelbase_m", pl.Float64(), "Between its axles.", "m", low=0),
        Column("axle_m", pl.Float64(), "From its rear axle to the centre of its footprint.", "m"),
        Column("lamps_below_deg", pl.Float64(), "Sun's height under which it has lamps on.", "deg"),
    ),
)

VISITS = Contract(
    name="twin_visits",
    row="One vehicle's stay on the site. What lies before or after the world's time is missing.",
    version=2,
    key=("visit_id",),
    columns=(
        _SITE,
        Column("visit_id", pl.String(), "Site and number."),
        Column("object_id", pl.Int32(), "The vehicle."),
        Column("entered_at", UTC_TIME, "Its centre passes the entry's beginning.", nullable=True),
        Column("parked_at", UTC_TIME, "It stands in its stall.", nullable=True),
        Column("unparked_at", UTC_TIME, "It begins to move out.", nullable=True),
        Column("left_at", UTC_TIME, "Its centre passes the exit's end.", nullable=True),
        Column("entry_lane_id", pl.String(), "Lane it came by.", nullable=True),
        Column("exit_lane_id", pl.String(), "Lane it left by.", nullable=True),
        Column("stall_id", pl.String(), "Stall it parked in, if any.", nullable=True),
        Column("behaviours", pl.List(pl.String()), f"What it did, of {', '.join(BEHAVIOURS)}."),
        Column("behaved_at", pl.List(UTC_TIME), "When each behaviour began, in the same order."),
        Column("behaved_until", pl.List(UTC_TIME), "When each ended."),
    ),
)

MOTIONS = Contract(
    name="twin_motions",
    row="One object on one arc (straight where its curvature is 0) at one acceleration.",
    version=2,
    key=("site_id", "object_id", "t0_s"),
    columns=(
        _SITE,
        _OBJECT,
        Column("t0_s", pl.Float64(), "Beginning, since the world's.", "s"),
        Column("t1_s", pl.Float64(), "End, which is no part of it.", "s"),
        Column("x_m", pl.Float64(), "Of a vehicle's rear axle, a walker's middle, at t0.", "m"),
        Column("y_m", pl.Float64(), "The same, to the north.", "m"),
        Column("heading_rad", pl.Float64(), "Where it faces at t0.", "rad"),
        Column("curvature_per_m", pl.Float64(), "Turn to the left per metre forwards.", "1/m"),
        Column("speed_mps", pl.Float64(), "At t0; less than 0 in reverse.", "m/s"),
        Column("acceleration_mps2", pl.Float64(), "Of that speed.", "m/s2"),
        Column("driven_m", pl.Float64(), "Metres before t0; reverse counts back.", "m"),
        Column("lights", pl.UInt8(), "Bits as in Poses; head means on when it is dark."),
    ),
)

WALKERS = Contract(
    name="twin_walkers",
    row="One person who ever walks on the site.",
    version=2,
    key=("site_id", "object_id"),
    columns=(
        _SITE,
        _OBJECT,
        _LOOK,
        Column("pushes", pl.String(), "What, if anything.", choices=("", "trolley", "pram")),
        Column("stride_m", pl.Float64(), "Metres a cycle of two steps.", "m", low=0),
        Column("vehicle_id", pl.Int32(), "Object that brought them, if any.", nullable=True),
    ),
)

_DETECTION = Column("detection_id", pl.String(), "Site, camera, frame and number within it.")

DETECTIONS = Contract(
    name="twin_detections",
    row=(
        "One box as a detector might have drawn it: within about a pixel of what is rendered, but "
        "for its jitter. Whose it is, only the truth beside it knows."
    ),
    version=2,
    key=("detection_id",),
    columns=(
        _DETECTION,
        _SITE,
        Column("camera_id", pl.String(), "Camera whose frame it is in."),
        Column("captured_at", UTC_TIME, "True time of the frame."),
        Column("kind", pl.String(), "What it is held for.", choices=("vehicle", "walker")),
        Column("confidence", pl.Float64(), "How sure the detector is.", low=0, high=1),
        Column("x0_px", pl.Float64(), "Left edge.", "px"),
        Column("y0_px", pl.Float64(), "Upper edge.", "px"),
        Column("x1_px", pl.Float64(), "Right edge.", "px"),
        Column("y1_px", pl.Float64(), "Lower edge.", "px"),
    ),
)

DETECTION_TRUTH = Contract(
    name="twin_detection_truth",
    row="What one detection really is. Nothing that is judged may read it.",
    version=2,
    key=("detection_id",),
    columns=(
        _DETECTION,
        Column("object_id", pl.Int32(), "Whose box it is; none for a false alarm.", nullable=True),
        Column(
            "visible_share",
            pl.Float64(),
            "About: of its outline, neither cut off nor hidden.",
            low=0,
            high=1,
        ),
    ),
)

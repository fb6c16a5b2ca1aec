"""The contracts of what is true of a rendered site; those of its traffic are the world's."""

import polars as pl

from lotgraph.tables import UTC_TIME, Column, Contract
from lotgraph.twin.world.columns import TYPES

_SITE = Column("site_id", pl.String(), "The site.")
_CAMERA = Column("camera_id", pl.String(), "The camera.")
_FRAME = (
    _SITE,
    _CAMERA,
    Column("uri", pl.String(), "Capture file, below the landing folder."),
    Column("frame", pl.Int32(), "Number of the frame in it, from 0.", low=0),
    Column("captured_at", UTC_TIME, "When its picture was really taken."),
)
_METRES = "m"
_PIXELS = "px"

FRAMES = Contract(
    name="twin_frames",
    row="One frame of a capture, as it was written.",
    version=1,
    key=("uri", "frame"),
    columns=(
        *_FRAME,
        Column("delivered_at", UTC_TIME, "When it left the camera: later, where that froze."),
        Column("clock_at", UTC_TIME, "What the camera's clock showed, which its file is named by."),
        Column("yaw_rad", pl.Float64(), "Where the camera then looked, anticlockwise.", "rad"),
        Column("pitch_rad", pl.Float64(), "How far down.", "rad"),
        Column("roll_rad", pl.Float64(), "How far it was tilted.", "rad"),
        Column("focal_px", pl.Float64(), "Focal length: a zoom changes it.", _PIXELS, low=0),
    ),
)

BOXES = Contract(
    name="twin_boxes",
    row="One vehicle or walker of which a frame shows at least one pixel.",
    version=2,
    key=("uri", "frame", "object_id"),
    columns=(
        *_FRAME,
        Column("object_id", pl.Int32(), "Who it is, on this site in this world.", low=1),
        Column("kind", pl.String(), "What it is.", choices=("vehicle", "walker")),
        Column("body", pl.String(), "Model of the vehicle; empty for a walker."),
        Column("type", pl.String(), "What it is; empty for a walker.", choices=("", *TYPES)),
        Column("colour", pl.String(), "Name of its main colour; empty for a walker."),
        Column("x0_px", pl.Int32(), "First column of it, hidden parts too.", _PIXELS, low=0),
        Column("y0_px", pl.Int32(), "First row of it, hidden parts too.", _PIXELS, low=0),
        Column("x1_px", pl.Int32(), "Column after its last one.", _PIXELS, low=1),
        Column("y1_px", pl.Int32(), "Row after its last one.", _PIXELS, low=1),
        Column("seen_x0_px", pl.Int32(), "First column in which it is seen.", _PIXELS, low=0),
        Column("seen_y0_px", pl.Int32(), "First row in which it is seen.", _PIXELS, low=0),
        Column("seen_x1_px", pl.Int32(), "Column after the last one.", _PIXELS, low=1),
        Column("seen_y1_px", pl.Int32(), "Row after the last one.", _PIXELS, low=1),
        Column("seen_area_px", pl.Int32(), "Pixels of it that are seen.", _PIXELS, low=1),
        Column("visible_share", pl.Float64(), "Seen of its pixels in the picture.", low=0, high=1),
        Column("is_cut_off", pl.Boolean(), "Whether it reaches the edge of the picture."),
        Column("x_m", pl.Float64(), "Centre of its footprint, to the east.", _METRES),
        Column("y_m", pl.Float64(), "Centre of its footprint, to the north.", _METRES),
        Column("heading_rad", pl.Float64(), "Where it faces, anticlockwise from east.", "rad"),
        Column("speed_mps", pl.Float64(), "Speed; less than 0 in reverse.", "m/s"),
    ),
)

CAMERAS = Contract(
    name="twin_cameras",
    row="One camera as it really hangs.",
    version=2,
    key=("site_id", "camera_id"),
    columns=(
        _SITE,
        _CAMERA,
        Column("x_m", pl.Float64(), "Where it hangs, to the east.", _METRES),
        Column("y_m", pl.Float64(), "Where it hangs, to the north.", _METRES),
        Column("z_m", pl.Float64(), "Where it hangs, over the ground.", _METRES),
        Column("yaw_rad", pl.Float64(), "Where it looks, anticlockwise from east.", "rad"),
        Column("pitch_rad", pl.Float64(), "How far down it looks.", "rad"),
        Column("roll_rad", pl.Float64(), "How far it is tilted.", "rad"),
        Column("focal_px", pl.Float64(), "Focal length.", _PIXELS, low=0),
        Column("distortion", pl.List(pl.Float64()), "k1, k2, p1, p2, k3 as OpenCV has them."),
        Column("width_px", pl.Int32(), "Width of its picture.", _PIXELS, low=1),
        Column("height_px", pl.Int32(), "Height of its picture.", _PIXELS, low=1),
        Column("fps", pl.Float64(), "Frames a second.", "1/s", low=0),
        Column("clock_offset_s", pl.Float64(), "How far its clock is ahead at first.", "s"),
        Column("clock_drift_ppm", pl.Float64(), "How much its clock gains.", "ppm"),
        Column("crf", pl.Int32(), "Quality its pictures are coded at; less is better."),
        Column("keyframe_s", pl.Float64(), "Most time between two keyframes.", "s", low=0),
        Column("sensor", pl.String(), "Its model."),
    ),
)

STALLS = Contract(
    name="twin_stalls",
    row="One stall as it is painted.",
    version=1,
    key=("site_id", "stall_id"),
    columns=(
        _SITE,
        Column("stall_id", pl.String(), "The stall."),
        Column("lane_id", pl.String(), "Lane it is reached from."),
        Column("x_m", pl.Float64(), "Its centre, to the east.", _METRES),
        Column("y_m", pl.Float64(), "Its centre, to the north.", _METRES),
        Column("heading_rad", pl.Float64(), "Heading of one parked nose in.", "rad"),
        Column("length_m", pl.Float64(), "Length.", _METRES, low=0),
        Column("width_m", pl.Float64(), "Width.", _METRES, low=0),
    ),
)

LANES = Contract(
    name="twin_lanes",
    row="One lane.",
    version=1,
    key=("site_id", "lane_id"),
    columns=(
        _SITE,
        Column("lane_id", pl.String(), "The lane."),
        Column("kind", pl.String(), "What it is for.", choices=("entry", "aisle", "exit")),
        Column("x_m", pl.List(pl.Float64()), "Its line, to the east.", _METRES),
        Column("y_m", pl.List(pl.Float64()), "Its line, to the north.", _METRES),
        Column("width_m", pl.Float64(), "Width.", _METRES, low=0),
        Column("is_one_way", pl.Boolean(), "Whether it is driven along its line only."),
    ),
)

FAULTS = Contract(
    name="twin_faults",
    row="One fault that was put in.",
    version=1,
    key=("site_id", "camera_id", "kind", "begins_at"),
    columns=(
        _SITE,
        _CAMERA,
        Column("kind", pl.String(), "What is wrong."),
        Column("begins_at", UTC_TIME, "When it begins, in true time."),
        Column("ends_at", UTC_TIME, "When it ends, with the rendering at the latest."),
        Column(
            "strength",
            pl.Float64(),
            "How bad it is, 0 to 1, of kinds that can be worse or less; of others it says nothing.",
            low=0,
            high=1,
        ),
    ),
)

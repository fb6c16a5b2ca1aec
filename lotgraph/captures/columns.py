"""The contracts of captures and quarantine: together, one row for every file that landed."""

import polars as pl

from lotgraph.captures.reasons import REASONS
from lotgraph.tables import UTC_TIME, Column, Contract

# Of whatever is told of a camera, and of one of its frames, by other rooms.
OF_CAMERA = (
    Column("site_id", pl.String(), "Site of the camera."),
    Column("camera_id", pl.String(), "Camera."),
)
OF_FRAME = (
    *OF_CAMERA,
    Column("captured_at", UTC_TIME, "When the frame was taken."),
    Column("capture_id", pl.String(), "Capture it lies in."),
    Column("frame", pl.Int64(), "Its number in the capture, from 0.", low=0),
)
_SITE = Column("site_id", pl.String(), "Site whose folder the file lies in.")
_CAMERA = Column("camera_id", pl.String(), "Camera whose folder the file lies in.")
_FILE = (
    Column("uri", pl.String(), "Path of the file below the landing folder."),
    Column("size_bytes", pl.Int64(), "Size of the file.", "bytes", low=0),
    Column("landed_at", UTC_TIME, "When the file was last changed where it lies."),
)

CAPTURES = Contract(
    name="captures",
    row="One file of footage that can be used.",
    version=1,
    key=("capture_id",),
    columns=(
        Column("capture_id", pl.String(), "First 16 hex digits of the file's sha256."),
        _SITE,
        _CAMERA,
        *_FILE,
        Column("sha256", pl.String(), "Hash of the file's bytes; of its members' for a folder."),
        Column("kind", pl.String(), "What it is.", choices=("video", "stills", "zip", "manifest")),
        Column("codec", pl.String(), "Codec of the pictures."),
        Column("width_px", pl.Int32(), "Width of the upright picture.", "px", low=1),
        Column("height_px", pl.Int32(), "Height of the upright picture.", "px", low=1),
        Column("fps", pl.Float64(), "Mean frames per second.", "1/s", low=0),
        Column("frames", pl.Int64(), "Frames in the file.", low=1),
        Column("duration_s", pl.Float64(), "From first frame to end of last.", "s", low=0),
        Column("started_at", UTC_TIME, "First frame in true UTC: file name less clock offset."),
        Column("ended_at", UTC_TIME, "End of the last frame in true UTC."),
        Column("clock_offset_s", pl.Float64(), "How far the camera's clock was ahead.", "s"),
        Column(
            "decodable_share",
            pl.Float64(),
            "Share of its packets that are there and look whole; damage inside one shows only "
            "when it is decoded.",
            low=0,
            high=1,
        ),
        Column("warnings", pl.List(pl.String()), "What is odd about it, in sentences."),
    ),
)

QUARANTINE = Contract(
    name="quarantine",
    row="One landed file that is not used, and why. The file itself is never touched.",
    version=1,
    key=("uri",),
    columns=(
        _SITE,
        Column("camera_id", pl.String(), "Camera folder, where there is one.", nullable=True),
        *_FILE,
        Column("reason", pl.String(), "Why, in one word.", choices=tuple(REASONS)),
        Column("explanation", pl.String(), "Why, and what to do, in a sentence."),
        Column(
            "sha256",
            pl.String(),
            "Hash as in captures, of one that gives way to another (duplicate, overlaps); null "
            "of any other, which is not read through.",
            nullable=True,
        ),
    ),
)

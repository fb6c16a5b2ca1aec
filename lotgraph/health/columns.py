"""The contracts of camera health: what was measured, what is normal, what is wrong, what to use."""

import polars as pl

from lotgraph.captures.columns import OF_CAMERA, OF_FRAME
from lotgraph.tables import UTC_TIME, Column, Contract

KINDS = {
    "black": "No picture: dark and empty.",
    "over_exposed": "So much light that much of the picture is plain white.",
    "under_exposed": "So little light that most of the picture is lost.",
    "covered": "Something stands before the lens and hides a good part of the view.",
    "moved": "The camera points elsewhere than it did.",
    "frozen": "The same frame over and over, without even sensor noise.",
    "low_contrast": "A veil (dirt, a wet lens) over the picture that the weather does not explain.",
    "blocky": "Blocks or a mosaic in place of detail.",
    "blurred": "Out of focus: edges that used to be sharp are soft.",
    "noisy": "Far more noise than this camera has.",
    "clock_drift": "The camera's clock runs fast or slow.",
    "clock_jump": "The camera's clock was set, or files overlap.",
}
# With these no vehicle can be found reliably. A moved camera still sees; only where things lie is
# wrong. The other kinds make pictures worse, which the detector's own confidence will tell.
UNUSABLE_KINDS = ("black", "over_exposed", "under_exposed", "covered", "frozen", "blurred")

_F = pl.Float32()


def _relative(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, _F, f"{meaning} Null without a reference.", unit, nullable=True)


def _share(name: str, meaning: str) -> Column:
    return Column(name, _F, meaning, low=0, high=1)


FRAME_QUALITY = Contract(
    name="frame_quality",
    row="What one sampled frame of a camera shows about the camera.",
    version=4,
    key=("site_id", "camera_id", "captured_at", "capture_id", "frame"),
    columns=(
        *OF_FRAME,
        Column("level", _F, "Mean brightness.", "grey levels", low=0, high=255),
        _share("dark_share", "Pixels too dark to show anything."),
        _share("bright_share", "Pixels clipped to white."),
        Column("contrast", _F, "From the 5th to the 95th percentile.", "grey levels", low=0),
        Column("colour", _F, "Mean distance from grey; 0 by infrared light.", "grey levels", low=0),
        Column("noise", _F, "Standard deviation in the flattest parts.", "grey levels", low=0),
        Column("block_ratio", _F, "Step on a regular grid over the mean step.", low=0),
        _share("flat_share", "Tiles in which nothing can be seen."),
        Column(
            "edge_width_px",
            _F,
            "Width of the sharpest edges in a picture 640 wide; null without any.",
            "px",
            nullable=True,
            low=0,
        ),
        Column("change", _F, "Mean change since the frame before.", "grey levels", nullable=True),
        Column("change_peak", _F, "Largest local change.", "grey levels", nullable=True),
        Column("change_floor", _F, "Change of the quietest quarter.", "grey levels", nullable=True),
        Column(
            "novelty",
            _F,
            "Least mean change against the frames of the last 12 s, a keyframe between; null "
            "before there was one.",
            "grey levels",
            nullable=True,
            low=0,
        ),
        Column(
            "stir_share",
            _F,
            "Squares of 8 px that differ at all from the frame before; null across a keyframe.",
            nullable=True,
            low=0,
            high=1,
        ),
        Column(
            "stir_peak",
            _F,
            "The pixel that differs most from the frame before; null across a keyframe.",
            "grey levels",
            nullable=True,
            low=0,
        ),
        _relative("gain", "Contrast of large shapes against the reference, if recognised."),
        _relative("light", "Brightness against the reference."),
        _relative("kept_share", "Tiles of the reference that are recognised."),
        _relative("lost_share", "Tiles that show another, still surface."),
        _relative("smooth_share", "Part of the lost area without an edge."),
        _relative("bare_share", "Tiles that had an edge and have none, the most in one piece."),
        _relative("detail", "Steepness of edges, for their height, against the reference."),
        _relative("softness", "Width of edges, recognised or not, against the reference."),
        _relative("relief", "Height of edges, recognised or not, against the reference."),
        _relative("shift_px", "Distance from the reference, in a picture 640 wide.", "px"),
        _relative("right_px", "Shift to the right.", "px"),
        _relative("down_px", "Shift downwards.", "px"),
        _relative("turn_deg", "Turn.", "deg"),
        _relative("zoom", "Zoom; 1 is as it was."),
        Column("is_found", pl.Boolean(), "Whether the shift can be trusted.", nullable=True),
        _share(
            "decoded_share",
            "Part of its capture's decoded frames that the decoder neither lost nor patched.",
        ),
    ),
)

CAMERA_HEALTH = Contract(
    name="camera_health",
    row="One fault of a camera: what, from when to when, how sure, and the frame that shows it.",
    version=1,
    key=("fault_id",),
    columns=(
        Column("fault_id", pl.String(), "Site, camera, kind and start."),
        *OF_CAMERA,
        Column("kind", pl.String(), "What is wrong.", choices=tuple(KINDS)),
        Column("started_at", UTC_TIME, "First frame that shows it."),
        Column("ended_at", UTC_TIME, "First frame without it, or last frame there is."),
        _share("confidence", "How sure it is."),
        Column("strength", _F, "How many times the bound it reaches.", low=0),
        Column("is_unusable", pl.Boolean(), "Whether vehicles cannot be found meanwhile."),
        Column("evidence_capture_id", pl.String(), "Capture of the frame that shows it best."),
        Column("evidence_frame", pl.Int64(), "Its number in that capture.", low=0),
        Column("preview", pl.String(), "Hash of the evidence picture.", nullable=True),
        Column("explanation", pl.String(), "What was seen, in a sentence."),
    ),
)

CAMERA_USABILITY = Contract(
    name="camera_usability",
    row="Whether a camera can be used in a window, and why not.",
    version=2,
    key=("site_id", "camera_id"),
    columns=(
        *OF_CAMERA,
        Column("is_usable", pl.Boolean(), "Whether later rooms take this camera's captures."),
        _share("usable_share", "Part of the sampled frames free of unusable faults."),
        Column("frames", pl.Int64(), "Frames sampled.", low=0),
        Column(
            "decoded_share",
            _F,
            "Part of its decoded frames that the decoder neither lost nor patched.",
            nullable=True,
            low=0,
            high=1,
        ),
        Column("faults", pl.List(pl.String()), "Kinds of fault seen, in order of their names."),
        Column("reason", pl.String(), "Why it is left out, or what to know about it."),
    ),
)

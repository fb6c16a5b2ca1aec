"""The contracts of labelled stills: pictures, and what is in them."""

import polars as pl

from lotgraph.tables import UTC_TIME, Column, Contract

KINDS = ("car", "van", "pickup", "truck", "bus", "two_wheeler", "person", "plate")
VEHICLES = KINDS[:6]
KIND_OF = {"": "person", "motorbike": "two_wheeler", "bicycle": "two_wheeler"}  # the rest is itself
_PIXELS = "px"

STILLS = Contract(
    name="stills",
    row="One picture of a camera of the twin, as it left a codec.",
    version=1,
    key=("still_id",),
    columns=(
        Column("still_id", pl.String(), "Site, round, camera and moment."),
        Column("site_id", pl.String(), "The site."),
        Column("camera_id", pl.String(), "The camera."),
        Column("split", pl.String(), "Of the twin.", choices=("train", "held_out")),
        Column("captured_at", UTC_TIME, "When it was taken."),
        Column("sun_deg", pl.Float64(), "How high the sun stood.", "deg"),
        Column("weather", pl.String(), "Kind of weather."),
        Column("crf", pl.Int32(), "Quality it was coded at; less is better."),
        Column("width_px", pl.Int32(), "Its width.", _PIXELS, low=1),
        Column("height_px", pl.Int32(), "Its height.", _PIXELS, low=1),
        Column("jpeg", pl.Binary(), "The picture."),
        Column("owners", pl.Binary(), "PNG as large: which label's each pixel is, 0 the site's."),
    ),
)

LABELS = Contract(
    name="still_labels",
    row="One thing in a still: of plates those that can be seen, of the rest all with a pixel.",
    version=1,
    key=("still_id", "kind", "x0_px", "y0_px", "x1_px", "y1_px"),
    columns=(
        Column("still_id", pl.String(), "The still."),
        Column(
            "owner", pl.Int32(), "Its pixels in `owners`; 0 for a plate and whoever is past 255."
        ),
        Column("kind", pl.String(), "What it is.", choices=KINDS),
        Column("x0_px", pl.Float64(), "Left edge, hidden parts too.", _PIXELS, low=0),
        Column("y0_px", pl.Float64(), "Upper edge, hidden parts too.", _PIXELS, low=0),
        Column("x1_px", pl.Float64(), "Right edge, hidden parts too.", _PIXELS, low=0),
        Column("y1_px", pl.Float64(), "Lower edge, hidden parts too.", _PIXELS, low=0),
        Column("visible_share", pl.Float64(), "Seen of its pixels.", low=0, high=1),
        Column("is_cut_off", pl.Boolean(), "Whether it reaches the edge of the picture."),
    ),
)

DETECTOR_MODEL = Contract(
    name="detector_model",
    row="How good a trained detector is at one thing, on stills of sites it never saw.",
    version=1,
    key=("file", "of"),
    columns=(
        Column("file", pl.String(), "The model file."),
        Column("sha256", pl.String(), "Its hash."),
        Column("of", pl.String(), "Of what: all vehicles, some of them, or one class."),
        Column("labels", pl.Int64(), "How many had to be found.", low=0),
        Column("ap50", pl.Float64(), "Average precision at an overlap of .50.", low=0, high=1),
        Column("ap", pl.Float64(), "The same over overlaps of .50 to .95.", low=0, high=1),
        Column("recall50", pl.Float64(), "Share found at all.", low=0, high=1),
    ),
)

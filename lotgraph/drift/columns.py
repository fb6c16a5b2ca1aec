"""The contracts of drift: what boxes of an hour were like, and what is said of a camera's days."""

import polars as pl

from lotgraph.captures.columns import OF_CAMERA
from lotgraph.tables import UTC_TIME, Column, Contract

FRAMES, KINDS, SCORES, SIZES = "frames", "kinds", "scores", "sizes"
CROWD = "boxes a frame"

_DETECTOR = Column("detector", pl.String(), "Version of the detector that looked.")

DETECTION_TALLIES = Contract(
    name="detection_tallies",
    row="How many frames or boxes of one hour of a camera are alike in one thing.",
    version=1,
    key=("site_id", "camera_id", "hour_at", "detector", "what", "kind", "value"),
    columns=(
        *OF_CAMERA,
        Column("hour_at", UTC_TIME, "The full hour in which the frames were taken."),
        _DETECTOR,
        Column(
            "what",
            pl.String(),
            "What is alike: boxes of a frame; kind, score or height of a box.",
            choices=(FRAMES, KINDS, SCORES, SIZES),
        ),
        Column("kind", pl.String(), "Kind of the boxes; empty unless kinds are counted."),
        Column(
            "value",
            pl.Float64(),
            "Number of boxes; score or height in px to two digits; 0 of kinds.",
            low=0,
        ),
        Column("count", pl.Int64(), "How many frames or boxes.", low=1),
    ),
)

DETECTION_DRIFT = Contract(
    name="detection_drift",
    row="One thing that is said of a camera in a window, beside its own history.",
    version=1,
    key=("site_id", "camera_id", "what"),
    columns=(
        *OF_CAMERA,
        Column(
            "what", pl.String(), f"{CROWD}, class mix, scores, sizes, or counts of boxes or a kind."
        ),
        Column("statistic", pl.Float64(), "How far both sides are apart.", nullable=True, low=0),
        Column(
            "threshold",
            pl.Float64(),
            "How far they seldom are. Null: too little history to say.",
            nullable=True,
            low=0,
        ),
        Column("p", pl.Float64(), "How often they are as far apart.", nullable=True, low=0, high=1),
        Column(
            "is_drifted", pl.Boolean(), "Whether it is. Null: too little to say.", nullable=True
        ),
        Column("reference_days", pl.Int64(), "Days of the reference.", low=0),
        Column("days", pl.Int64(), "Days that are judged.", low=0),
        Column("words", pl.String(), "What the difference is, in words."),
        _DETECTOR,
        Column("picture", pl.String(), "Name of the preview that shows it.", nullable=True),
    ),
)

_NOT_SAID = {"site_id", "detector", "picture"}  # but known of the window
ANSWERS = pl.Schema({k: v for k, v in DETECTION_DRIFT.schema.items() if k not in _NOT_SAID})

BOUNDS = pl.Schema(
    {
        "camera_id": pl.String(),
        "hour_at": UTC_TIME,
        "boxes": pl.Int64(),  # of a frame
        "frames": pl.Int64(),  # that have as many
        "low": pl.Float64(),  # null: too little history to say
        "high": pl.Float64(),
        "is_unusual": pl.Boolean(),  # null: too little history to say
        "history_days": pl.Int64(),  # of that hour of the day and the two beside it
    }
)

"""The contracts of tracks: each box of each track, and each track once."""

import polars as pl

from lotgraph.captures.columns import OF_CAMERA, OF_FRAME
from lotgraph.tables import UTC_TIME, Column, Contract

_F = pl.Float32()
_TRACK = Column(
    "track_id",
    pl.String(),
    "Camera, first moment and edges of its box then, in px: as long as nothing it is made of "
    "changes the same, and of nobody else who is found there another time.",
)
_KIND = Column("kind", pl.String(), "What it is, by all its detections.")

TRACK_BOXES = Contract(
    name="track_boxes",
    row="Where something that is followed was in one frame.",
    version=1,
    key=("site_id", "camera_id", "captured_at", "capture_id", "frame", "track_id"),
    columns=(
        *OF_FRAME,
        _TRACK,
        _KIND,
        Column("x0_px", _F, "Left edge; outside of the frame where it leaves that.", "px"),
        Column("y0_px", _F, "Upper edge.", "px"),
        Column("x1_px", _F, "Right edge.", "px"),
        Column("y1_px", _F, "Lower edge.", "px"),
        Column("is_seen", pl.Boolean(), "Whether it was detected there, or put in between."),
    ),
)

TRACKS = Contract(
    name="tracks",
    row="Something that one camera saw for a while in one window.",
    version=1,
    key=("site_id", "camera_id", "track_id"),
    columns=(
        *OF_CAMERA,
        _TRACK,
        _KIND,
        Column("started_at", UTC_TIME, "First frame it is in."),
        Column("ended_at", UTC_TIME, "Last frame it is in."),
        Column("boxes", pl.Int32(), "Frames it is in.", low=1),
        Column("seen_share", _F, "Of these, those in which it was detected.", low=0, high=1),
        Column("confidence", _F, "How likely it is that it is there at all.", low=0, high=1),
        Column("moved_sizes", _F, "Farthest its middle went, in its own median sizes.", low=0),
    ),
)

TRACK_LINKS = Contract(
    name="track_links",
    row="A track that goes on from one of an earlier window: both are the same thing.",
    version=2,
    key=("site_id", "camera_id", "track_id"),
    columns=(
        *OF_CAMERA,
        Column("track_id", pl.String(), "Track of this window."),
        Column("before_track_id", pl.String(), "Track of an earlier window that it goes on from."),
        Column("gap_s", _F, "From where that was last seen to where this was first.", "s", low=0),
        Column("is_standing", pl.Boolean(), "Whether it stood at the edge of both."),
    ),
)

"""Which columns of other tables the columns of a table are taken from, written once.

Only what the code takes is named: a value that is copied, or that is computed from the other
column alone or mostly. Measures of pixels and counts of rows come from no column and are not here.
"""

from collections.abc import Iterable, Mapping

from lotgraph.tables import FAILING_ROWS, Contract
from lotgraph.views.columns import CAMERA_BASELINES, DAILY_VIEWS

Sources = tuple[str, ...]  # each `table.column`


def _as_in(table: str, columns: Iterable[str]) -> dict[str, Sources]:
    return {column: (f"{table}.{column}",) for column in columns}


def _camera_of(*tables: str) -> dict[str, Sources]:
    return {c: tuple(f"{table}.{c}" for table in tables) for c in ("site_id", "camera_id")}


_BY_PLATE = (
    *("gain", "light", "kept_share", "lost_share", "shift_px", "right_px", "down_px"),
    *("turn_deg", "zoom", "is_found"),
)
_BY_EDGES = ("detail", "softness", "relief", "bare_share")

TAKEN_FROM: Mapping[str, Mapping[str, Sources]] = {
    "camera_views": {
        **_camera_of("captures"),
        "hour": ("captures.started_at",),
    },
    "daily_views": _as_in("camera_views", DAILY_VIEWS.schema),
    "camera_baselines": _as_in("daily_views", [c for c in CAMERA_BASELINES.schema if c != "days"]),
    "frame_quality": {
        **_camera_of("captures"),
        "captured_at": ("captures.started_at",),
        "capture_id": ("captures.capture_id",),
        **dict.fromkeys(_BY_PLATE, ("camera_baselines.plate_png",)),
        **dict.fromkeys(_BY_EDGES, ("camera_baselines.plate_png",)),
        "smooth_share": ("camera_baselines.plate_png", "camera_baselines.slopes"),
    },
    "camera_health": {
        **_camera_of("frame_quality", "captures"),
        "started_at": ("frame_quality.captured_at", "captures.started_at"),
        "ended_at": ("frame_quality.captured_at", "captures.ended_at"),
        "evidence_capture_id": ("frame_quality.capture_id", "captures.capture_id"),
        "evidence_frame": ("frame_quality.frame",),
    },
    "camera_usability": {
        **_camera_of("captures"),
        "faults": ("camera_health.kind",),
        "decoded_share": ("frame_quality.decoded_share",),
    },
    "labels": {
        **_camera_of("captures"),
        "captured_at": ("captures.started_at",),
        "capture_id": ("captures.capture_id",),
    },
    "detected_frames": {
        **_camera_of("captures"),
        "captured_at": ("captures.started_at",),
        "capture_id": ("captures.capture_id",),
    },
    "detections": {
        **_camera_of("captures"),
        "captured_at": ("captures.started_at",),
        "capture_id": ("captures.capture_id",),
    },
    "track_boxes": {
        **_camera_of("detected_frames"),
        **_as_in("detected_frames", ("captured_at", "capture_id", "frame")),
        **_as_in("detections", ("kind", "x0_px", "y0_px", "x1_px", "y1_px")),
    },
    "tracks": {
        **_camera_of("detected_frames"),
        "kind": ("detections.kind",),
        "confidence": ("detections.score",),
        "started_at": ("detected_frames.captured_at",),
        "ended_at": ("detected_frames.captured_at",),
    },
    "track_links": {
        **_camera_of("track_boxes"),
        "track_id": ("track_boxes.track_id",),
        "before_track_id": ("track_boxes.track_id",),
        "gap_s": ("track_boxes.captured_at",),
    },
    "ground_tracks": {
        **_camera_of("track_boxes"),
        **_as_in("track_boxes", ("captured_at", "capture_id", "frame", "track_id", "kind")),
        "is_seen": ("track_boxes.is_seen",),
        **{
            name: tuple(f"track_boxes.{edge}_px" for edge in ("x0", "y0", "x1", "y1"))
            for name in ("x_m", "y_m")
        },
    },
    "detection_tallies": {
        **_camera_of("detected_frames"),
        "hour_at": ("detected_frames.captured_at",),
        "detector": ("detected_frames.detector",),
        "kind": ("detections.kind",),
    },
    "detection_drift": {
        **_camera_of("detection_tallies"),
        "detector": ("detection_tallies.detector",),
    },
    "detection_report": {"kind": ("labels.kind", "detections.kind")},
    "track_report": {"kind": ("labels.kind", "track_boxes.kind")},
    "site_overview": {
        **_camera_of("captures", "quarantine", "camera_health", "camera_usability"),
        "footage_s": ("captures.duration_s",),
        "first_at": ("captures.started_at",),
        "last_at": ("captures.ended_at",),
        "repeated": ("captures.sha256",),
        "commonest_reason": ("quarantine.reason",),
        "usable_windows": ("camera_usability.is_usable",),
        "commonest_fault": ("camera_health.kind",),
    },
}


def sources_of(contract: Contract) -> Mapping[str, Sources]:
    """The columns that those of a table are taken from; a failing row is as it was in its table."""
    judged = contract.name.removesuffix(FAILING_ROWS)
    if judged == contract.name:
        return TAKEN_FROM.get(contract.name, {})
    return _as_in(judged, [c for c in contract.schema if c != "broken_promises"])

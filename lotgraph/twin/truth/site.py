"""What stays true of a site all the time: its cameras, stalls and lanes."""

import polars as pl

from lotgraph.twin.plan import Plan
from lotgraph.twin.truth.columns import CAMERAS, LANES, STALLS


def cameras(plan: Plan) -> pl.DataFrame:
    """A row for each camera."""
    rows = [
        (
            plan.site_id,
            c.camera_id,
            *c.position_m,
            c.yaw_rad,
            c.pitch_rad,
            c.roll_rad,
            c.focal_px,
            list(c.distortion),
            c.width_px,
            c.height_px,
            c.fps,
            c.clock_offset_s,
            c.clock_drift_ppm,
            c.crf,
            c.keyframe_s,
            c.sensor,
        )
        for c in plan.cameras
    ]
    return CAMERAS.conform(pl.DataFrame(rows, schema=CAMERAS.schema, orient="row"))


def stalls(plan: Plan) -> pl.DataFrame:
    """A row for each stall."""
    rows = [
        (plan.site_id, s.stall_id, s.lane_id, *s.centre, s.heading_rad, s.length_m, s.width_m)
        for s in plan.stalls
    ]
    return STALLS.conform(pl.DataFrame(rows, schema=STALLS.schema, orient="row"))


def lanes(plan: Plan) -> pl.DataFrame:
    """A row for each lane."""
    rows = [
        (
            plan.site_id,
            lane.lane_id,
            lane.kind,
            *map(list, zip(*lane.points, strict=True)),
            lane.width_m,
            lane.is_one_way,
        )
        for lane in plan.lanes
    ]
    return LANES.conform(pl.DataFrame(rows, schema=LANES.schema, orient="row"))

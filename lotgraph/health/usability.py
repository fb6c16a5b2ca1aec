"""Decides which cameras later rooms may use in a window, and says why not."""

import polars as pl

from lotgraph.health.columns import CAMERA_USABILITY
from lotgraph.health.damage import damage_said, missing_said
from lotgraph.health.veil import veil_said

_CAMERA = ["site_id", "camera_id"]


def usability(
    captures: pl.DataFrame, rows: pl.DataFrame, faults: pl.DataFrame, usable_share: float
) -> pl.DataFrame:
    """One row of camera_usability per camera that has captures in the window.

    A camera is left out when less than `usable_share` of its sampled frames is free of faults
    that hide vehicles, or when no frame of it could be read. Captures of which no frame was
    sampled are counted in its reason; what is missing from the others' files, what the decoder lost
    of them, and how much lay behind a veil where nothing is at fault, is said there.
    """
    is_unread = ~pl.col("capture_id").is_in(rows["capture_id"].implode())
    cameras = captures.group_by(_CAMERA).agg(captures=pl.len(), unread=is_unread.sum())
    known = faults.group_by(_CAMERA).agg(faults=pl.col("kind").unique().sort())
    table = (
        cameras.join(_free_frames(rows, faults), on=_CAMERA, how="left")
        .join(known, on=_CAMERA, how="left")
        .join(_decoded_shares(captures, rows), on=_CAMERA, how="left")
        .join(veil_said(rows), on=_CAMERA, how="left")
        .with_columns(pl.col("frames", "free").fill_null(0), pl.col("faults").fill_null(pl.lit([])))
        .with_columns(usable_share=(pl.col("free") / pl.max_horizontal("frames", 1)))
        .with_columns(is_usable=(pl.col("frames") > 0) & (pl.col("usable_share") >= usable_share))
    )
    return CAMERA_USABILITY.conform(
        table.with_columns(reason=_reason()).drop(
            "free", "captures", "unread", "decodable_share", "veil"
        )
    )


def _free_frames(rows: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Sampled frames of each camera, and those outside every unusable fault."""
    last = rows.group_by(_CAMERA).agg(last_at=pl.col("captured_at").max())
    spans = faults.filter("is_unusable").join(last, on=_CAMERA)
    # A fault that ends with the footage holds the last frame; one that is over does not.
    now, end = pl.col("captured_at"), pl.col("ended_at")
    to_the_end = (end == pl.col("last_at")) & (now == end)
    inside = now.is_between("started_at", "ended_at", closed="left") | to_the_end
    spans = spans.select(*_CAMERA, "started_at", "ended_at", "last_at")
    # Cost: sampled frames times unusable faults of one camera in one window, a handful.
    hidden = (
        rows.select(*_CAMERA, "captured_at", "capture_id", "frame")
        .join(spans, on=_CAMERA)
        .filter(inside)
        .select("capture_id", "frame")
        .unique()
        .with_columns(is_hidden=True)
    )
    return (
        rows.join(hidden, on=["capture_id", "frame"], how="left")
        .group_by(_CAMERA)
        .agg(frames=pl.len(), free=pl.col("is_hidden").is_null().sum())
    )


def _decoded_shares(captures: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Of each camera, over those of its captures that could be read, by how long they are."""
    of_capture = rows.group_by("capture_id").agg(pl.col("decoded_share").first().cast(pl.Float64))
    shares = [
        (pl.col(name) * pl.col("frames")).sum() / pl.col("frames").sum()
        for name in ("decoded_share", "decodable_share")
    ]
    held = captures.join(of_capture, on="capture_id")
    return held.group_by(_CAMERA).agg(decoded_share=shares[0], decodable_share=shares[1])


def _reason() -> pl.Expr:
    percent = (pl.col("usable_share") * 100).round(0).cast(pl.Int64).cast(pl.String)
    named = pl.col("faults").list.join(", ")
    judged = (
        pl.when(pl.col("frames") == 0)
        .then(pl.lit("No frame of it could be read; see its captures."))
        .when(~pl.col("is_usable"))
        .then(pl.format("Left out: only {} % of it can be used ({}).", percent, named))
        .when(pl.col("faults").list.len() > 0)
        .then(pl.format("Used, with faults: {}.", named))
        .otherwise(pl.lit("Nothing wrong was seen."))
    )
    partly = (pl.col("frames") > 0) & (pl.col("unread") > 0)
    unread = pl.format("{} of {} captures could not be read.", "unread", "captures")
    parts = [
        judged,
        pl.when(pl.col("faults").list.len() == 0).then("veil").fill_null(""),  # or it is of those
        pl.when(partly).then(unread).otherwise(pl.lit("")),
        missing_said(pl.col("decodable_share")).fill_null(""),
        damage_said(pl.col("decoded_share")).fill_null(""),
    ]
    return pl.concat_str(parts, separator=" ").str.replace_all("  +", " ").str.strip_chars()

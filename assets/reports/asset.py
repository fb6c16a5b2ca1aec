"""The assets detection_report and track_report, over every labelled capture in the lake."""

import sys

import dagster as dg
import polars as pl

import assets.frames
import assets.reports.pictures
import lotgraph.formats
import lotgraph.kinds
import lotgraph.measure
import lotgraph.pictures
import lotgraph.reports
import lotgraph.tracks.chains
import lotgraph.tracks.fit
from assets.describe import stored
from assets.reports.pictures import Shown, show_parts, show_tables, show_worst
from lotgraph.lake.record import Origin
from lotgraph.reports.columns import DETECTION_REPORT, TRACK_REPORT
from lotgraph.reports.coverage import covered
from lotgraph.reports.detections import account, report_detections
from lotgraph.reports.sequences import followed, sequences
from lotgraph.reports.tracks import account_of, report_tracks
from lotgraph.tracks.chains import KEY, whole
from lotgraph.tracks.fit import of_one_size
from resources.lake import ALL_WRITTEN, Made
from resources.landing import Landing
from resources.previews import Previews

_CODE = (
    assets.frames,
    assets.reports.pictures,
    lotgraph.formats,
    lotgraph.kinds,
    lotgraph.measure,
    lotgraph.pictures,  # the record names pictures by the hash of their bytes
    lotgraph.reports,
    lotgraph.tracks.chains,
    lotgraph.tracks.fit,
    sys.modules[__name__],
)
_ALL = dg.AssetIn(partition_mapping=dg.AllPartitionMapping(), metadata=ALL_WRITTEN)


@dg.asset(
    group_name="reports",
    ins=dict.fromkeys(("captures", "labels", "detected_frames", "detections"), _ALL),
    **stored(DETECTION_REPORT, *_CODE),
)
def detection_report(
    captures: pl.LazyFrame,
    labels: pl.LazyFrame,
    detected_frames: pl.LazyFrame,
    detections: pl.LazyFrame,
    landing: Landing,
    previews: Previews,
) -> dg.MaterializeResult[Made]:
    """How well things of one kind were found in one part of the labelled footage."""
    told = labels.collect()
    taken, frames, found = _of(told, captures, detected_frames, detections)
    of = sequences(told, frames, of_one_size(found, frames))
    what = account(of)
    rows, album = report_detections(of, what), previews.album()
    shown = show_tables(rows, ["ap50", "ap", "recall", "precision"])
    shown |= _covered(captures, told, frames, "labels") | show_parts(rows, "ap50", album)
    shown |= show_worst(of.in_captures(what), taken, landing, album)
    return dg.MaterializeResult(value=Made(rows, Origin(previews=album.hashes)), metadata=shown)


@dg.asset(
    group_name="reports",
    ins=dict.fromkeys(
        (
            *("captures", "labels", "detected_frames", "detections"),
            *("track_boxes", "tracks", "track_links"),
        ),
        _ALL,
    ),
    **stored(TRACK_REPORT, *_CODE),
)
def track_report(
    captures: pl.LazyFrame,
    labels: pl.LazyFrame,
    detected_frames: pl.LazyFrame,
    detections: pl.LazyFrame,
    track_boxes: pl.LazyFrame,
    tracks: pl.LazyFrame,
    track_links: pl.LazyFrame,
    landing: Landing,
    previews: Previews,
) -> dg.MaterializeResult[Made]:
    """How well things of one kind were followed in one part of the labelled footage."""
    told = followed(labels.collect())
    taken, frames, found, boxes = _of(told, captures, detected_frames, detections, track_boxes)
    cameras = told.lazy().select("site_id", "camera_id").unique()
    names = whole(
        *(
            table.join(cameras, on=["site_id", "camera_id"], how="semi").collect()
            for table in (tracks.select(KEY), track_links)
        )
    )
    of = sequences(told, frames, boxes.join(names, on=KEY))
    what = account_of(of)
    rows = report_tracks(of, sequences(told, frames, of_one_size(found, frames)).told, what)
    album = previews.album()
    shown = show_tables(rows, ["hota", "idf1", "mota", "limit_hota"])
    shown |= _covered(captures, told, frames, "labels that say who is who")
    shown |= show_parts(rows, "hota", album, best="limit_hota")
    shown |= show_worst(of.in_captures(what), taken, landing, album)
    return dg.MaterializeResult(value=Made(rows, Origin(previews=album.hashes)), metadata=shown)


def _of(labels: pl.DataFrame, *others: pl.LazyFrame) -> list[pl.DataFrame]:
    """Tables in memory, as far as they are of captures that have labels."""
    which = labels.lazy().select("capture_id").unique()
    return [other.join(which, on="capture_id", how="semi").collect() for other in others]


def _covered(
    captures: pl.LazyFrame, labels: pl.DataFrame, frames: pl.DataFrame, what: str
) -> Shown:
    known = captures.select("site_id", "camera_id", "capture_id").collect()
    return {"judged": dg.MetadataValue.md(covered(known, labels, frames, what=what))}

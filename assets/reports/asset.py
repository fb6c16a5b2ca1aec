"""The assets detection_report and track_report, over every labelled capture in the lake."""

import sys

import dagster as dg
import polars as pl

import assets.frames
import lotgraph.measure
import lotgraph.pictures
import lotgraph.reports
from assets.describe import stored
from assets.frames import frames_of
from lotgraph.errors import CaptureError
from lotgraph.lake.record import Origin
from lotgraph.measure.account import account_of_tracks
from lotgraph.pictures.sheet import Cells
from lotgraph.previews.album import SHOWN_IN_PLACE, Album
from lotgraph.reports.columns import DETECTION_REPORT, TRACK_REPORT
from lotgraph.reports.detections import account, report_detections
from lotgraph.reports.digits import in_digits
from lotgraph.reports.gallery import gallery
from lotgraph.reports.sequences import sequences
from lotgraph.reports.tracks import RULES, report_tracks
from resources.lake import ALL_WRITTEN, Made
from resources.landing import Landing
from resources.previews import Previews

_CODE = (
    assets.frames,
    lotgraph.measure,
    lotgraph.pictures,  # the record names pictures by the hash of their bytes
    lotgraph.reports,
    sys.modules[__name__],
)
_ALL = dg.AssetIn(partition_mapping=dg.AllPartitionMapping(), metadata=ALL_WRITTEN)
_CELLS, _WORST = Cells((154, 87), 3), 6


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
    told, taken, frames, found = _labelled(labels, captures, detected_frames, detections)
    of = sequences(told, frames, found)
    album = previews.album()
    shown = _worst(account(of), taken, landing, album)
    figures = ["ap50", "ap", "recall", "precision"]
    return _made(report_detections(of), figures, shown, album)


@dg.asset(
    group_name="reports",
    ins=dict.fromkeys(("captures", "labels", "detected_frames", "detections", "track_boxes"), _ALL),
    **stored(TRACK_REPORT, *_CODE),
)
def track_report(
    captures: pl.LazyFrame,
    labels: pl.LazyFrame,
    detected_frames: pl.LazyFrame,
    detections: pl.LazyFrame,
    track_boxes: pl.LazyFrame,
    landing: Landing,
    previews: Previews,
) -> dg.MaterializeResult[Made]:
    """How well things of one kind were followed in one part of the labelled footage."""
    told, taken, frames, found, followed = _labelled(
        labels, captures, detected_frames, detections, track_boxes
    )
    named = followed.with_columns(object_id=pl.col("track_id").rank("dense").cast(pl.Int64))
    of = sequences(told, frames, named)
    rows = report_tracks(of, sequences(told, frames, found).told)
    album = previews.album()
    shown = _worst(account_of_tracks(of.truth, of.told, RULES), taken, landing, album)
    return _made(rows, ["hota", "idf1", "mota", "limit_hota"], shown, album)


def _labelled(labels: pl.LazyFrame, *others: pl.LazyFrame) -> list[pl.DataFrame]:
    """Tables in memory, as far as they are of captures that have labels."""
    told = labels.collect()
    which = told.lazy().select("capture_id").unique()
    return [told, *(other.join(which, on="capture_id", how="semi").collect() for other in others)]


def _worst(
    told: pl.DataFrame, captures: pl.DataFrame, landing: Landing, album: Album
) -> dict[str, dg.MarkdownMetadataValue]:
    """A sheet of the worst of each error; none if their frames cannot be read any more."""
    try:
        sheets = dict(gallery(told, frames_of(captures, landing), most=_WORST, cells=_CELLS))
    except CaptureError as error:
        return {"worst": dg.MetadataValue.md(f"Their frames cannot be read: {error}")}
    return {
        f"worst_{error}": dg.MetadataValue.md(album.show(sheet, f"the worst: {error}"))
        for error, sheet in sheets.items()
    }


def _made(
    rows: pl.DataFrame,
    figures: list[str],
    shown: dict[str, dg.MarkdownMetadataValue],
    album: Album,
) -> dg.MaterializeResult[Made]:
    """The table, its first lines as the UI shows them, and pictures."""
    whole = rows.filter(pl.col("split").is_in(["all", "site"]))
    lines = [
        f"| {' | '.join(map(in_digits, row))} |"
        for row in whole.select("kind", "part", "labels", *figures).rows()
    ]
    columns = ["kind", "site", "labels", *figures]
    head = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    while len("\n".join([*head, *lines])) >= SHOWN_IN_PLACE:
        lines.pop()
    report = "\n".join([*head, *lines]) if lines else "No capture has labels."
    return dg.MaterializeResult(
        value=Made(rows, Origin(previews=album.hashes)),
        metadata={"report": dg.MetadataValue.md(report), **shown},
    )

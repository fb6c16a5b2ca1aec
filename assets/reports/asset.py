"""The assets detection_report and track_report, over every labelled capture in the lake."""

import sys

import dagster as dg
import polars as pl

import assets.frames
import lotgraph.measure
import lotgraph.pictures
import lotgraph.reports
import lotgraph.tracks.chains
from assets.describe import stored
from assets.frames import frames_of
from lotgraph.errors import CaptureError
from lotgraph.lake.record import Origin
from lotgraph.pictures.sheet import Cells
from lotgraph.previews.album import SHOWN_IN_PLACE, Album
from lotgraph.reports.columns import DETECTION_REPORT, TRACK_REPORT
from lotgraph.reports.coverage import covered
from lotgraph.reports.detections import account, report_detections
from lotgraph.reports.digits import in_digits
from lotgraph.reports.errors import OF_BOXES, OF_NAMES
from lotgraph.reports.gallery import gallery
from lotgraph.reports.sequences import followed, sequences
from lotgraph.reports.tracks import account_of, report_tracks
from lotgraph.tracks.chains import KEY, whole
from resources.lake import ALL_WRITTEN, Made
from resources.landing import Landing
from resources.previews import Previews

_CODE = (
    assets.frames,
    lotgraph.measure,
    lotgraph.pictures,  # the record names pictures by the hash of their bytes
    lotgraph.reports,
    lotgraph.tracks.chains,
    sys.modules[__name__],
)
_ALL = dg.AssetIn(partition_mapping=dg.AllPartitionMapping(), metadata=ALL_WRITTEN)
_CELLS, _WORST = Cells((208, 117), 3), 6


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
    of = sequences(told, frames, found)
    album = previews.album()
    shown = _worst(of.in_captures(account(of)), taken, landing, album)
    shown |= _covered(captures, told, frames, "labels")
    return _made(report_detections(of), ["ap50", "ap", "recall", "precision"], shown, album)


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
    rows = report_tracks(of, sequences(told, frames, found).told, what)
    album = previews.album()
    shown = _worst(of.in_captures(what), taken, landing, album)
    shown |= _covered(captures, told, frames, "labels that say who is who")
    return _made(rows, ["hota", "idf1", "mota", "limit_hota"], shown, album)


def _of(labels: pl.DataFrame, *others: pl.LazyFrame) -> list[pl.DataFrame]:
    """Tables in memory, as far as they are of captures that have labels."""
    which = labels.lazy().select("capture_id").unique()
    return [other.join(which, on="capture_id", how="semi").collect() for other in others]


def _covered(
    captures: pl.LazyFrame, labels: pl.DataFrame, frames: pl.DataFrame, what: str
) -> dict[str, dg.MarkdownMetadataValue]:
    known = captures.select("site_id", "camera_id", "capture_id").collect()
    return {"judged": dg.MetadataValue.md(covered(known, labels, frames, what=what))}


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
    wrong = [name for name in (*OF_BOXES, *OF_NAMES) if name in rows.columns]
    report = {
        "report": (["all", "site"], ["labels", *figures]),
        "errors": (["all"], ["labels", *wrong]),
        "by_weather": (["weather"], ["labels", *figures]),
        "by_height": (["height"], ["labels", *figures]),
    }
    written = {
        name: dg.MetadataValue.md(_lines(rows.filter(pl.col("split").is_in(splits)), columns))
        for name, (splits, columns) in report.items()
    }
    return dg.MaterializeResult(
        value=Made(rows, Origin(previews=album.hashes)), metadata=written | shown
    )


def _lines(rows: pl.DataFrame, figures: list[str]) -> str:
    """Rows as Markdown, as many as the UI shows in place; first the kind with most labels."""
    columns = ["kind", "part", *figures]
    first = [
        pl.col("labels").sum().over("kind"),
        pl.col("part").str.extract(r"^(\d+)").cast(pl.Int64),
    ]
    ordered = rows.sort(*first, "part", descending=[True, False, False])
    lines = [f"| {' | '.join(map(in_digits, row))} |" for row in ordered.select(columns).rows()]
    head = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    while len("\n".join([*head, *lines])) >= SHOWN_IN_PLACE:
        lines.pop()
    return "\n".join([*head, *lines]) if lines else "No capture has labels."

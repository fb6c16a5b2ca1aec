"""Puts the pictures of a judged window into the lake and says where Dagster shows them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import dagster as dg
import polars as pl

from assets.frames import fetcher
from lotgraph.errors import CaptureError
from lotgraph.health.plot import plot
from lotgraph.health.show import cameras_sheet, evidence_of, timeline
from lotgraph.previews.album import SHOWN_IN_PLACE, Album
from lotgraph.previews.store import Preview
from resources.landing import Landing

TITLE = "Footage and faults"
MOST_PLOTS = 12  # cameras whose measures are plotted, the surest faults first
MOST_FAULTS = 24  # faults whose evidence is shown, the surest; the table names the others'


def show_window(
    captures: pl.DataFrame,
    rows: pl.DataFrame,
    faults: pl.DataFrame,
    span: tuple[datetime, datetime],
    landing: Landing,
    album: Album,
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return the faults with the hash of their evidence, and metadata that shows the pictures.

    A fault whose evidence cannot be read has no hash; why is listed as `captures_unread`.
    """
    frame = fetcher(captures, landing)
    evidence = list(_kept(evidence_of(faults, rows, frame), album))
    hashes = [None if isinstance(one, CaptureError) else one.sha256 for one in evidence]
    unread = sorted({str(one) for one in evidence if isinstance(one, CaptureError)})
    pictures = {"timeline": album.show(timeline(captures, faults, span, TITLE), "timeline")}
    if captures.height:
        sheet = cameras_sheet(captures, rows, faults, frame)
        pictures["cameras"] = album.show(sheet, "every camera")
    pictures |= _plots(rows, faults, album)
    pictures |= _explained(faults, evidence, album)
    metadata = {name: dg.MetadataValue.md(markdown) for name, markdown in pictures.items()}
    rows = faults.with_columns(preview=pl.Series(hashes, dtype=pl.String))
    return rows, {"captures_unread": "\n".join(unread) or "none", **metadata}


def _kept(
    pictures: Iterable[bytes | CaptureError], album: Album
) -> Iterator[Preview | CaptureError]:
    for one in pictures:
        yield one if isinstance(one, CaptureError) else album.keep(one)


def _plots(rows: pl.DataFrame, faults: pl.DataFrame, album: Album) -> Iterator[tuple[str, str]]:
    surest = faults.sort("confidence", "camera_id", descending=[True, False])
    for camera in surest["camera_id"].unique(maintain_order=True).head(MOST_PLOTS):
        measures = rows.filter(camera_id=camera)
        if measures.height:
            picture = plot(measures, faults.filter(camera_id=camera), camera)
            yield f"measures_{camera}", album.show(picture, f"measures of {camera}")


def _explained(
    faults: pl.DataFrame, evidence: Sequence[Preview | CaptureError], album: Album
) -> Iterator[tuple[str, str]]:
    numbered = faults.with_row_index("number").sort(
        "confidence", "fault_id", descending=[True, False]
    )
    for fault in numbered.head(MOST_FAULTS).sort("started_at", "fault_id").iter_rows(named=True):
        one = evidence[fault["number"]]
        if isinstance(one, CaptureError):
            shown = "The frame that shows it cannot be read."
        else:
            shown = album.markdown(one, fault["kind"])
        # The picture comes first, so that only words can be cut.
        said = f"{shown}\n\n{fault['explanation']}"[: SHOWN_IN_PLACE - 1]
        yield fault["fault_id"].partition("/")[2], said

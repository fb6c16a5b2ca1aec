"""What the pages of reports show: tables, a picture of all parts, and the worst of each error."""

import dagster as dg
import polars as pl

from assets.frames import frames_of
from lotgraph.errors import CaptureError
from lotgraph.pictures.sheet import Cells
from lotgraph.pictures.splits import splits
from lotgraph.previews.album import SHOWN_IN_PLACE, Album
from lotgraph.reports.digits import in_digits
from lotgraph.reports.errors import OF_BOXES, OF_NAMES
from lotgraph.reports.gallery import gallery
from lotgraph.reports.order import in_order
from resources.landing import Landing

_CELLS, _WORST = Cells((208, 117), 3), 6

Shown = dict[str, dg.MarkdownMetadataValue]


def show_tables(rows: pl.DataFrame, figures: list[str]) -> Shown:
    """Some rows of a report by what they are parted by, as Markdown that the UI shows in place."""
    wrong = [name for name in (*OF_BOXES, *OF_NAMES) if name in rows.columns]
    tables = {
        "report": (["all", "site"], figures),
        "errors": (["all"], wrong),
        "by_weather": (["weather"], figures),
        "by_height": (["height"], figures),
    }
    ordered = in_order(rows)
    return {
        name: dg.MetadataValue.md(_lines(ordered.filter(pl.col("split").is_in(some)), columns))
        for name, (some, columns) in tables.items()
    }


def show_parts(rows: pl.DataFrame, figure: str, album: Album, *, best: str = "") -> Shown:
    """A picture of a figure in every part, of the kind that has most labels; none without."""
    if rows.is_empty():
        return {}
    ordered = in_order(rows)
    kind = ordered["kind"][0]
    title = f"{figure} of {kind}" + (f", violet: {best}" if best else "")
    interval = (f"{figure}_low", f"{figure}_high")
    own = ordered.filter(kind=kind)
    picture = splits(own, figure, title, interval=interval, best=best)
    return {"parts": dg.MetadataValue.md(album.show(picture, title))}


def show_worst(
    account: pl.DataFrame, captures: pl.DataFrame, landing: Landing, album: Album
) -> Shown:
    """A sheet of the worst of each error; none if their frames cannot be read any more."""
    try:
        source = frames_of(captures, landing, is_fitted=True)
        sheets = dict(gallery(account, source, most=_WORST, cells=_CELLS))
    except CaptureError as error:
        return {"worst": dg.MetadataValue.md(f"Their frames cannot be read: {error}")}
    return {
        f"worst_{error}": dg.MetadataValue.md(album.show(sheet, f"the worst: {error}"))
        for error, sheet in sheets.items()
    }


def _lines(rows: pl.DataFrame, figures: list[str]) -> str:
    columns = ["kind", "part", "labels", *figures]
    lines = [f"| {' | '.join(map(in_digits, row))} |" for row in rows.select(columns).rows()]
    head = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    while len("\n".join([*head, *lines])) >= SHOWN_IN_PLACE:
        lines.pop()
    return "\n".join([*head, *lines]) if lines else "No capture has labels."

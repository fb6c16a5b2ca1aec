"""Prints what the demo found, and how good that was against the truth."""

import polars as pl
from rich.console import Console
from rich.table import Table

from lotgraph.catalogue import contract_of
from lotgraph.command.show import counted
from lotgraph.lake.store import Lake
from lotgraph.reports.digits import in_digits
from lotgraph.settings import Detections, Settings, load
from scripts.demo.faults import Told, told
from scripts.footage.folder import SHIPPED, Folder

FOUND = ("kind", "part", "labels", "ap50", "ap", "recall", "precision")
FOLLOWED = ("kind", "part", "labels", "hota", "idf1", "mota", "switches", "limit_hota")
HEADS = {"limit_hota": "limit"}  # so that a table fits in 80 columns
WHAT_IS_WHAT = (
    "Recall and precision are from the score on at which each row's F1 is best; tracks are of all "
    "boxes. The limit is the hota that perfect association of the same boxes would reach."
)
# Of the detector that ships: whoever names another is not told this.
WHY_LOW = (
    "Vehicles stay below their limit as what stands and is wrongly found at a car's score, such as "
    "a manhole cover, a hedge or a wall, is followed too, and as who is hidden for long may come "
    "back as somebody else. "
    "People and two-wheelers have low figures because our detector, which learnt from rendered "
    "stills alone, takes poles and bright bars for them too: each lowers ap50, and where wrong "
    "boxes outnumber right ones mota is below 0. docs/detector-model.md says what it is good at."
)
OVERVIEW = ("site_id", "camera_id", "captures", "refused", "usable_windows", "faults")


def report(console: Console) -> None:
    """Print the tables of what landed, what was refused and what is wrong with cameras."""
    settings = load()
    lake = Lake(settings.paths.lake)
    console.print(_table("What landed", _rows(lake, "site_overview"), OVERVIEW))
    refused = _rows(lake, "quarantine").sort("site_id", "uri")
    console.print(_table("What was refused, and why", refused, ("uri", "reason", "explanation")))
    damaged = _rows(lake, "captures").filter(pl.col("decodable_share") < 1)
    health = _by_clock(_rows(lake, "camera_health"), settings)
    for title, table, columns in (
        ("What was found, by the labels", "detection_report", FOUND),
        ("What was followed, by the labels", "track_report", FOLLOWED),
    ):
        rows = _rows(lake, table).filter(pl.col("split").is_in(["all", "site"]))
        rows = rows.with_columns(part=pl.when(split="all").then(pl.lit("all")).otherwise("part"))
        console.print(_table(title, rows, columns))
    console.print(WHAT_IS_WHAT)
    if settings.detections.detector == Detections().detector:
        console.print(f"{WHY_LOW}\n")
    console.print(_judged(*told(Folder(SHIPPED).truth, health, refused, damaged)))


def _rows(lake: Lake, table: str) -> pl.DataFrame:
    contract = contract_of(table)
    records = [lake.record(table, key) for key in lake.partitions(table)]
    return lake.scan(contract, [record for record in records if record]).collect()


def _by_clock(health: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """With `began_by_clock`: when each fault began by the camera's own clock."""
    offsets = pl.DataFrame(
        [
            (site_id, camera_id, round(camera.clock_offset_s * 1e6))
            for site_id, site in settings.sites.items()
            for camera_id, camera in site.cameras.items()
        ],
        schema={"site_id": pl.String, "camera_id": pl.String, "ahead_us": pl.Int64},
        orient="row",
    )
    began = pl.col("started_at") + pl.duration(microseconds="ahead_us")
    joined = health.join(offsets, on=["site_id", "camera_id"], maintain_order="left")
    return joined.with_columns(began_by_clock=began)


def _table(title: str, rows: pl.DataFrame, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        # A name cut off is no use to whoever mends it.
        table.add_column(HEADS.get(column, column), overflow="fold")
    for row in rows.select(columns).iter_rows():
        table.add_row(*map(in_digits, row))
    return table


def _judged(faults: list[Told], untrue: pl.DataFrame) -> Table:
    """A row for each fault that was put in, then one for each that was told and is none.

    How late one was found is by the camera's own clock: the graph knows how far that is ahead,
    not how it drifts.
    """
    table = Table("camera", "fault", "at", "found", "late by", title="Faults, against the truth")
    for fault in faults:
        table.add_row(
            fault.camera,
            fault.kind,
            f"{fault.begins_at:%Y-%m-%d %H:%M:%S}",
            "[green]yes[/green]" if fault.is_found else "[red]no[/red]",
            "" if fault.late_s is None else f"{fault.late_s:.1f} s",
        )
    for row in untrue.sort("started_at").iter_rows(named=True):
        camera = f"{row['site_id']}/{row['camera_id']}"
        at = f"{row['started_at']:%Y-%m-%d %H:%M:%S}"
        table.add_row(camera, row["kind"], at, "[red]false alarm[/red]", "")
    found = sum(fault.is_found for fault in faults)
    table.caption = f"{len(faults)} put in, {found} found, {counted(untrue.height, 'false alarm')}"
    table.title_justify = "left"
    return table

"""Prints what the demo found, and how good that was against what was painted."""

import json
from datetime import UTC, datetime, timedelta

import polars as pl
from rich.console import Console
from rich.table import Table

from lotgraph.catalogue import contract_of
from lotgraph.lake.store import Lake
from lotgraph.settings import load
from scripts.demo.draw import Fault
from scripts.demo.home import Home

WITHIN_S = 2.0  # a fault found this close to where it was painted is found at the right moment


def report(home: Home, console: Console) -> None:
    """Print the tables of what landed, what was refused and what is wrong with cameras."""
    lake = Lake(load().paths.lake)
    console.print(_table("What landed", _rows(lake, "site_overview"), OVERVIEW))
    refused = _rows(lake, "quarantine").sort("site_id", "uri")
    console.print(_table("What was refused, and why", refused, ("uri", "reason", "explanation")))
    console.print(_judged(home, _rows(lake, "camera_health")))


OVERVIEW = ("site_id", "camera_id", "captures", "refused", "usable_windows", "faults")


def _rows(lake: Lake, table: str) -> pl.DataFrame:
    contract = contract_of(table)
    records = [lake.record(table, key) for key in lake.partitions(table)]
    return lake.scan(contract, [record for record in records if record]).collect()


def _table(title: str, rows: pl.DataFrame, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")  # a name cut off is no use to whoever mends it
    for row in rows.select(columns).iter_rows():
        table.add_row(*("" if value is None else str(value) for value in row))
    return table


def _judged(home: Home, found: pl.DataFrame) -> Table:
    painted = [Fault(**fault) for fault in json.loads(home.truth.read_text())]
    table = Table("camera", "painted", "at", "found", "late by", title="Faults, against the truth")
    matched = set()
    for fault in painted:
        start = _start(fault)
        near = found.with_row_index().filter(
            pl.col("site_id") == fault.site_id,
            pl.col("camera_id") == fault.camera_id,
            pl.col("kind") == fault.kind,
            (pl.col("started_at") - start).abs() <= timedelta(seconds=WITHIN_S),
        )
        late = (near["started_at"][0] - start).total_seconds() if near.height else None
        matched |= set(near["index"].to_list())
        table.add_row(
            f"{fault.site_id}/{fault.camera_id}",
            fault.kind,
            f"{start:%Y-%m-%d %H:%M:%S}",
            "[red]no[/red]" if late is None else "[green]yes[/green]",
            "" if late is None else f"{late:.1f} s",
        )
    extra = found.height - len(matched)
    table.caption = f"{len(painted)} painted, {len(matched)} found as painted, {extra} more found"
    table.title_justify = "left"
    return table


def _start(fault: Fault) -> datetime:
    started = datetime.strptime(fault.started, "%Y-%m-%dT%H").replace(tzinfo=UTC)
    offset = load().sites[fault.site_id].cameras[fault.camera_id].clock_offset_s
    return started + timedelta(minutes=5, seconds=fault.start_s - offset)

"""Camera clocks on the twin, without a pixel: how well a clock that jumps or drifts is told.

python -m benchmarks.twin_clocks [--sites 20] [--first 7001] [--days 7] [--per-day 0.25]
                                 [--capture-minutes 5]

Sites that do not exist record all day; what goes wrong with their clocks is drawn as `lotgraph twin
render --faults-per-day` draws it. Only names, lengths and arrivals of their captures are made, the
names by the twin's own clocks. They are placed, refused and judged window by window as in the
graph. When a file arrives the twin does not know: each way below is an assumption.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import polars as pl
from rich.console import Console
from rich.progress import track

from benchmarks.twin_clocks_told import Told, Week, report
from lotgraph.health.clock import judge_clocks
from lotgraph.landing import Live, place
from lotgraph.landing.clashes import find_clashes
from lotgraph.settings import Camera, Settings, Site
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.render import names_of
from lotgraph.twin.faults.model import Kind
from lotgraph.twin.faults.schedule import schedule
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.weather import draw_weather

BEGINS_AT = datetime(2026, 3, 2, tzinfo=UTC)
DAY_S = 86400.0
DELAYS_S = (1.0, 20.0)  # from the last frame to the file that lies there; a camera's own
LATE_S = (30.0, 600.0)


@dataclass(frozen=True)
class Way:
    """How files arrive: assumed, since the twin knows of no network."""

    name: str
    scatter_s: float = 0.0  # mean, of what is added to a camera's own delay
    late_share: float = 0.0  # of files that wait for half a minute to ten
    is_nightly: bool = False  # all of a day at midnight, one after the other


WAYS = (
    Way("written where it lies", 0.3),
    Way("sent over a network", 2.0, 0.01),
    Way("copied each night", is_nightly=True),
)


def week_of(seed: int, days: float, per_day: float, capture_s: float) -> Order:
    """A site's cameras, recording all the time, with faults of clocks alone."""
    plan = generate(seed)
    weather = draw_weather(seed, plan.split)
    order = Order(plan, seed, BEGINS_AT, days * DAY_S, weather, capture_s=capture_s)
    rates: dict[Kind, float] = {"clock_jump": per_day, "clock_drift": per_day}
    return replace(order, faults=schedule(plan, order.duration_s, seed, rates, capture_s=capture_s))


def files_of(order: Order, way: Way) -> pl.DataFrame:
    """A listing of the landing folder, and what is true of each file beside it."""
    rows = []
    for piece in order.pieces:
        [uri] = names_of(piece, order)
        camera, times_s = piece.camera, piece.times_s
        length_s = len(times_s) / camera.fps
        counted_s = order.counts_s(camera, times_s[0], length_s)
        rows.append((uri, *uri.split("/"), len(times_s), counted_s, times_s[0], length_s))
    names = ("uri", "site_folder", "camera_folder", "name", "frames", "duration_s")
    table = pl.DataFrame(rows, schema=[*names, "taken_s", "length_s"], orient="row")
    cameras = [
        part.with_columns(landed_s=_landed_s(part, way, order.seed))
        for part in table.partition_by("camera_folder")
    ]
    return pl.concat(cameras).with_columns(
        kind=pl.lit("file"),
        size_bytes=pl.lit(1),
        changed_ns=(pl.col("landed_s") * 1e9).cast(pl.Int64)
        + int(order.begins_at.timestamp()) * 10**9,
    )


def _landed_s(files: pl.DataFrame, way: Way, seed: int) -> pl.Series:
    ends_s = files["taken_s"] + files["length_s"]
    if way.is_nightly:
        midnight_s = (ends_s / DAY_S).ceil() * DAY_S
        return midnight_s + (ends_s - midnight_s + DAY_S) / DAY_S * 60.0
    chance = stream(seed, "arrivals", way.name, files["camera_folder"][0])
    count = files.height
    lag_s = chance.uniform(*DELAYS_S) + chance.exponential(way.scatter_s, count)
    late = chance.random(count) < way.late_share
    return ends_s + pl.Series(lag_s + late * chance.uniform(*LATE_S, count))


def watch(order: Order, way: Way) -> Week:
    """Everything that is told of the clocks of a site, and what was refused before."""
    plan = order.plan
    cameras = {c.camera_id: Camera(clock_offset_s=c.clock_offset_s) for c in plan.cameras}
    settings = Settings(sites={plan.site_id: Site(timezone=plan.timezone, cameras=cameras)})
    live = Live.of(settings.windows, BEGINS_AT)
    placed = place(files_of(order, way), settings, live)
    started_at = pl.col("named_at") - _seconds("clock_offset_s")
    captures = placed.filter(pl.col("reason").is_null()).with_columns(
        sha256="uri",  # no two files are alike
        capture_id="uri",
        started_at=started_at,
        ended_at=started_at + _seconds("duration_s"),
    )
    told: list[Told] = []
    refused = [placed.filter(pl.col("reason").is_not_null())]
    for here in captures.partition_by("window_at"):
        clashes = find_clashes(here)
        refused.append(here.join(clashes, on="uri", how="semi").select(placed.columns))
        kept = here.join(clashes, on="uri", how="anti")
        over_s = (here["window_at"][0] + live.grid.length - BEGINS_AT).total_seconds()
        told += _told(kept, over_s, settings.arrivals.settle_s)
    of_cameras = pl.concat(refused).select(camera_id="camera_folder", taken_s="taken_s")
    return Week(
        order.faults, order.duration_s, len(plan.cameras), tuple(told), tuple(of_cameras.rows())
    )


def _told(captures: pl.DataFrame, over_s: float, settle_s: float) -> Iterator[Told]:
    """What the graph tells of a window, which it judges when that is over and its files rest."""
    by_camera = captures.partition_by("camera_id", as_dict=True)
    for fault in judge_clocks(captures).to_dicts():
        of = by_camera[fault["camera_id"],]
        taken_s = of["taken_s"].to_numpy()
        from_s = float(taken_s[of["capture_id"] == fault["evidence_capture_id"]][0])
        is_covered = (of["started_at"] <= fault["ended_at"]).to_numpy()
        ends_s, landed_s = taken_s + of["length_s"].to_numpy(), of["landed_s"].to_numpy()
        yield Told(
            fault["camera_id"],
            fault["kind"],
            after_s=float(taken_s[taken_s < from_s].max(initial=-np.inf)),
            from_s=from_s,
            until_s=float(ends_s[is_covered].max()),
            known_s=max(over_s, float(landed_s.max())) + settle_s,
        )


def _seconds(column: str) -> pl.Expr:
    return pl.duration(microseconds=(pl.col(column) * 1e6).round().cast(pl.Int64))


def main() -> None:
    """Draw, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--first", type=int, default=7001, help="seed; every other one follows")
    parser.add_argument("--days", type=float, default=7.0)
    parser.add_argument("--per-day", type=float, default=0.25, help="faults of each kind")
    parser.add_argument("--capture-minutes", type=float, default=5.0)
    wanted = parser.parse_args()
    console = Console(width=160)
    seeds = range(wanted.first, wanted.first + 2 * wanted.sites, 2)
    orders = [
        week_of(seed, wanted.days, wanted.per_day, wanted.capture_minutes * 60) for seed in seeds
    ]
    for way in WAYS:
        weeks = [watch(order, way) for order in track(orders, way.name, console=console)]
        report(weeks, f"Files {way.name}", console)


if __name__ == "__main__":
    main()

"""What a table's checks cost: Great Expectations, the bridge to it, and bare Polars beside them.

python -m benchmarks.expectations

The table has the columns of camera measures: keys, times, many floats with ranges, a choice. Bare
Polars computes the same failing rows with one expression for each promise.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from lotgraph.promises import Promise, promises_of
from lotgraph.tables import UTC_TIME, Column, Contract
from resources.expectations import Expectations, to_pandas

MEASURES = tuple(f"measure_{n}" for n in range(8))
CONTRACT = Contract(
    name="measured",
    row="One sampled frame.",
    version=1,
    key=("camera_id", "frame"),
    columns=(
        Column("camera_id", pl.String(), "Camera."),
        Column("frame", pl.Int64(), "Frame.", low=0),
        Column("taken_at", UTC_TIME, "When."),
        Column("light", pl.String(), "Light.", choices=("day", "night")),
        *(Column(name, pl.Float32(), "A measure.", low=0, high=1) for name in MEASURES),
    ),
)
PROMISES = promises_of(CONTRACT)
ROWS = (0, 1_000, 10_000, 100_000, 1_000_000)
REPEATS = 5


def drawn(rows: int) -> pl.DataFrame:
    """Rows of which one in a thousand breaks a range."""
    chance = np.random.default_rng(0)
    row = np.arange(rows)
    measures = {name: chance.random(rows) * 1.001 for name in MEASURES}
    return CONTRACT.table(
        camera_id=pl.Series(row % 8).cast(pl.String),
        frame=row // 8,
        taken_at=pl.Series(row).cast(pl.Datetime("us", "UTC")),
        light=pl.Series(row % 2 == 0).replace_strict(
            {True: "day", False: "night"}, return_dtype=pl.String
        ),
        **measures,
    )


def by_polars(rows: pl.DataFrame) -> list[int]:
    """Number of rows that break each promise, asked of Polars alone."""
    return rows.select(_broken(promise).sum().alias(promise.name) for promise in PROMISES).row(0)  # type: ignore[return-value]


def _broken(promise: Promise) -> pl.Expr:
    column, told = pl.col(promise.columns[0]), promise.arguments
    match promise.name.rsplit("_", 1)[-1]:
        case "unique":
            return pl.struct(promise.columns).is_duplicated()
        case "present":
            return column.is_null()
        case "range":
            return ~column.is_between(
                -np.inf if told["min_value"] is None else told["min_value"],
                np.inf if told["max_value"] is None else told["max_value"],
            )
        case _:
            return ~column.is_in(told["value_set"])


def seconds(work: Callable[[], object]) -> float:
    """Median time of a call."""
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    asked = Expectations()
    begun = time.perf_counter()
    asked.ask(drawn(10), PROMISES)
    first_s = time.perf_counter() - begun
    title = (
        f"{len(PROMISES)} promises, median of {REPEATS}; first check of a process {first_s:.1f} s"
    )
    table = Table(
        "rows", "bridge ms", "check ms", "bridge share", "bare Polars ms", "ratio", title=title
    )
    for rows in ROWS:
        frame = drawn(rows)
        broken = [len(verdict.failing) for verdict in asked.ask(frame, PROMISES)]
        assert broken == list(by_polars(frame)), "Great Expectations and Polars disagree"
        check = seconds(lambda frame=frame: asked.ask(frame, PROMISES))  # type: ignore[misc]
        bridge = seconds(lambda frame=frame: to_pandas(frame, PROMISES))  # type: ignore[misc]
        bare = seconds(lambda frame=frame: by_polars(frame))  # type: ignore[misc]
        table.add_row(
            f"{rows:,}",
            f"{bridge * 1e3:.1f}",
            f"{check * 1e3:.1f}",
            f"{bridge / check:.1%}",
            f"{bare * 1e3:.1f}",
            f"{check / bare:.0f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()

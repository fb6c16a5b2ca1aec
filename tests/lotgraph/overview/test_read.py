"""read_once: very many small files are opened once, however often the overview looks at them."""

from datetime import UTC, datetime, timedelta

import polars as pl

from lotgraph.captures.columns import CAPTURES
from lotgraph.health.columns import CAMERA_HEALTH, CAMERA_USABILITY
from lotgraph.overview.draw import draw
from lotgraph.overview.read import read_once
from lotgraph.overview.summarise import summarise
from lotgraph.windows import WindowGrid


def test_summing_up_and_drawing_look_at_each_file_once():
    looks = []

    def scan(contract):
        def look(rows):
            looks.append(contract.name)
            return rows

        cells = {name: [None] for name in contract.schema}
        cells |= {"site_id": ["north"], "camera_id": ["gate"]}
        cells |= {name: [datetime(2026, 3, 2, tzinfo=UTC)] for name in ("started_at", "ended_at")}
        return contract.table(**cells).lazy().map_batches(look)

    captures, faults = read_once(scan(CAPTURES), scan(CAMERA_HEALTH))
    nothing = CAMERA_USABILITY.empty().lazy()
    refused = pl.LazyFrame(schema={"site_id": pl.String, "camera_id": pl.String, "reason": str})
    rows = summarise(captures, refused, faults, nothing)
    assert rows.select("captures", "faults").rows() == [(1, 1)]
    grid = WindowGrid(timedelta(hours=1))
    assert [site for site, _ in draw(rows, captures, faults, grid)] == ["north"]
    assert looks == ["captures", "camera_health"]

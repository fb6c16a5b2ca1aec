"""Decides which site and window each landed file belongs to, and refuses by name and place.

A file belongs to the site and window its name says; the camera's clock offset does not move it.
A file whose name says no possible moment belongs to the window in which it arrived. A file under
no known site belongs to the site `unplaced`. So every landed file has one place, which depends on
the file and the settings alone, never on when it is asked.
"""

from datetime import UTC, datetime, timedelta

import polars as pl

from lotgraph.landing.live import Live
from lotgraph.landing.names import FOLDERS, read_names
from lotgraph.settings import UNPLACED, Settings

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # clocks that were never set start in 1970 or 1980
_OF_KIND = {
    "link": "outside_landing",
    "broken": "missing_object",
    "unreadable": "permission",  # a folder; whether of a camera or of stills, nobody can tell
    "other": "not_video",
}


def place(listing: pl.DataFrame, settings: Settings, live: Live) -> pl.DataFrame:
    """Add to a listing `site_id`, `camera_id`, `window_at` and what the name says of each file.

    Columns added: `landed_at`; `named_at`, the start by the name (UTC, null: none); `reason`, why
    it is refused before being opened (null: it is not); `clock_offset_s`; `window_at`, the start
    of its window. Rows keep their order. The window may be no live one: nothing is moved into
    those, or it would have to move again when they do.
    """
    frame = _with_cameras(listing, settings)
    said = read_names(frame["name"], frame["kind"].is_in(FOLDERS), frame["zone"])
    # A stamp from before 2000 does not tell when a file arrived, so nothing is late against it.
    late = pl.col("landed_at") + timedelta(seconds=settings.arrivals.future_tolerance_s)
    timed = pl.concat([frame, said], how="horizontal").with_columns(
        time_reason=pl.coalesce(
            "name_reason",
            pl.when(pl.col("named_at") < EARLIEST).then(pl.lit("clock_unset")),
            pl.when((pl.col("landed_at") >= EARLIEST) & (pl.col("named_at") > late)).then(
                pl.lit("future")
            ),
        )
    )
    moment = pl.when(pl.col("time_reason").is_null()).then("named_at").otherwise("landed_at")
    return timed.with_columns(
        reason=pl.coalesce(
            pl.col("kind").replace_strict(_OF_KIND, default=None, return_dtype=pl.String),
            pl.when(pl.col("site_id") == UNPLACED).then(pl.lit("unknown_site")),
            # A file beside the camera folders lies in none of them.
            pl.when(pl.col("clock_offset_s").is_null()).then(pl.lit("unknown_camera")),
            "time_reason",
        ),
        clock_offset_s=pl.col("clock_offset_s").fill_null(0.0),
        window_at=moment.dt.truncate(live.grid.length),
    ).drop("zone", "name_reason", "time_reason")


def _with_cameras(listing: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The listing with the site, camera, clock offset (null: unknown camera) and zone of each."""
    zones = {site_id: site.timezone for site_id, site in settings.sites.items()}
    is_site = pl.col("site_folder").is_in(list(zones))
    return listing.with_columns(
        site_id=pl.when(is_site).then("site_folder").otherwise(pl.lit(UNPLACED)),
        camera_id="camera_folder",
        zone=pl.col("site_folder").replace_strict(zones, default="UTC", return_dtype=pl.String),
        landed_at=pl.from_epoch(pl.col("changed_ns") // 1000, "us").dt.replace_time_zone("UTC"),
    ).join(_known_cameras(settings), on=["site_id", "camera_id"], how="left", maintain_order="left")


def folders_of_site(site_id: str, folders: list[str], settings: Settings) -> list[str]:
    """The folders whose files belong to a site; for `unplaced`, all that are no known site's."""
    if site_id == UNPLACED:
        return [folder for folder in folders if folder not in settings.sites]
    return [folder for folder in folders if folder == site_id]


def _known_cameras(settings: Settings) -> pl.DataFrame:
    rows = [
        (site_id, camera_id, camera.clock_offset_s)
        for site_id, site in settings.sites.items()
        for camera_id, camera in site.cameras.items()
    ]
    schema = {"site_id": pl.String, "camera_id": pl.String, "clock_offset_s": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")

"""Makes the tables of one window: opens what was placed there, and says what cannot be used."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import polars as pl

from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.errors import CaptureError, LandingError
from lotgraph.landing.clashes import find_clashes
from lotgraph.landing.refusals import explain
from lotgraph.landing.strays import warn_of_strays
from lotgraph.settings import Settings
from lotgraph.tables import UTC_TIME
from lotgraph.video import Probe, probe
from lotgraph.video.manifest import refuse_strays

_PROBED = (
    *("sha256", "kind", "codec", "width_px", "height_px", "fps", "frames", "duration_s"),
    *("decodable_share", "warnings"),
)
_DERIVED = ("capture_id", "started_at", "ended_at")


@dataclass(frozen=True)
class Taken:
    """Every file of a window: in `captures` if it can be used, else in `quarantine`."""

    captures: pl.DataFrame
    quarantine: pl.DataFrame


def take(
    placed: pl.DataFrame,
    settings: Settings,
    address: Callable[[str], str],
    look: Callable[[str], Probe] | None = None,
) -> Taken:
    """Probe the placed files of one window, in path order, and tell the usable from the others.

    Args:
        placed: rows of `lotgraph.landing.place`, of one window.
        settings: sites, cameras, and where the footage of manifests may lie.
        address: makes of a `uri` below the landing folder what `look` can open.
        look: opens a capture; raises `CaptureError` if it cannot be used.
    """
    # Judged once more by what is opened: a manifest may be replaced at any moment.
    look = look or partial(probe, footage_roots=settings.arrivals.footage_roots)
    refused = [
        _refusal(row, row["reason"], explain(row, settings))
        for row in placed.filter(pl.col("reason").is_not_null()).to_dicts()
    ]
    usable: list[dict[str, Any]] = []
    root = address("").rstrip("/") + "/"
    for row in placed.filter(pl.col("reason").is_null()).sort("uri").to_dicts():
        where = address(row["uri"])
        try:
            refuse_strays(where, settings.arrivals.footage_roots)
            seen = _seen(look(where))
            usable.append(row | seen | {"warnings": [*seen["warnings"], *warn_of_strays(where)]})
        except CaptureError as error:
            # The landing folder may be mounted elsewhere tomorrow; the row must stay the same.
            refused.append(_refusal(row, error.reason, str(error).replace(root, "")))
    captures = _captures(usable)
    clashes = find_clashes(captures)
    again = captures.join(clashes, on="uri", how="inner").select(*QUARANTINE.schema)
    return Taken(
        CAPTURES.conform(captures.join(clashes, on="uri", how="anti")),
        QUARANTINE.conform(pl.concat([pl.DataFrame(refused, schema=QUARANTINE.schema), again])),
    )


def find_gone(previous: pl.DataFrame, listed: pl.Series, captures: pl.DataFrame) -> pl.DataFrame:
    """The captures of the previous table whose file is no longer listed.

    One whose bytes are still there under another name of the same window is not gone.
    """
    is_listed = pl.col("uri").is_in(listed.implode())
    is_here = pl.col("sha256").is_in(captures["sha256"].implode()).fill_null(value=False)
    return previous.filter(~is_listed & ~is_here)


def refuse_hidden(previous: pl.DataFrame, listing: pl.DataFrame, partition: str) -> None:
    """Stop if captures lie in a folder that may not be read: they are not seen, and not gone.

    Raises:
        LandingError: naming the folders and what to do.
    """
    unreadable = listing.filter(pl.col("kind") == "unreadable")["uri"].sort().to_list()
    hiding = [
        folder
        for folder in unreadable
        if (previous["uri"].str.starts_with(f"{folder}/") | (previous["uri"] == folder)).any()
    ]
    if hiding:
        raise LandingError(
            f"captures of {partition} lie in {', '.join(hiding)}, which this user may not read; "
            "give permission to read it, or taking the window again would lose them"
        )


def refuse_gone(gone: pl.DataFrame, partition: str) -> None:
    """Stop if captures have gone from the landing folder.

    Raises:
        LandingError: naming some of them and what to do.
    """
    if gone.height:
        named = ", ".join(gone["uri"].head(3)) + (", …" if gone.height > 3 else "")  # noqa: PLR2004
        raise LandingError(
            f"{gone.height} captures of {partition} are gone from the landing folder ({named}); "
            "put them back, or run this partition with accept_missing: true to let go of them"
        )


def _seen(seen: Probe) -> dict[str, Any]:
    return {name: value for name, value in asdict(seen).items() if name in _PROBED}


def _refusal(row: dict[str, Any], reason: str, explanation: str) -> dict[str, Any]:
    kept = {name: row[name] for name in ("site_id", "camera_id", "uri", "size_bytes", "landed_at")}
    return kept | {"reason": reason, "explanation": explanation, "sha256": None}


def _captures(usable: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of files that opened, with true times: the name's time less the clock's offset."""
    given = {name: kind for name, kind in CAPTURES.schema.items() if name not in _DERIVED}
    rows = pl.DataFrame(usable, schema=given | {"named_at": UTC_TIME}, strict=False)
    started_at = pl.col("named_at") - _seconds("clock_offset_s")
    return rows.with_columns(
        capture_id=pl.col("sha256").str.head(16),
        started_at=started_at,
        ended_at=started_at + _seconds("duration_s"),
    ).select(*CAPTURES.schema)


def _seconds(column: str) -> pl.Expr:
    return pl.duration(microseconds=(pl.col(column) * 1e6).round().cast(pl.Int64))

"""Watches the members of landed manifests: footage that lies elsewhere and is not listed."""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import fsspec
import polars as pl

from lotgraph.errors import CaptureError
from lotgraph.landing.objects import changed_us
from lotgraph.settings import Arrivals
from lotgraph.video.manifest import addresses_of
from lotgraph.video.places import locate, reading

WINDOWS_AT_ONCE = 500  # looked at in one round; each member costs a stat, or a store's answer
_BESIDE = "+"  # between the hash of what was listed and that of the members


@dataclass
class Members:
    """Looks at the members of some windows a round, those first that were not for longest."""

    _rounds: int = 0
    _looked: dict[tuple[str, datetime], int] = field(default_factory=dict)

    def look(
        self, windows: pl.DataFrame, address: Callable[[str], str], arrivals: Arrivals
    ) -> pl.DataFrame:
        """Fill `members` of surveyed windows: a hash of what the members look like now.

        It stays null where there are none, where it is not their turn, and where one is still
        being written.
        """
        listing = windows.filter(pl.col("manifests").list.len() > 0)
        if listing.is_empty():
            self._looked.clear()
            return windows
        rows = listing.select("site_id", "window_at", "manifests").iter_rows()
        manifests = {(site, at): uris for site, at, uris in rows}
        self._rounds += 1
        self._looked = {key: self._looked.get(key, 0) for key in manifests}
        found: list[tuple[str, datetime, str]] = []
        for key in sorted(manifests, key=self._looked.__getitem__)[:WINDOWS_AT_ONCE]:
            self._looked[key] = self._rounds
            state, age_s = _state_of(map(address, manifests[key]), arrivals.footage_roots)
            if not -arrivals.future_tolerance_s <= age_s < arrivals.settle_s:
                found.append((*key, state))
        schema = {name: windows.schema[name] for name in ("site_id", "window_at", "members")}
        seen = pl.DataFrame(found, schema=schema, orient="row")
        both = windows.drop("members").join(
            seen, on=["site_id", "window_at"], how="left", maintain_order="left"
        )
        return both.select(windows.columns)


def join_sources(
    listed: str, manifests: list[str], address: Callable[[str], str], roots: Sequence[str]
) -> str:
    """What a record of one window keeps of its files: see `split_sources`."""
    if not manifests:
        return listed
    return listed + _BESIDE + _state_of(map(address, manifests), roots)[0]


def split_sources(recorded: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The hash of what was listed, and that of what the members of manifests looked like ("")."""
    parts = recorded.str.split_exact(_BESIDE, 1).struct
    return parts.field("field_0"), parts.field("field_1").fill_null("")


def _state_of(manifests: Iterable[str], roots: Sequence[str]) -> tuple[str, float]:
    """A hash over the members' sizes and times, and seconds since the latest of them changed.

    A manifest that may not list what it lists has none: nothing outside `roots` is looked at.
    """
    lines, latest_us = [], 0
    for manifest in manifests:
        try:
            addresses = addresses_of(locate(manifest), roots)
        except CaptureError as error:
            lines.append(error.reason)
            continue
        for address in addresses:
            try:
                with reading(address):
                    # Another process may replace it at any time, so no answer is remembered.
                    store, path = fsspec.core.url_to_fs(address, use_listings_cache=False)
                    info = store.info(path)
            except CaptureError as error:
                lines.append(f"{address}\t{error.reason}")
                continue
            at_us = changed_us(info)
            lines.append(f"{address}\t{info['size']}\t{at_us}")
            latest_us = max(latest_us, at_us)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest(), time.time() - latest_us / 1e6

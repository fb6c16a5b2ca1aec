"""Sums up what lies in each window, quickly enough to ask every minute.

A site whose listing has not changed since it was last asked for is not sorted out again; only
that summary is remembered, so forgetting it costs time and changes nothing.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from lotgraph.errors import LandingError
from lotgraph.lake.files import Files
from lotgraph.landing.disk import DiskRows
from lotgraph.landing.footage import MANIFEST
from lotgraph.landing.listing import folders
from lotgraph.landing.live import Live
from lotgraph.landing.members import Members, join_sources
from lotgraph.landing.objects import ObjectRows
from lotgraph.landing.place import folders_of_site, place
from lotgraph.settings import UNPLACED, Arrivals, Settings

SURVEYED = pl.Schema(
    {
        "site_id": pl.String(),
        "window_at": pl.Datetime("us", "UTC"),
        "files": pl.UInt32(),
        "changed_ns": pl.Int64(),  # latest change of any of them
        "sources": pl.String(),  # one hash over all of them
        "manifests": pl.List(pl.String()),  # which of them list footage that lies elsewhere
        "members": pl.String(),  # one hash over that footage; null: see `members.Members.look`
    }
)
_MANIFEST = pl.when(pl.col("reason").is_null() & pl.col("uri").str.contains(MANIFEST)).then("uri")
_ROWS_AT_ONCE = 50_000  # bounds memory at some 30 MB; fewer, and Polars' cost a call shows


@dataclass
class Survey:
    """What lies in each window of each site, and the sites that could not be listed."""

    windows: pl.DataFrame = field(default_factory=SURVEYED.to_frame)
    unlisted: dict[str, str] = field(default_factory=dict)  # site: why


@dataclass
class Surveyor:
    """Surveys one landing folder again and again."""

    root: str
    _seen: dict[str, tuple[bytes, pl.DataFrame]] = field(default_factory=dict)
    _members: Members = field(default_factory=Members)

    def survey(self, settings: Settings, live: Live) -> Survey:
        """Sum up every window of every site; a site that cannot be listed is said, not empty.

        Raises:
            LandingError: if the landing folder itself cannot be listed.
        """
        survey = Survey()
        found = folders(self.root)
        sites = [*settings.sites, UNPLACED]
        within = {site: folders_of_site(site, found, settings) for site in sites}
        parts = list(self._summaries(within, settings, live, survey.unlisted))
        windows = pl.concat([survey.windows, *parts]).sort("window_at", "site_id")
        survey.windows = self._members.look(windows, Files(self.root).url, settings.arrivals)
        return survey

    def _summaries(
        self, within: dict[str, list[str]], settings: Settings, live: Live, unlisted: dict[str, str]
    ) -> Iterator[pl.DataFrame]:
        changed: dict[str, bytes] = {}
        waiting = self._rows()
        for site, inside in within.items():
            rows = self._rows()
            try:
                for folder in inside:
                    rows.read_site(folder)
            except LandingError as error:
                unlisted[site] = str(error)
                continue
            digest = rows.digest() + _digest_of_rules(site, settings, live)
            seen = self._seen.get(site)
            if seen and seen[0] == digest:
                yield seen[1]
                continue
            changed[site] = digest
            waiting.extend(rows)  # type: ignore[arg-type]  # both are of one kind
            if len(waiting.names) >= _ROWS_AT_ONCE:
                yield from self._sort_out(waiting, changed, settings, live)
                waiting, changed = self._rows(), {}
        yield from self._sort_out(waiting, changed, settings, live)

    def _rows(self) -> DiskRows | ObjectRows:
        files = Files(self.root)
        return (
            DiskRows(os.path.realpath(files.path(""))) if files.is_local else ObjectRows(self.root)
        )

    def _sort_out(
        self, rows: DiskRows | ObjectRows, digests: dict[str, bytes], settings: Settings, live: Live
    ) -> Iterable[pl.DataFrame]:
        found = summary(place(rows.table().sort("uri"), settings, live))
        by_site = found.partition_by("site_id", as_dict=True, maintain_order=True)
        for site, digest in digests.items():
            self._seen[site] = (digest, by_site.get((site,), SURVEYED.to_frame()))
        return [found]


def summary(placed: pl.DataFrame) -> pl.DataFrame:
    """One row for each site and window among placed files (ordered by uri), as `SURVEYED`.

    `sources` changes when a file comes, goes, or changes in size or time, and when the settings
    come to read its name differently; so it says whether the window's tables are up to date.
    """
    line = pl.concat_str(
        "uri",
        "size_bytes",
        "changed_ns",
        pl.col("named_at").to_physical(),
        "clock_offset_s",
        pl.col("reason").fill_null(""),
        separator="\t",
        ignore_nulls=True,
    )
    found = (
        placed.lazy()
        .select("site_id", "window_at", "changed_ns", line=line, manifest=_MANIFEST)
        .group_by("site_id", "window_at", maintain_order=True)
        .agg(
            pl.len().alias("files"),
            pl.col("changed_ns").max(),
            pl.col("line").str.join("\n"),
            manifests=pl.col("manifest").drop_nulls(),
        )
        .collect()
    )
    hashes = [hashlib.sha256(lines.encode()).hexdigest() for lines in found["line"]]
    return (
        found.with_columns(sources=pl.Series(hashes, dtype=pl.String), members=pl.lit(None))
        .select(*SURVEYED)
        .cast(SURVEYED)
    )


def sources_of(placed: pl.DataFrame) -> str:
    """The `sources` hash of the placed files of one window; "" for none."""
    found = summary(placed.sort("uri"))["sources"]
    return str(found[0]) if len(found) else ""


def sources_with_members(
    placed: pl.DataFrame, address: Callable[[str], str], arrivals: Arrivals
) -> str:
    """The same with what the members of manifests look like, as a record keeps it."""
    manifests = placed.sort("uri").select(manifest=_MANIFEST).to_series().drop_nulls().to_list()
    return join_sources(sources_of(placed), manifests, address, arrivals.footage_roots)


def _digest_of_rules(site: str, settings: Settings, live: Live) -> bytes:
    """Changes when anything does that decides where the files of a site belong."""
    known = settings.sites.get(site) or sorted(settings.sites)
    rules = [known, settings.arrivals.future_tolerance_s, live]
    return hashlib.blake2b(repr(rules).encode(), digest_size=16).digest()

"""Asks the lake's records which windows and days were made from tables that changed since."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import dagster as dg

from assets.partitions import LIVE, SITES_NAME
from jobs.attempts import Plan, plan_runs
from lotgraph.cameras.read import CAMERA_MODEL, cameras_of
from lotgraph.catalogue import contract_of
from lotgraph.detections.looking import looking_of
from lotgraph.errors import LotgraphError
from lotgraph.lake.ledger import Ledger
from lotgraph.lake.store import Lake
from lotgraph.landing.awaiting import Wanted
from lotgraph.settings import Arrivals, Settings, load
from lotgraph.wave.due import STAGES, TABLES, Calendar, Due, Entry, Wave, digest_of
from resources.detectors import Detectors

_BASELINE_DAYS = load().health.baseline_days  # as the partitions of camera_baselines are mapped

Models = Mapping[str, Mapping[str, str]]  # by table, the version of each model
# Of a site, by table, the version of each model, or a digest of each camera's settings.
Versions = Callable[[str], Mapping[str, Mapping[str, str]]]


def models_or_why(detectors: Detectors) -> tuple[Models, str]:
    """By table, the versions of the detector; where it cannot be opened, none, and why not.

    Judging, baselines and summaries need no detector, so nobody is to wait for it with those.
    """
    try:
        return detectors.models, ""
    except LotgraphError as error:
        return {}, f"no detector can be opened, what it makes is left as it is meanwhile: {error}"


def wanted_models(looked: Models, cameras: str | None) -> Versions:
    """Of each site what tables are to be made with: the detector, and its own cameras' models."""

    def of_site(site_id: str) -> Mapping[str, Mapping[str, str]]:
        version = cameras_of(Path(cameras) / site_id if cameras else None).sources
        return {**looked, **{table: {CAMERA_MODEL: version} for table in STAGES["carry_window"]}}

    return of_site


def wanted_settings(settings: Settings) -> Versions:
    """Of each site what the settings say of looking at its cameras."""

    def of_site(site_id: str) -> Mapping[str, Mapping[str, str]]:
        looking = looking_of(settings, site_id)
        digests = {camera: digest_of(one.told) for camera, one in looking.items()}
        return dict.fromkeys(STAGES["detect_window"], digests)

    return of_site


@dataclass(frozen=True)
class Besides:
    """What makes partitions due besides what their records say of each other.

    Attributes:
        landed: partitions that await a run because of their files, with the hash of those.
        code_versions: by table, where made by other code is a reason to be made again.
        models: what tables of a site are to be made with.
        settings: the settings that they are to be made with.
        no_detector: why there is no detector, "" if there is one; what it makes is left as it is.
    """

    landed: Mapping[str, str] = field(default_factory=dict)
    code_versions: Mapping[str, str] = field(default_factory=dict)
    models: Versions = lambda _: {}
    settings: Versions = lambda _: {}
    no_detector: str = ""


NOTHING = Besides()


def plan_due(
    instance: dg.DagsterInstance,
    asker: str,
    lake: Lake,
    arrivals: Arrivals,
    besides: Besides = NOTHING,
) -> Plan:
    """Request runs for what is due at the known sites; what is given up holds up nothing."""
    sites = sorted(instance.get_dynamic_partitions(SITES_NAME))
    given_up: set[str] = set()
    while True:
        wanted = _wanted(lake, sites, besides, given_up)
        plan = plan_runs(instance, asker, wanted, arrivals)
        if given_up.issuperset(plan.given_up):
            plan.left_out = [besides.no_detector] if besides.no_detector else []
            return plan
        given_up.update(plan.given_up)


def _wanted(
    lake: Lake, sites: Iterable[str], besides: Besides, given_up: Iterable[str]
) -> list[Wanted]:
    """Days before windows: they are few and quick, and many windows may wait for one of them."""
    now = datetime.now(UTC)
    calendar = Calendar.of(LIVE.at(now), now)
    fingerprints = {table: contract_of(table).fingerprint for table in TABLES}
    left_out = STAGES["detect_window"] if besides.no_detector else ()
    found: list[tuple[Due, str]] = []
    for site_id in sites:
        here = dict(_of_site(site_id, besides.landed.items()))
        left = dict(_of_site(site_id, ((partition, "") for partition in given_up)))
        records = {table: _ledger(lake, table).of_site(site_id) for table in TABLES}
        made_with = besides.models(site_id), besides.settings(site_id)
        now_made = fingerprints, besides.code_versions, *made_with
        wave = Wave(site_id, records, _BASELINE_DAYS, calendar, here, left, *now_made, left_out)
        found += [(item, f"{site_id}|{item.key}") for item in wave.due()]
    found.sort(key=lambda one: (one[0].job in STAGES, one[0].turn, one[1]))
    return [Wanted(partition, item.input, item.job) for item, partition in found]


def _of_site(site_id: str, rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for partition, value in rows:
        site, key = partition.split("|")
        if site == site_id:
            yield key, value


@cache
def _ledger(lake: Lake, table: str) -> Ledger[Entry]:
    return Ledger(lake, table, Entry.of)

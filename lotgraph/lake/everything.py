"""All written partitions of a table at once: what is there, and one hash for each site.

A table made from everything would otherwise name each partition it read: hundreds of thousands.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from lotgraph.errors import ContractError
from lotgraph.lake.ledger import Ledger
from lotgraph.lake.record import Origin, Record, Upstream, Version
from lotgraph.lake.store import Lake, require_contract, say
from lotgraph.tables import Contract

EVERY = "*"  # in place of a window: all partitions of the site that were written


@dataclass(frozen=True)
class Written:
    """What there is of one table: versions that can be read, and why others cannot, by key."""

    versions: list[Version]
    left_out: list[str]

    @property
    def upstream(self) -> list[Upstream]:
        """One line for each site: its data version is a hash over those of its partitions."""
        return [
            Upstream(site[0].table, f"{name}|{EVERY}", _digest(site))
            for name, found in groupby(self.versions, key=_site_of)
            for site in [list(found)]
        ]


def readable(contract: Contract, versions: Iterable[Version]) -> Written:
    """The versions that were written under this very contract; of the others, why not."""
    there, left_out = [], []
    for version in versions:
        try:
            require_contract(contract, version)
        except ContractError as error:
            left_out.append(str(error))
        else:
            there.append(version)
    return Written(there, left_out)


def written(lake: Lake, contract: Contract, sites: Iterable[str] | None = None) -> Written:
    """Every partition of a table (None: of all its sites), in the order of sites and keys.

    What was written under another version of the contract, and a record that is none, is left out
    with a sentence: it stands in the way of nothing else. Cost: one look at each record.
    """
    ledger = Ledger(lake, contract.name, Version.of)
    names = ledger.sites() if sites is None else list(sites)
    by_site = {name: ledger.of_site(name) for name in names}
    found = readable(contract, (there[key] for there in by_site.values() for key in sorted(there)))
    damaged = [
        f"{say(contract.name, f'{name}|{key}')} has no readable record; materialise it again"
        for name in names
        for key in sorted(ledger.damaged[name])
    ]
    return Written(found.versions, found.left_out + damaged)


def record_of_all(lake: Lake, contract: Contract, partition: str) -> Record | None:
    """What all partitions of a site are now, named as in `upstream`; None if there is none.

    Such a record is stored nowhere: it is made up from theirs, and names no origin.
    """
    found = written(lake, contract, [partition.split("|")[0]])
    if not found.versions:
        return None
    [read] = found.upstream
    rows = sum(version.rows for version in found.versions)
    shape = contract.version, contract.fingerprint
    return Record(contract.name, partition, str(read.data_version), rows, *shape, (), Origin())


def _site_of(version: Version) -> str:
    return version.partition.split("|")[0]


def _digest(versions: Iterable[Version]) -> str:
    lines = (f"{version.partition} {version.data_version}\n" for version in versions)
    return hashlib.sha256("".join(lines).encode()).hexdigest()

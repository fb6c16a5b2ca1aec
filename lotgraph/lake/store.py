"""Reads and writes tables of a lake. Never half a table: see the package docstring."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from lotgraph.errors import ContractError, DamagedTableError, MissingTableError
from lotgraph.lake.files import Files
from lotgraph.lake.record import Origin, Record, Upstream, Version
from lotgraph.lake.remote import scan_remote
from lotgraph.tables import Contract

WHOLE = ""  # partition key of a table that is not partitioned


@dataclass(frozen=True)
class Lake:
    """All tables below one root: a local folder, `memory://…`, `s3://…`, anything fsspec opens."""

    root: str

    @cached_property
    def files(self) -> Files:
        """The files below the root."""
        return Files(self.root)

    def write(
        self,
        contract: Contract,
        partition: str,
        rows: pl.DataFrame,
        origin: Origin,
        upstream: Iterable[Upstream] = (),
    ) -> Record:
        """Store `rows` as the current table of a partition and return its record.

        The bytes are named by their content, so writing the same rows again changes nothing
        (and mends a file that was changed or lost), and of two writers at once the later record
        wins whole.

        Raises:
            ContractError: if the rows do not have the contract's columns.
            LotgraphError: if it cannot be written; the table before it is then still current.
        """
        content = encode(contract.conform(rows))
        record = Record(
            table=contract.name,
            partition=partition,
            data_version=hashlib.sha256(content).hexdigest(),
            rows=rows.height,
            contract_version=contract.version,
            contract_fingerprint=contract.fingerprint,
            upstream=tuple(
                sorted(set(upstream), key=lambda u: (u.table, u.partition, u.data_version or ""))
            ),
            origin=origin,
        )
        folder = folder_of(contract.name, partition)
        told = record.encode()
        is_current = self.files.read(f"{folder}/record.json") == told
        if not is_current or self.files.read(f"{folder}/{record.file_name}") != content:
            # Written even if an old table had the same bytes: that file may be about to be swept.
            self.files.write(f"{folder}/{record.file_name}", content)
        if not is_current:
            self.files.write(f"{folder}/record.json", told)
        return record

    def record(self, table: str, partition: str = WHOLE) -> Record | None:
        """What is current in a partition; None if it was never written.

        Raises:
            DamagedTableError: if the record is unreadable or that of another partition.
        """
        name = f"{folder_of(table, partition)}/record.json"
        content = self.files.read(name)
        if content is None:
            return None
        record = Record.decode(content, self.files.url(name))
        if (record.table, record.partition) != (table, partition):
            raise DamagedTableError(
                f"{self.files.url(name)} is the record of {say(record.table, record.partition)}, "
                f"not of {say(table, partition)}; materialise the partition again"
            )
        return record

    def partitions(self, table: str) -> list[str]:
        """Keys of the partitions that were written, in order."""
        suffix = "/record.json"
        names = (name for name, _, _ in self.files.list(table) if name.endswith(suffix))
        return sorted("|".join(name.removesuffix(suffix).split("/")[1:]) for name in names)

    def read(self, contract: Contract, partition: str = WHOLE) -> pl.DataFrame:
        """The current table of one partition, checked against its content hash.

        Raises:
            MissingTableError: if it was never written.
            DamagedTableError: if the bytes are not those the record names.
            ContractError: if it was written by another version of the contract.
        """
        record = self.record(contract.name, partition)
        if record is None:
            raise not_written(contract.name, partition)
        return self.read_version(contract, record)

    def read_version(self, contract: Contract, record: Version) -> pl.DataFrame:
        """The table a record describes; see `read`."""
        require_contract(contract, record)
        name, content = self._content(record)
        if content is None or hashlib.sha256(content).hexdigest() != record.data_version:
            what = "is gone" if content is None else "was changed after it was written"
            raise DamagedTableError(
                f"{self.files.url(name)} {what}; materialise "
                f"{say(record.table, record.partition)} again"
            )
        return pl.read_parquet(io.BytesIO(content))

    def is_whole(self, record: Version) -> bool:
        """Whether the bytes that a record names are there, as they were written."""
        _, content = self._content(record)
        return content is not None and hashlib.sha256(content).hexdigest() == record.data_version

    def _content(self, record: Version) -> tuple[str, bytes | None]:
        name = f"{folder_of(record.table, record.partition)}/{record.file_name}"
        return name, self.files.read(name)

    def scan(self, contract: Contract, records: Sequence[Version]) -> pl.LazyFrame:
        """Many partitions as one lazy table: only the columns and rows asked for are read.

        Bytes are not checked against their hash, which would read all of them; `read` does that.

        Raises:
            DamagedTableError: if a file is gone (on this machine's disks; elsewhere collecting
                raises FileNotFoundError, because asking costs a round trip for each).
            ContractError: if one was written by another version of the contract.
        """
        for record in records:
            require_contract(contract, record)
        names = [f"{folder_of(r.table, r.partition)}/{r.file_name}" for r in records if r.rows]
        if not names:
            return contract.empty().lazy()
        if not self.files.is_local:
            return scan_remote(self.files, names, contract.schema)
        gone = [self.files.url(name) for name in names if not self.files.exists(name)]
        if gone:
            raise DamagedTableError(f"{gone[0]} is gone; materialise its partition again")
        return pl.scan_parquet([self.files.path(name) for name in names], schema=contract.schema)


def encode(rows: pl.DataFrame) -> bytes:
    """Parquet bytes; the same rows always give the same bytes."""
    buffer = io.BytesIO()
    rows.write_parquet(buffer, compression="zstd", statistics=True, row_group_size=131_072)
    return buffer.getvalue()


def folder_of(table: str, partition: str) -> str:
    """Folder of a partition: its dimensions, one folder each.

    Raises:
        ContractError: if a part of the key cannot be the name of a folder.
    """
    parts = [part for part in partition.split("|") if part]
    if any(part.startswith(".") or {"/", "\\"} & set(part) for part in parts):
        raise ContractError(
            f"{say(table, partition)}: parts of a partition key become folders; they may not "
            f"start with a dot or hold a slash"
        )
    return "/".join([table, *parts])


def say(table: str, partition: str) -> str:
    """Name a partition of a table in a sentence."""
    return f"{table} [{partition}]" if partition else table


def not_written(table: str, partition: str) -> MissingTableError:
    """The error of a partition that was asked for before it was written."""
    return MissingTableError(
        f"{say(table, partition)} has not been materialised yet; do that first"
    )


def require_contract(contract: Contract, record: Version) -> None:
    """Refuse a table that was written under another version of its contract.

    Raises:
        ContractError: which names both.
    """
    if record.contract_fingerprint != contract.fingerprint:
        raise ContractError(
            f"{say(contract.name, record.partition)} was written under version "
            f"{record.contract_version} of its contract ({record.contract_fingerprint}), this code "
            f"reads version {contract.version} ({contract.fingerprint}); materialise it again"
        )

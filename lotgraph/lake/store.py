"""Reads and writes tables of a lake. Never half a table: see the package docstring."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from lotgraph.errors import ContractError, DamagedTableError, MissingTableError
from lotgraph.lake.files import Files
from lotgraph.lake.record import Origin, Record, Upstream
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

        The bytes are named by their content, so writing the same rows again changes nothing,
        and of two writers at once the later record wins whole.

        Raises:
            ContractError: if the rows do not have the contract's columns.
        """
        content = encode(contract.conform(rows))
        record = Record(
            table=contract.name,
            partition=partition,
            data_version=hashlib.sha256(content).hexdigest(),
            rows=rows.height,
            contract_version=contract.version,
            contract_fingerprint=contract.fingerprint,
            upstream=tuple(sorted(upstream)),
            origin=origin,
        )
        folder = folder_of(contract.name, partition)
        if not self.files.exists(f"{folder}/{record.file_name}"):
            self.files.write(f"{folder}/{record.file_name}", content)
        if self.files.read(f"{folder}/record.json") != record.encode():
            self.files.write(f"{folder}/record.json", record.encode())
        return record

    def record(self, table: str, partition: str = WHOLE) -> Record | None:
        """What is current in a partition; None if it was never written."""
        name = f"{folder_of(table, partition)}/record.json"
        content = self.files.read(name)
        return None if content is None else Record.decode(content, self.files.url(name))

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
            raise MissingTableError(f"{_say(contract.name, partition)} has not been materialised yet")
        return self.read_version(contract, record)

    def read_version(self, contract: Contract, record: Record) -> pl.DataFrame:
        """The table a record describes; see `read`."""
        _same_contract(contract, record)
        name = f"{folder_of(record.table, record.partition)}/{record.file_name}"
        content = self.files.read(name)
        if content is None or hashlib.sha256(content).hexdigest() != record.data_version:
            what = "is gone" if content is None else "was changed after it was written"
            raise DamagedTableError(
                f"{self.files.url(name)} {what}; materialise "
                f"{_say(record.table, record.partition)} again"
            )
        return pl.read_parquet(io.BytesIO(content))

    def scan(self, contract: Contract, records: Sequence[Record]) -> pl.LazyFrame:
        """Many partitions as one lazy table: only the columns and rows asked for are read."""
        for record in records:
            _same_contract(contract, record)
        names = [f"{folder_of(r.table, r.partition)}/{r.file_name}" for r in records if r.rows]
        if not names:
            return contract.empty().lazy()
        if self.files.is_local:
            return pl.scan_parquet([self.files.path(name) for name in names])
        return pl.scan_parquet([io.BytesIO(self.files.read(name) or b"") for name in names])


def encode(rows: pl.DataFrame) -> bytes:
    """Parquet bytes; the same rows always give the same bytes."""
    buffer = io.BytesIO()
    rows.write_parquet(buffer, compression="zstd", statistics=True, row_group_size=131_072)
    return buffer.getvalue()


def folder_of(table: str, partition: str) -> str:
    """Folder of a partition: its dimensions, one folder each."""
    return "/".join([table, *(part for part in partition.split("|") if part)])


def _same_contract(contract: Contract, record: Record) -> None:
    if record.contract_fingerprint != contract.fingerprint:
        raise ContractError(
            f"{_say(contract.name, record.partition)} was written under version "
            f"{record.contract_version} of its contract, this code reads version "
            f"{contract.version}; materialise it again"
        )


def _say(table: str, partition: str) -> str:
    return f"{table} [{partition}]" if partition else table

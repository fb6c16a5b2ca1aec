"""The lake as Dagster sees it: an IO manager that also writes down what was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg
import polars as pl
from pydantic import Field, PrivateAttr

from lotgraph.catalogue import contract_of
from lotgraph.lake.record import Origin, Record, Upstream
from lotgraph.lake.store import WHOLE, Lake

OPTIONAL = {"optional": True}  # metadata of an input that may not have been written yet


@dataclass(frozen=True)
class Made:
    """What an asset returns when more than other tables went into its rows."""

    rows: pl.DataFrame
    origin: Origin


class LakeTables(dg.ConfigurableIOManager):
    """Reads and writes tables of the lake; no pickles, never half a table.

    An input annotated `pl.LazyFrame` is scanned, every other one read and checked against its
    hash. Each read is noted, so that the record of an output names exactly the data versions
    that went into it. The data version Dagster sees is the content hash.
    """

    root: str = Field(description="Folder or address of the lake.")
    _reads: dict[str, list[Upstream]] = PrivateAttr(default_factory=dict)

    @property
    def lake(self) -> Lake:
        """The lake below `root`."""
        return Lake(self.root)

    def load_input(self, context: dg.InputContext) -> pl.DataFrame | pl.LazyFrame:
        """Read the upstream partitions this run maps to; see the class."""
        contract = contract_of(context.asset_key.path[-1])
        keys = context.asset_partition_keys if context.has_asset_partitions else [WHOLE]
        records = {key: self.lake.record(contract.name, key) for key in keys}
        reads = self._reads.setdefault(_step_of(context), [])
        reads += [
            Upstream(contract.name, key, record.data_version if record else None)
            for key, record in records.items()
        ]
        written = [record for record in records.values() if record]
        is_optional = bool((context.definition_metadata or {}).get("optional"))
        if context.dagster_type.typing_type is pl.LazyFrame:
            return self.lake.scan(contract, written)
        if len(written) == len(keys):
            return pl.concat([self.lake.read_version(contract, record) for record in written])
        return contract.empty() if is_optional else self.lake.read(contract, keys[0])

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame | Made) -> None:
        """Store the table, tell Dagster its data version and show its provenance."""
        made = obj if isinstance(obj, Made) else Made(obj, Origin())
        contract = contract_of(context.asset_key.path[-1])
        key = context.partition_key if context.has_asset_partitions else WHOLE
        record = self.lake.write(
            contract,
            key,
            made.rows,
            _with_code_version(context, made.origin),
            self._reads.get(context.step_key, ()),
        )
        context.step_context.set_data_version(
            context.asset_key, dg.DataVersion(record.data_version)
        )
        context.add_output_metadata(_shown(record))


def _step_of(context: dg.InputContext) -> str:
    return context.step_context.step.key


def _with_code_version(context: dg.OutputContext, origin: Origin) -> Origin:
    spec = context.step_context.job_def.asset_layer.get(context.asset_key)
    return Origin(
        code_version=spec.code_version or "",
        config=origin.config,
        models=origin.models,
        sources=origin.sources,
        previews=origin.previews,
    )


def _shown(record: Record) -> Mapping[str, Any]:
    shown: dict[str, Any] = {
        "dagster/row_count": record.rows,
        "data_version": record.data_version,
        "code_version": record.origin.code_version,
        "config_hash": record.config_hash,
        "made_from": dg.MetadataValue.json(_by_table(record.upstream)),
    }
    if record.origin.models:
        shown["models"] = dg.MetadataValue.json(dict(record.origin.models))
    return shown


def _by_table(upstream: Sequence[Upstream]) -> dict[str, dict[str, str | None]]:
    tables: dict[str, dict[str, str | None]] = {}
    for read in upstream:
        tables.setdefault(read.table, {})[read.partition] = read.data_version
    return tables

"""The lake as Dagster sees it: an IO manager that also writes down what was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg
import polars as pl
from pydantic import Field, PrivateAttr

from lotgraph.catalogue import contract_of
from lotgraph.lake.record import Origin, Record, Upstream
from lotgraph.lake.store import WHOLE, Lake, folder_of, not_written
from lotgraph.windows import days_before

OPTIONAL = {"optional": True}  # metadata of an input that may not have been written yet
_DAYS_BEFORE = "days_before"

# An event log is never erased, and a month of windows would be 100 kB in each of its rows.
_SHOWN_PARTITIONS = 24

_Attempt = tuple[str, str, int]  # run, step, how often it was tried before


@dataclass(frozen=True)
class Made:
    """What an asset returns when more than other tables went into its rows."""

    rows: pl.DataFrame
    origin: Origin


class LakeTables(dg.ConfigurableIOManager):
    """Reads and writes tables of the lake; no pickles, never half a table.

    An input annotated `pl.LazyFrame` is scanned, every other one read and checked against its
    hash. Partitions are read in the order of their keys: those that Dagster maps to, or those that
    the input's metadata names (`earlier_days`). One that was never written is an error, unless the
    input is `OPTIONAL`: then it is left out. Each read is noted, also one that found nothing, so
    that the record of an output names exactly the data versions that went into it. The data version
    Dagster sees is the content hash.
    """

    root: str = Field(description="Folder or address of the lake.")
    _reads: dict[_Attempt, list[Upstream]] = PrivateAttr(default_factory=dict)

    @property
    def lake(self) -> Lake:
        """The lake below `root`."""
        return Lake(self.root)

    def load_input(self, context: dg.InputContext) -> pl.DataFrame | pl.LazyFrame:
        """Read the upstream partitions this run maps to; see the class."""
        contract = contract_of(context.asset_key.path[-1])
        keys = _keys_of(context)
        records = {key: self.lake.record(contract.name, key) for key in keys}
        self._reads.setdefault(_attempt(context), []).extend(
            Upstream(contract.name, key, record.data_version if record else None)
            for key, record in records.items()
        )
        missing = [key for key, record in records.items() if record is None]
        if missing and not (context.definition_metadata or {}).get("optional"):
            raise not_written(contract.name, missing[0])
        written = [record for record in records.values() if record]
        if context.dagster_type.typing_type is pl.LazyFrame:
            return self.lake.scan(contract, written)
        tables = [self.lake.read_version(contract, record) for record in written]
        return pl.concat([contract.empty(), *tables])

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame | Made) -> None:
        """Store the table, tell Dagster its data version and show its provenance."""
        made = obj if isinstance(obj, Made) else Made(obj, Origin())
        contract = contract_of(context.asset_key.path[-1])
        key = str(context.partition_key) if _is_cut(context) else WHOLE
        code_version = context.step_context.job_def.asset_layer.get(context.asset_key).code_version
        record = self.lake.write(
            contract,
            key,
            made.rows,
            replace(made.origin, code_version=code_version or ""),
            self._reads.get(_attempt(context), ()),
        )
        context.step_context.set_data_version(
            context.asset_key, dg.DataVersion(record.data_version)
        )
        address = self.lake.files.url(f"{folder_of(record.table, record.partition)}/record.json")
        context.add_output_metadata(_shown(record, address))


def earlier_days(count: int) -> dict[str, object]:
    """Metadata of an input that reads the `count` days before the day of the run, if written.

    Dagster's mapping reaches no day before the first that is live; the lake still holds those.
    """
    return OPTIONAL | {_DAYS_BEFORE: count}


def _keys_of(context: dg.InputContext) -> list[str]:
    count = (context.definition_metadata or {}).get(_DAYS_BEFORE)
    if count is not None:
        site_id, day = str(context.partition_key).split("|")
        return [f"{site_id}|{one}" for one in days_before(day, int(count))]
    return sorted(map(str, context.asset_partition_keys)) if _is_cut(context) else [WHOLE]


def _is_cut(context: dg.InputContext | dg.OutputContext) -> bool:
    return context.has_asset_partitions


def _attempt(context: dg.InputContext | dg.OutputContext) -> _Attempt:
    step = context.step_context
    return step.run_id, step.step.key, step.previous_attempt_count


def _shown(record: Record, address: str) -> Mapping[str, Any]:
    shown: dict[str, Any] = {
        "dagster/row_count": record.rows,
        "data_version": record.data_version,
        "code_version": record.origin.code_version,
        "config_hash": record.config_hash,
        "record": dg.MetadataValue.path(address),
        "made_from": dg.MetadataValue.json(_by_table(record.upstream)),
    }
    if record.origin.models:
        shown["models"] = dg.MetadataValue.json(dict(record.origin.models))
    return shown


def _by_table(upstream: Sequence[Upstream]) -> dict[str, dict[str, str | None] | str]:
    tables: dict[str, dict[str, str | None]] = {}
    for read in upstream:
        tables.setdefault(read.table, {})[read.partition] = read.data_version
    return {
        table: versions
        if len(versions) <= _SHOWN_PARTITIONS
        else f"{len(versions)} partitions, {list(versions.values()).count(None)} of them not "
        f"written; the record lists them"
        for table, versions in tables.items()
    }

"""The lake as Dagster sees it: an IO manager that also writes down what was read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import dagster as dg
import polars as pl
from pydantic import Field, PrivateAttr

from lotgraph.catalogue import contract_of
from lotgraph.lake.everything import Written, readable, written
from lotgraph.lake.record import Origin, Record, Upstream, Version
from lotgraph.lake.store import WHOLE, Lake, folder_of, not_written
from lotgraph.lineage import sources_of
from lotgraph.tables import Contract
from lotgraph.windows import WindowGrid, days_before, same_time_before

OPTIONAL = {"optional": True}  # metadata of an input that may not have been written yet
# Metadata of an input that reads all that the lake holds, also of days that are not live any more.
ALL_WRITTEN = {"all_written": True}
_DAYS_BEFORE = "days_before"
_WINDOWS_BEFORE = "windows_before"
_WINDOW_S = "window_s"
_REACH_S = "reach_s"

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
    the input's metadata names (`earlier_days`, `earlier_windows`, `read_until`, `ALL_WRITTEN`).
    One that was never written is an error, unless the input is `OPTIONAL`: then it is left out. So
    is one that was written under another version of its contract, with a sentence in the log and
    beside the output. Each read is noted, also one that found nothing, so that the record of an
    output names exactly the data versions that went into it; of `ALL_WRITTEN` one hash for each
    site. The data version Dagster sees is the content hash.
    """

    root: str = Field(description="Folder or address of the lake.")
    _reads: dict[_Attempt, list[Upstream]] = PrivateAttr(default_factory=dict)
    _left_out: dict[_Attempt, list[str]] = PrivateAttr(default_factory=dict)

    @property
    def lake(self) -> Lake:
        """The lake below `root`."""
        return Lake(self.root)

    def load_input(
        self, context: dg.InputContext
    ) -> pl.DataFrame | pl.LazyFrame | dict[str, pl.DataFrame]:
        """Read the upstream partitions this run maps to; see the class."""
        contract = contract_of(context.asset_key.path[-1])
        found, upstream = self._find(context, contract)
        self._reads.setdefault(_attempt(context), []).extend(upstream)
        if found.left_out:
            said = _in_short(contract, found.left_out)
            context.log.warning(said)
            self._left_out.setdefault(_attempt(context), []).append(said)
        if context.dagster_type.typing_type is pl.LazyFrame:
            return self.lake.scan(contract, found.versions)
        tables = [self.lake.read_version(contract, version) for version in found.versions]
        if _WINDOW_S in (context.definition_metadata or {}):
            return {v.partition: rows for v, rows in zip(found.versions, tables, strict=True)}
        return pl.concat([contract.empty(), *tables])

    def _find(self, context: dg.InputContext, contract: Contract) -> tuple[Written, list[Upstream]]:
        """What an input reads, and how the record of what is made from it will name that."""
        rules = context.definition_metadata or {}
        if ALL_WRITTEN.items() <= rules.items():
            found = written(self.lake, contract)
            return found, found.upstream
        keys = _keys_of(context)
        records = {key: self.lake.record(contract.name, key) for key in keys}
        missing = [key for key, record in records.items() if record is None]
        is_optional = bool(rules.get("optional"))
        if missing and not is_optional:
            raise not_written(contract.name, missing[0])
        there: list[Version] = [record for record in records.values() if record]
        found = readable(contract, there) if is_optional else Written(there, [])
        versions = {version.partition: version.data_version for version in found.versions}
        return found, [Upstream(contract.name, key, versions.get(key)) for key in keys]

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame | Made) -> None:
        """Store the table, tell Dagster its data version and show its provenance."""
        attempt = _attempt(context)
        made = obj if isinstance(obj, Made) else Made(obj, Origin())
        contract = contract_of(context.asset_key.path[-1])
        key = str(context.partition_key) if _is_cut(context) else WHOLE
        code_version = context.step_context.job_def.asset_layer.get(context.asset_key).code_version
        record = self.lake.write(
            contract,
            key,
            made.rows,
            replace(made.origin, code_version=code_version or ""),
            self._reads.get(attempt, ()),
        )
        context.step_context.set_data_version(
            context.asset_key, dg.DataVersion(record.data_version)
        )
        address = self.lake.files.url(f"{folder_of(record.table, record.partition)}/record.json")
        left_out = (
            {"inputs_left_out": "\n".join(said)} if (said := self._left_out.get(attempt)) else {}
        )
        context.add_output_metadata(_shown(record, address) | _lineage(contract) | left_out)


def earlier_days(count: int) -> dict[str, object]:
    """Metadata of an input that reads the `count` days before the day of the run, if written.

    Dagster's mapping reaches no day before the first that is live; the lake still holds those.
    """
    return OPTIONAL | {_DAYS_BEFORE: count}


def earlier_windows(count: int) -> dict[str, object]:
    """Metadata of an input that reads the run's window and, if written, those before it.

    Those are of the same time of day on the `count` days before.
    """
    return OPTIONAL | {_WINDOWS_BEFORE: count}


def read_until(grid: WindowGrid, reach: timedelta) -> dict[str, object]:
    """Metadata of an input that is a table for each of some windows, by their keys.

    They are the run's, and those before it that reach so far back; one that was never written is
    not among them.
    """
    lengths = {_WINDOW_S: grid.length, _REACH_S: reach}
    return OPTIONAL | {name: int(length.total_seconds()) for name, length in lengths.items()}


def _keys_of(context: dg.InputContext) -> list[str]:
    rules = context.definition_metadata or {}
    if _WINDOW_S in rules:
        site_id, key = str(context.partition_key).split("|")
        length, reach = (timedelta(seconds=int(rules[name])) for name in (_WINDOW_S, _REACH_S))
        return [f"{site_id}|{one}" for one in WindowGrid(length).keys_until(key, reach)]
    if _DAYS_BEFORE in rules:
        site_id, day = str(context.partition_key).split("|")
        return [f"{site_id}|{one}" for one in days_before(day, int(rules[_DAYS_BEFORE]))]
    if _WINDOWS_BEFORE in rules:
        site_id, key = str(context.partition_key).split("|")
        before = same_time_before(key, int(rules[_WINDOWS_BEFORE]))
        return [f"{site_id}|{one}" for one in (*before, key)]
    return sorted(map(str, context.asset_partition_keys)) if _is_cut(context) else [WHOLE]


def _is_cut(context: dg.InputContext | dg.OutputContext) -> bool:
    return context.has_asset_partitions


def _attempt(context: dg.InputContext | dg.OutputContext) -> _Attempt:
    step = context.step_context
    return step.run_id, step.step.key, step.previous_attempt_count


def _shown(record: Record, address: str) -> dict[str, Any]:
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


def _lineage(contract: Contract) -> dict[str, dg.TableColumnLineage]:
    """What Dagster draws column by column; nothing for a table that is taken from none."""
    columns = {
        column: [dg.TableColumnDep(*source.split(".")) for source in sources]
        for column, sources in sources_of(contract).items()
    }
    return {"dagster/column_lineage": dg.TableColumnLineage(columns)} if columns else {}


def _in_short(contract: Contract, left_out: list[str]) -> str:
    more = f" (and {len(left_out) - 1:,} more)" if left_out[1:] else ""
    return f"left out of {contract.name}: {left_out[0]}{more}"


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

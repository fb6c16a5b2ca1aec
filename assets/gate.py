"""The gate behind a table: asks every promise, keeps the failing rows, stops what comes after.

A room's checks.py says `captures_gate = gate(captures, CAPTURES)`; that is all there is to it.
"""

import hashlib
import sys
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg
import polars as pl

import lotgraph.promises
import resources.expectations
from assets.describe import stored
from lotgraph.lake.record import Origin
from lotgraph.promises import Promise, promises_of
from lotgraph.tables import Contract
from resources.expectations import Expectations, Verdict
from resources.lake import Made


def gate(
    made_by: dg.AssetsDefinition, contract: Contract, extra: Sequence[Promise] = ()
) -> dg.AssetsDefinition:
    """Build the step that asks every promise of the table `contract`, which `made_by` writes.

    Its asset `<table>_failing_rows` holds the rows that broke a promise and is written whether
    or not any did. Every promise is a check of its own on the table, partition by partition. A
    broken ERROR stops what comes after that table in that partition; a broken WARN stops nothing.
    """
    promises = promises_of(contract, extra)
    table = made_by.get_asset_spec(dg.AssetKey(contract.name))
    failing = contract.of_failing_rows()

    @dg.multi_asset(
        name=f"{contract.name}_gate",
        description=f"Asks every promise of {contract.name} and keeps the rows that break one.",
        ins={"rows": dg.AssetIn(table.key)},
        specs=[_spec(failing, table, promises)],
        check_specs=_checks(table, promises),
        allow_arbitrary_check_specs=True,  # the checks are on the table, not on the failing rows
    )
    def ask(
        rows: pl.DataFrame, expectations: Expectations
    ) -> Iterator[dg.Output[Made] | dg.AssetCheckResult]:
        verdicts = expectations.ask(rows, promises)
        origin = Origin(config={promise.name: promise.sentence for promise in promises})
        # First, because a blocking check that fails ends the step.
        yield dg.Output(Made(failing_rows(rows, verdicts), origin), failing.name)
        for verdict in verdicts:
            yield _result(table.key, rows, verdict, contract.key, expectations.max_examples)

    return ask


def failing_rows(rows: pl.DataFrame, verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """The rows that broke a promise, each once, with the names of all it broke in order."""
    broken = pl.concat(
        pl.DataFrame(
            {"row": verdict.failing, "broken_promises": verdict.promise.name},
            schema={"row": pl.Int64, "broken_promises": pl.String},
        )
        for verdict in verdicts
    )
    by_row = broken.group_by("row").agg(pl.col("broken_promises").sort()).sort("row")
    return rows[by_row["row"]].with_columns(by_row["broken_promises"])


def _spec(failing: Contract, table: dg.AssetSpec, promises: Sequence[Promise]) -> dg.AssetSpec:
    declared = stored(failing, sys.modules[__name__], lotgraph.promises, resources.expectations)
    asked = declared["code_version"] + repr(promises)  # a new promise makes the answer stale
    return dg.AssetSpec(
        failing.name,
        deps=[table.key],
        description=failing.row,
        group_name=table.group_name,
        metadata=declared["metadata"],
        kinds=declared["kinds"],
        owners=declared["owners"],
        code_version=hashlib.sha256(asked.encode()).hexdigest()[:12],
        partitions_def=table.partitions_def,
    ).with_io_manager_key(declared["io_manager_key"])


def _checks(table: dg.AssetSpec, promises: Sequence[Promise]) -> list[dg.AssetCheckSpec]:
    with warnings.catch_warnings():
        # Partitioned checks are a preview in Dagster 1.13; said once for each check at every load.
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return [
            dg.AssetCheckSpec(
                promise.name,
                asset=table.key,
                description=promise.sentence,
                blocking=promise.severity == "ERROR",
                partitions_def=table.partitions_def,
            )
            for promise in promises
        ]


def _result(
    table: dg.AssetKey, rows: pl.DataFrame, verdict: Verdict, key: Sequence[str], examples: int
) -> dg.AssetCheckResult:
    promise, broken = verdict.promise, len(verdict.failing)
    metadata: dict[str, Any] = {
        "promise": promise.sentence,
        "rows": verdict.rows,
        "broken_rows": broken,
        "broken_share": broken / verdict.rows if verdict.rows else 0.0,
    }
    if verdict.observed:
        metadata["observed"] = verdict.observed
    if broken:
        shown = rows[verdict.failing[:examples]].select(*dict.fromkeys([*key, *promise.columns]))
        metadata["examples"] = dg.MetadataValue.table(
            [dg.TableRecord({k: str(v) for k, v in row.items()}) for row in shown.to_dicts()],
            dg.TableSchema([dg.TableColumn(name) for name in shown.columns]),
        )
    return dg.AssetCheckResult(
        passed=verdict.passed,
        asset_key=table,
        check_name=promise.name,
        severity=dg.AssetCheckSeverity[promise.severity],
        metadata=metadata,
    )

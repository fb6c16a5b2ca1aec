"""The gate behind a table: asks every promise, keeps the failing rows, stops what comes after.

A room's checks.py says `captures_gate = gate(captures, CAPTURES)`; that is all there is to it.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence

import dagster as dg
import polars as pl

import lotgraph.pictures.broken
import lotgraph.promises
import resources.expectations
from assets.describe import stored
from lotgraph.lake.record import Origin
from lotgraph.pictures.broken import broken_rows
from lotgraph.previews.album import Album
from lotgraph.promises import Promise, promises_of
from lotgraph.tables import Contract
from resources.expectations import Expectations, Verdict, check_result, check_specs, failing_rows
from resources.lake import Made
from resources.previews import Previews

_CODE = (
    lotgraph.pictures.broken,
    lotgraph.promises,
    resources.expectations,
    sys.modules[__name__],
)


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
        check_specs=check_specs(promises, table.key, table.partitions_def),
        allow_arbitrary_check_specs=True,  # the checks are on the table, not on the failing rows
    )
    def ask(
        rows: pl.DataFrame, expectations: Expectations, previews: Previews
    ) -> Iterator[dg.Output[Made] | dg.AssetCheckResult]:
        verdicts = expectations.ask(rows, promises)
        album = previews.album()
        pictures = _pictures(rows, verdicts, album)
        sentences = {promise.name: promise.sentence for promise in promises}
        origin = Origin(config=sentences, previews=album.hashes)
        # First, because a blocking check that fails ends the step.
        yield dg.Output(Made(failing_rows(rows, verdicts), origin), failing.name)
        for verdict in verdicts:
            yield check_result(
                table.key,
                rows,
                verdict,
                key=contract.key,
                examples=expectations.max_examples,
                shown=pictures.get(verdict.promise.name),
            )

    return ask


def _pictures(
    rows: pl.DataFrame, verdicts: Sequence[Verdict], album: Album
) -> dict[str, dict[str, dg.MarkdownMetadataValue]]:
    """Metadata with a picture for each promise that rows break; a kept one costs nothing."""
    pictures = {}
    for verdict in verdicts:
        promise = verdict.promise
        if verdict.passed or not len(verdict.failing):
            continue
        bounds = (promise.arguments.get("min_value"), promise.arguments.get("max_value"))
        said = promise.sentence
        picture = broken_rows(rows, verdict.failing, promise.columns, bounds, said)
        pictures[promise.name] = {"picture": dg.MetadataValue.md(album.show(picture, said))}
    return pictures


def _spec(failing: Contract, table: dg.AssetSpec, promises: Sequence[Promise]) -> dg.AssetSpec:
    declared = stored(failing, *_CODE)
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

"""Great Expectations for Polars tables, as Dagster checks: one for each promise of a table.

`ask` says which promises a table keeps and which rows break them; `check_specs` and `check_result`
say so to Dagster, and `failing_rows` gives the rows to keep. Imports nothing of this project, so
that other projects can copy it; see docs/expectations.md.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import dagster as dg
import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field

# Every failing row by number, but neither the rows nor a query string for them.
_ANSWER = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


class NotAskableError(ValueError):
    """A promise cannot be asked of this table; that is not a broken one."""


class Promise(Protocol):
    """One thing a table promises; `lotgraph.promises.Promise` says what each part is."""

    @property
    def name(self) -> str:
        """Name of the check."""

    @property
    def kind(self) -> str:
        """The expectation that asks it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it looks at."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Everything else the expectation is told."""

    @property
    def sentence(self) -> str:
        """The promise in words."""

    @property
    def severity(self) -> str:
        """ERROR or WARN."""


@dataclass(frozen=True)
class Verdict:
    """Whether a table keeps one promise.

    Attributes:
        rows: rows looked at.
        failing: numbers of the rows that break it, rising; empty for a promise about the table.
        observed: what was seen instead, for a promise about the table as a whole.
    """

    promise: Promise
    passed: bool
    rows: int
    failing: NDArray[np.int64]
    observed: str = ""


class Expectations(dg.ConfigurableResource):
    """Asks Great Expectations whether tables keep their promises."""

    max_examples: int = Field(default=5, ge=0, description="Failing rows shown with a check.")

    def ask(self, rows: pl.DataFrame, promises: Sequence[Promise]) -> list[Verdict]:
        """What `ask` of this module says; a test may put another here."""
        return ask(rows, promises)


def ask(rows: pl.DataFrame, promises: Sequence[Promise]) -> list[Verdict]:
    """Validate a table once and say, in the order of `promises`, which are kept.

    Raises:
        NotAskableError: if a promise cannot be asked of this table; that is not a broken one.
    """
    import great_expectations as gx  # takes seconds; not while the graph loads
    from great_expectations.expectations.registry import get_expectation_impl

    expectations = [
        get_expectation_impl(p.kind)(**p.arguments, meta={"promise": p.name}) for p in promises
    ]
    batch = _batch_definition().get_batch({"dataframe": to_pandas(rows, promises)})
    suite = gx.ExpectationSuite(name="promises", expectations=expectations)
    results = batch.validate(suite, result_format=_ANSWER).results
    answers = {r.expectation_config.meta["promise"]: r for r in results}
    return [_verdict(promise, answers[promise.name], rows.height) for promise in promises]


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


def check_specs(
    promises: Sequence[Promise],
    table: dg.AssetKey,
    partitions_def: dg.PartitionsDefinition[Any] | None = None,
) -> list[dg.AssetCheckSpec]:
    """One check on `table` for each promise, cut like it; a broken ERROR stops what comes after."""
    with warnings.catch_warnings():
        # Partitioned checks are a preview in Dagster 1.13; said once for each check at every load.
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return [
            dg.AssetCheckSpec(
                promise.name,
                asset=table,
                description=promise.sentence,
                blocking=promise.severity == "ERROR",
                partitions_def=partitions_def,
            )
            for promise in promises
        ]


def check_result(  # noqa: PLR0913 - the last three by keyword, each with a default
    table: dg.AssetKey,
    rows: pl.DataFrame,
    verdict: Verdict,
    *,
    key: Sequence[str] = (),
    examples: int = 5,
    shown: Mapping[str, Any] | None = None,
) -> dg.AssetCheckResult:
    """A verdict on `rows` as Dagster's answer to its check, with counts and some failing rows.

    `key` names columns that tell rows apart; `shown` is metadata to add, such as a picture.
    """
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
        some = rows[verdict.failing[:examples]].select(*dict.fromkeys([*key, *promise.columns]))
        metadata["examples"] = dg.MetadataValue.table(
            [dg.TableRecord({k: str(v) for k, v in row.items()}) for row in some.to_dicts()],
            dg.TableSchema([dg.TableColumn(name) for name in some.columns]),
        )
    return dg.AssetCheckResult(
        passed=verdict.passed,
        asset_key=table,
        check_name=promise.name,
        severity=dg.AssetCheckSeverity[promise.severity],
        metadata=metadata | dict(shown or {}),
    )


def to_pandas(rows: pl.DataFrame, promises: Sequence[Promise]) -> Any:
    """The columns that promises look at, as pandas columns of the same meaning.

    Lists, structs and bytes, which pandas would unpack cell by cell, cross as "there or not":
    that is all a promise can ask of them. Whole numbers and booleans keep their type beside a
    null, because as floats, pandas' own way, numbers above 2**53 become equal. Times cross in
    UTC without saying so: comparing columns that name a zone is deprecated in pandas 3.1.
    """
    import pandas as pd
    import pyarrow as pa

    asked = {name for promise in promises for name in promise.columns}
    if not asked <= set(rows.columns):
        strangers = sorted(asked - set(rows.columns))
        raise NotAskableError(f"promises ask about columns {strangers}; there are {rows.columns}")
    whole = {pa.bool_(): pd.BooleanDtype()} | {
        getattr(pa, f"{sign}int{bits}")(): getattr(pd, f"{name}{bits}Dtype")()
        for sign, name in (("", "Int"), ("u", "UInt"))
        for bits in (8, 16, 32, 64)
    }
    columns = [_crossing(name, kind) for name, kind in rows.schema.items() if name in asked]
    if not columns:  # promises about the table alone still need its number of rows
        return pd.DataFrame(index=range(rows.height))
    return rows.select(columns).to_pandas(types_mapper=whole.get)


def _crossing(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind.is_nested() or kind == pl.Binary:
        return pl.when(column.is_not_null()).then(True).alias(name)
    if isinstance(kind, pl.Datetime) and kind.time_zone:
        return column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return column


@cache
def _batch_definition() -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    quiet = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    context = gx.get_context(project_config=quiet, mode="ephemeral")
    asset = context.data_sources.add_pandas("memory").add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("whole")


def _verdict(promise: Promise, answer: Any, rows: int) -> Verdict:
    if not answer.result:  # it raised inside; an exception is not a broken promise
        reasons = {str(info["exception_message"]) for info in answer.exception_info.values()}
        raise NotAskableError(
            f"promise {promise.name} ({promise.kind}) cannot be asked of columns "
            f"{list(promise.columns)}: {'; '.join(sorted(reasons))}"
        )
    failing = np.array(answer.result.get("unexpected_index_list") or [], dtype=np.int64)
    return Verdict(
        promise=promise,
        passed=bool(answer.success),
        rows=rows,
        failing=np.sort(failing),
        observed=str(answer.result.get("observed_value", "")),
    )

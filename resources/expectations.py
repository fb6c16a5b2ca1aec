"""Great Expectations for Polars tables: every promise asked at once, failing rows by number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import dagster as dg
import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field

from lotgraph.errors import ContractError
from lotgraph.promises import Promise

# Every failing row by number, but neither the rows nor a query string for them.
_ANSWER = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


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
        """Validate a table once and say, in the order of `promises`, which are kept.

        Raises:
            ContractError: if a promise cannot be asked of this table; that is not a broken one.
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
        raise ContractError(f"promises ask about columns {strangers}; there are {rows.columns}")
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
        raise ContractError(
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

"""A contract as promises: one sentence each, kept or broken; one check each.

Imports nothing of this project, so that other projects can copy it; see docs/expectations.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Severity = Literal["ERROR", "WARN"]  # ERROR stops what comes after the table, WARN is only shown


class PromiseError(ValueError):
    """The promises of a table contradict each other, or ask about what it does not have."""


class Column(Protocol):
    """What has to be known of a column."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def unit(self) -> str:
        """Its unit, "" for none."""

    @property
    def nullable(self) -> bool:
        """Whether values may be missing."""

    @property
    def low(self) -> float | None:
        """Least value allowed, if any."""

    @property
    def high(self) -> float | None:
        """Greatest value allowed, if any."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Values allowed; empty: any."""


class Contract(Protocol):
    """What has to be known of a table."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that together tell rows apart; empty: none do."""

    @property
    def columns(self) -> Sequence[Column]:
        """Its columns."""


@dataclass(frozen=True)
class Promise:
    """One thing a table promises about its rows.

    Attributes:
        name: short, in snake case; the name of the check.
        kind: the Great Expectations expectation that asks it, `expect_column_values_to_…`.
        columns: the columns it looks at.
        arguments: everything else the expectation is told.
        sentence: the promise in words.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    sentence: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "ERROR"


def promises_of(contract: Contract, extra: Sequence[Promise] = ()) -> tuple[Promise, ...]:
    """Every promise of a table: those its contract makes, then those its room adds.

    Only `_is_present` speaks of missing values (null, or NaN in a column of floats): every other
    promise passes over them, except that two rows of a many-column key are the same when both
    miss the same part.

    Raises:
        PromiseError: if two promises share a name or one looks at a column that is not there.
    """
    unique = [_is_unique(contract.key)] if contract.key else []
    present = [_is_present(column) for column in contract.columns if not column.nullable]
    bounded = [_in_range(c) for c in contract.columns if c.low is not None or c.high is not None]
    known = [_is_known(column) for column in contract.columns if column.choices]
    made = (*unique, *present, *bounded, *known, *extra)
    names = [promise.name for promise in made]
    strangers = {column for promise in made for column in promise.columns} - {
        column.name for column in contract.columns
    }
    if len(set(names)) != len(names) or strangers:
        raise PromiseError(
            f"{contract.name}: promises need names of their own and columns of the table; "
            f"got {sorted({n for n in names if names.count(n) > 1} | strangers)}"
        )
    return made


def not_before(later: str, earlier: str, severity: Severity = "ERROR") -> Promise:
    """Promise that one column never lies before another; rows that miss either are passed over."""
    said = f"{later} is not before {earlier}."
    return _in_order(f"{later}_not_before_{earlier}", said, (later, earlier), severity)


def within(inner: str, bound: str, severity: Severity = "ERROR") -> Promise:
    """Promise that one column never goes above another; rows that miss either are passed over."""
    said = f"{inner} is at most {bound}."
    return _in_order(f"{inner}_within_{bound}", said, (bound, inner), severity)


def above(greater: str, lesser: str, severity: Severity = "ERROR") -> Promise:
    """Promise that one column is above another; rows that miss either are passed over."""
    said = f"{greater} is above {lesser}."
    return _in_order(f"{greater}_above_{lesser}", said, (greater, lesser), severity, or_equal=False)


def _in_order(
    name: str, sentence: str, columns: tuple[str, str], severity: Severity, *, or_equal: bool = True
) -> Promise:
    greater, lesser = columns
    return Promise(
        name=name,
        kind="expect_column_pair_values_a_to_be_greater_than_b",
        columns=columns,
        sentence=sentence,
        arguments={
            "column_A": greater,
            "column_B": lesser,
            "or_equal": or_equal,
            "ignore_row_if": "either_value_is_missing",
        },
        severity=severity,
    )


def at_most(column: str, bound: float, sentence: str, severity: Severity = "ERROR") -> Promise:
    """Promise that a column never goes above a bound that its contract does not set."""
    return Promise(
        name=f"{column}_at_most_{bound:g}",
        kind="expect_column_values_to_be_between",
        columns=(column,),
        sentence=sentence,
        arguments={"column": column, "min_value": None, "max_value": bound},
        severity=severity,
    )


def distinct(column: str, severity: Severity = "ERROR") -> Promise:
    """Promise that no two rows share a value of a column that is not the key."""
    return Promise(
        f"{column}_is_distinct",
        "expect_column_values_to_be_unique",
        (column,),
        f"No two rows share {column}.",
        {"column": column},
        severity,
    )


def _is_unique(key: tuple[str, ...]) -> Promise:
    kind = "expect_column_values_to_be_unique"
    arguments: Mapping[str, Any] = {"column": key[0]}
    if len(key) > 1:
        kind = "expect_compound_columns_to_be_unique"
        arguments = {"column_list": list(key), "ignore_row_if": "never"}
    return Promise("key_is_unique", kind, key, f"No two rows share {', '.join(key)}.", arguments)


def _is_present(column: Column) -> Promise:
    return Promise(
        f"{column.name}_is_present",
        "expect_column_values_to_not_be_null",
        (column.name,),
        f"{column.name} is never missing.",
        {"column": column.name},
    )


def _in_range(column: Column) -> Promise:
    low = [] if column.low is None else [f"at least {column.low:g}"]
    high = [] if column.high is None else [f"at most {column.high:g}"]
    unit = f" {column.unit}" if column.unit else ""
    return Promise(
        f"{column.name}_in_range",
        "expect_column_values_to_be_between",
        (column.name,),
        f"{column.name} is {' and '.join(low + high)}{unit}.",
        {"column": column.name, "min_value": column.low, "max_value": column.high},
    )


def _is_known(column: Column) -> Promise:
    return Promise(
        f"{column.name}_is_known",
        "expect_column_values_to_be_in_set",
        (column.name,),
        f"{column.name} is one of {', '.join(column.choices)}.",
        {"column": column.name, "value_set": list(column.choices)},
    )

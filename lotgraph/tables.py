"""A table's contract, written once: storage, catalogue, docs and checks all read it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import ContractError

UTC_TIME = pl.Datetime("us", "UTC")
FAILING_ROWS = "_failing_rows"  # what follows a table's name in that of the rows that broke it


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it holds, what values it may take."""

    name: str
    type: pl.DataType
    meaning: str
    unit: str = ""
    nullable: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """The columns a room promises to write, the key of a row and the order of rows.

    `version` goes up by one whenever the columns change in a way a reader can notice.
    """

    name: str
    row: str
    version: int
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names) or not set(self.key) <= set(names):
            raise ContractError(f"{self.name}: column names repeat, or key {self.key} is no column")

    @property
    def schema(self) -> pl.Schema:
        """The Polars schema of this table."""
        return pl.Schema({column.name: column.type for column in self.columns})

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when a column's name, type or nullability does."""
        shape = [(c.name, str(c.type), c.nullable) for c in self.columns]
        text = json.dumps([self.name, self.version, self.key, shape])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def empty(self) -> pl.DataFrame:
        """A table of no rows that still has its schema."""
        return self.schema.to_frame()

    def table(self, **columns: Sequence[object] | NDArray[Any] | pl.Series) -> pl.DataFrame:
        """Build a table of this contract from whole columns; no loop over rows.

        Raises:
            ContractError: if a column is missing, unknown, or of another length or type.
        """
        try:
            frame = pl.DataFrame(columns, schema_overrides=self.schema)
        except (ValueError, TypeError, pl.exceptions.PolarsError) as error:
            raise ContractError(f"{self.name}: {error}") from error
        return self.conform(frame)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return `frame` with this contract's columns in order, rows sorted by the key.

        Values are not judged here (the checks do that, and keep the failing rows);
        only names and types are.

        Raises:
            ContractError: if a column is missing, unknown, or cannot become its type.
        """
        wrong = sorted(set(frame.columns) ^ set(self.schema))
        if wrong:
            raise ContractError(
                f"{self.name}: columns missing or unknown: {wrong}; expected {list(self.schema)}"
            )
        try:
            typed = frame.select(*self.schema).cast(self.schema, strict=True)
        except pl.exceptions.PolarsError as error:
            raise ContractError(f"{self.name}: {error}") from error
        # The sort is by the whole row where keys tie, so a broken key cannot change the bytes.
        rest = [name for name, kind in self.schema.items() if not kind.is_nested()]
        by = [*self.key, *(name for name in rest if name not in self.key)]
        return typed.sort(by, maintain_order=True)

    def of_failing_rows(self) -> "Contract":
        """The contract of the rows that broke this one: the same columns, any value allowed."""
        loose = tuple(
            replace(c, nullable=True, low=None, high=None, choices=()) for c in self.columns
        )
        broken = Column(
            "broken_promises", pl.List(pl.String()), "Names of the checks this row failed."
        )
        return Contract(
            name=f"{self.name}{FAILING_ROWS}",
            row=f"One row of {self.name} that broke its contract, and which promises it broke.",
            version=self.version,
            key=(),
            columns=(*loose, broken),
        )

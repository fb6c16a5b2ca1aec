"""Says in Dagster's words what a contract says in ours, and versions code by what it does."""

import ast
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypedDict

import dagster as dg

from lotgraph.tables import Column, Contract


class Stored(TypedDict):
    """The arguments every asset that is a table of the lake passes to `dg.asset`."""

    io_manager_key: str
    metadata: dict[str, Any]
    kinds: set[str]
    code_version: str
    owners: list[str]


def stored(contract: Contract, *code: ModuleType) -> Stored:
    """How a table of `contract`, made by the modules or packages in `code`, is declared."""
    return Stored(
        io_manager_key="lake",
        metadata=column_metadata(contract),
        kinds={"parquet"},
        code_version=code_version(*code),
        owners=["team:perception"],
    )


def outs(*contracts: Contract, code: Sequence[ModuleType]) -> dict[str, dg.AssetOut]:
    """How several tables made by one step are declared, in the order in which it writes them."""
    return {
        contract.name: dg.AssetOut(description=contract.row, **stored(contract, *code))
        for contract in contracts
    }


def column_metadata(contract: Contract) -> dict[str, dg.TableSchema]:
    """Metadata that lists a contract's columns in the asset catalogue."""
    columns = [
        dg.TableColumn(
            name=column.name,
            type=str(column.type),
            description=f"{column.meaning} [{column.unit}]" if column.unit else column.meaning,
            constraints=dg.TableColumnConstraints(
                nullable=column.nullable,
                unique=contract.key == (column.name,),
                other=_bounds(column),
            ),
        )
        for column in contract.columns
    ]
    return {"dagster/column_schema": dg.TableSchema(columns=columns)}


def told(column: str, sentences: Iterable[str]) -> dg.TableMetadataValue:
    """Sentences as metadata, each a row; the UI wraps one column, but cuts several off."""
    rows = [dg.TableRecord({column: sentence}) for sentence in sentences]
    return dg.MetadataValue.table(rows, dg.TableSchema([dg.TableColumn(column)]))


def code_version(*code: ModuleType) -> str:
    """Twelve hex digits that change when the code does something else.

    Comments, docstrings and layout do not count, so that editing them makes no table stale.
    """
    digest = hashlib.sha256()
    for path in sorted(path for module in code for path in _sources(module)):
        digest.update(_meaning(path))
    return digest.hexdigest()[:12]


def _sources(module: ModuleType) -> Iterable[Path]:
    file = Path(str(module.__file__))
    return file.parent.rglob("*.py") if file.name == "__init__.py" else [file]


@cache
def _meaning(path: Path) -> bytes:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_docstring(body[0]):
            del body[0]
    return ast.dump(tree).encode()


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _bounds(column: Column) -> list[str]:
    bounds = []
    if column.low is not None:
        bounds.append(f">= {column.low:g}")
    if column.high is not None:
        bounds.append(f"<= {column.high:g}")
    if column.choices:
        bounds.append("one of " + ", ".join(column.choices))
    return bounds

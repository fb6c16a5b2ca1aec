"""Compile a function, and keep what was compiled until anything it is made of changes.

Numba keeps compiled code by the text of the one file that a function stands in. A kernel is also
made of the kernels and constants that its file imports: after a change of those, old code would
go on running. Here the stamp covers every file of the project that can be reached by imports.
"""

import ast
import hashlib
import inspect
import logging
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.core.caching import FunctionCache
from numba.extending import intrinsic

LOG = logging.getLogger(__name__)


def kernel(*signatures: str, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """As `numba.njit`: exact, kept on disk, and with signatures compiled at once.

    Division by zero gives what numpy gives.
    """

    def compiled(function: Callable[..., Any]) -> Any:
        made = numba.njit(fastmath=False, error_model="numpy", **options)(function)
        made._cache = _Cache(function)  # noqa: SLF001 -- numba takes no cache from outside
        for signature in signatures:
            made.compile(signature)
        if signatures:
            made.disable_compile()
        return made

    return compiled


def _lowest_bit(_typing: Any, bits: Any) -> Any:
    def emit(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), emit if bits == types.int64 else None


# In kernels: the number of the lowest bit that is set in a whole number, which is not 0.
lowest_bit: Any = intrinsic(_lowest_bit)


class _Cache(FunctionCache):
    """Numba's cache of a function, with a stamp over all it is made of."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        file = Path(inspect.getfile(function))
        stamp = stamp_of(file, function.__module__)
        self._cache_file._source_stamp = stamp  # noqa: SLF001 -- the only place that keeps it
        self._called = f"{function.__module__}.{function.__name__}"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """What was compiled, or nothing; then it is logged, as compiling takes seconds."""
        found = super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        if found is None:
            LOG.info("compiling %s", self._called)
        return found


@cache
def stamp_of(file: Path, module: str) -> str:
    """Hash a module's file and all it is made of."""
    texts = [_text(path) for path in sorted(files_of(file, module))]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def files_of(file: Path, module: str) -> set[Path]:
    """A module's file, and those of its project that it reaches by imports."""
    root = file.parents[module.count(".")]
    waiting, found = [file], set[Path]()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(root, path)
    return found


@cache
def _imported(root: Path, path: Path) -> tuple[Path, ...]:
    """Files below a root that a file imports."""
    return tuple(_files(root, ast.parse(_text(path))))


def _files(root: Path, tree: ast.AST) -> Iterator[Path]:
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            place = root.joinpath(*name.split("."))
            yield from (
                one for one in (place.with_suffix(".py"), place / "__init__.py") if one.is_file()
            )


@cache
def _text(path: Path) -> bytes:
    return path.read_bytes()

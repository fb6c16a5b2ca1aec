"""Leaves bad files of several aside, so that one takes no other along."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import typer

from lotgraph.command.group import NOT_WELL
from lotgraph.command.show import document, note
from lotgraph.errors import LotgraphError


class Aside:
    """Files that are left aside, each with why; one that is alone is an error as any other.

    `told` is what the document of `--json` says beside them; nothing where none is asked for.
    """

    def __init__(self, *, is_alone: bool = False, told: dict[str, Any] | None = None) -> None:
        self.is_alone = is_alone
        self.told = told
        self.refused: list[dict[str, str]] = []

    def leaving(self, file: object) -> "_Leaving":
        """Go on after the block where a file cannot be used in it, unless that is alone."""
        return _Leaving(self, file)

    def add(self, file: object, error: LotgraphError) -> None:
        """Say of a file on stderr why it is left aside."""
        note(f"lotgraph: {self._refuse(file, error)}")

    def end(self, file: object, error: LotgraphError) -> None:
        """Give up on the one file there is; the error that ends the command says why."""
        self._refuse(file, error)
        self.give_up()

    def give_up(self) -> None:
        """Print the document that is asked for, if files are refused and an error is to follow."""
        if self.told is not None and self.refused:
            document(self.told | {"refused": self.refused})

    @contextmanager
    def giving_up(self) -> Iterator[None]:
        """Where an error ends the block, and with it the command, print the document as well."""
        try:
            yield
        except LotgraphError:
            self.give_up()
            raise

    def _refuse(self, file: object, error: LotgraphError) -> str:
        why = str(error)
        if str(file) not in why:
            why = f"{file}: {why}"
        self.refused.append({"file": str(file), "why": why})
        return why

    def leave(self) -> None:
        """End with the exit code that says so, if any file was left aside."""
        if self.refused:
            raise typer.Exit(NOT_WELL)


class _Leaving:
    """A block in which a file is used. A class, so that types tell that it may be cut short."""

    def __init__(self, aside: Aside, file: object) -> None:
        self._aside = aside
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, LotgraphError):
            return False
        if self._aside.is_alone:
            self._aside.end(self._file, error)
            return False
        self._aside.add(self._file, error)
        return True

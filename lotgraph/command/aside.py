"""Leaves bad files of several aside, so that one takes no other along."""

from types import TracebackType
from typing import Self

import typer

from lotgraph.command.group import NOT_WELL
from lotgraph.command.show import note
from lotgraph.errors import LotgraphError


class Aside:
    """Files that are left aside, each with why; one that is alone is an error as any other."""

    def __init__(self, *, is_alone: bool = False) -> None:
        self.is_alone = is_alone
        self.refused: list[dict[str, str]] = []

    def leaving(self, file: object) -> "_Leaving":
        """Go on after the block where a file cannot be used in it, unless that is alone."""
        return _Leaving(self, file)

    def add(self, file: object, error: LotgraphError) -> None:
        """Say of a file on stderr why it is left aside."""
        why = str(error)
        if str(file) not in why:
            why = f"{file}: {why}"
        note(f"lotgraph: {why}")
        self.refused.append({"file": str(file), "why": why})

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
        if not isinstance(error, LotgraphError) or self._aside.is_alone:
            return False
        self._aside.add(self._file, error)
        return True

"""What all commands share: which settings are read, and how errors leave."""

import logging
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from lotgraph.errors import LotgraphError

if TYPE_CHECKING:
    from lotgraph.settings import Settings

NOT_WELL = 1  # exit code: done, and what was asked about is not well
FAILED = 2  # exit code: could not be done; also what a misspelt option gives
OUT_OF_BOUNDS = {"greater_than_equal", "less_than_equal"}  # of pydantic's words for mistakes
NONE_OF_THESE = " is not one of "  # between what came and the words an option knows


class Commands(TyperGroup):
    """Turns errors of ours into lines on stderr; any other is a bug and keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command asked for."""
        _tell_of_compiling()
        try:
            return super().invoke(ctx)
        except LotgraphError as error:
            for line in str(error).splitlines():
                typer.echo(f"lotgraph: {line}", err=True)
            raise typer.Exit(FAILED) from error
        except typer.BadParameter as error:
            error.message = _what_came(error) or error.message
            raise


def _what_came(error: typer.BadParameter) -> str | None:
    """What an option was expected to be and what came, of which the library tells the first."""
    from pydantic import ValidationError

    if not isinstance(error.__cause__, ValidationError):
        return None
    problem = error.__cause__.errors()[0]
    wanted, _, _ = problem["msg"].replace("Input should be", "expected").partition(", unable to")
    if NONE_OF_THESE in wanted:
        wanted = f"expected one of {wanted.partition(NONE_OF_THESE)[2].rstrip('.')}"
    low, high = (getattr(error.param, bound, None) for bound in ("min", "max"))
    if problem["type"] in OUT_OF_BOUNDS and None not in {low, high}:  # the library names one bound
        wanted = f"expected a number from {low:.15g} to {high:.15g}"
    return f"{wanted}; got {problem['input']}"


class _Compiling(logging.Handler):
    """Says once that steps are compiled, so that nobody takes it for a hang."""

    is_said = False

    def emit(self, record: logging.LogRecord) -> None:
        """Say it, of the first step."""
        if not self.is_said:
            self.is_said = True
            typer.echo(
                "lotgraph: compiling once, which may take a minute; the next run starts at once",
                err=True,
            )


def _tell_of_compiling() -> None:
    log = logging.getLogger("lotgraph.kernel")
    log.setLevel(logging.INFO)
    for handler in [one for one in log.handlers if isinstance(one, _Compiling)]:
        log.removeHandler(handler)
    log.addHandler(_Compiling())


def _print_version(is_asked: bool) -> None:
    if is_asked:
        try:
            typer.echo(version("lotgraph"))
        except PackageNotFoundError:
            typer.echo("not installed; run from its source")
        raise typer.Exit


def choose_settings(
    context: typer.Context,
    settings: Annotated[
        Path | None,
        typer.Option(help="Settings file; otherwise LOTGRAPH_SETTINGS, otherwise ./lotgraph.toml."),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and stop.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """From parking-site cameras to judged captures: every step of the graph, on your own files.

    Each command explains itself: [bold]lotgraph probe --help[/bold].
    """
    context.obj = settings


def settings_in_force(context: typer.Context) -> "Settings":
    """The settings of the file that was chosen, with the environment over it."""
    from lotgraph.settings import load

    return load(context.obj)

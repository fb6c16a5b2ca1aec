"""`lotgraph twin`: sites that do not exist, with exact truth. One file per command.

The rooms of the twin load inside the command that needs them.
"""

import typer

from lotgraph.command.twin import check, plan, render, sheet, world

NAME = "twin"
COMMANDS = (plan, check, world, render, sheet)

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")
for module in COMMANDS:
    app.command(module.NAME, epilog=module.EXAMPLE)(module.run)


@app.callback()
def group() -> None:
    """Parking sites that do not exist: plan one, let traffic pass, render its cameras with truth.

    Each command explains itself: [bold]lotgraph twin plan --help[/bold].
    """

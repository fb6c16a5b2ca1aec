"""The command line: every capability on a person's own files, without Dagster.

One file per command. Exit codes: 0 all is well; 1 it worked, and what was asked about is not well
(a file refused, a camera unusable, a table out of date); 2 it could not be done, and one line on
stderr says why. Heavy libraries load inside the command that needs them, so `--help` is quick.
"""

import typer

from lotgraph.command import (
    detect,
    draw,
    evaluate,
    frames,
    health,
    landing,
    probe,
    provenance,
    record,
    serve,
    settings,
    sheet,
    sweep,
    table,
    tables,
    track,
    train,
    twin,
)
from lotgraph.command.group import Commands, choose_settings

GROUPS = {
    "Your own footage": (probe, health, frames, sheet, detect, draw),
    "Your own boxes and tracks": (track,),
    "The landing folder and the lake": (record, landing, tables, table, provenance, sweep),
    "Our own detector": (train,),
    "This installation": (settings, serve),
}

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 all is well · 1 done, and what was asked about is not well · 2 could not "
    "be done; stderr says why.",
)
app.callback()(choose_settings)
for panel, commands in GROUPS.items():
    for module in commands:
        app.command(module.NAME, rich_help_panel=panel, epilog=module.EXAMPLE)(module.run)
app.add_typer(evaluate.app, name=evaluate.NAME, rich_help_panel="Your own boxes and tracks")
app.add_typer(twin.app, name=twin.NAME, rich_help_panel="Sites that do not exist")

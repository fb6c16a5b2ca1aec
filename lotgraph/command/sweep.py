"""`lotgraph sweep`: removes from the lake what no table needs any more."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from lotgraph.command.lake import lake_in_force
from lotgraph.command.show import AsJson, counted, document, rows, text

NAME = "sweep"
EXAMPLE = (
    "Examples: [bold]lotgraph sweep[/bold] · [bold]lotgraph sweep --delete --older-than-h 72[/bold]"
)


def run(
    context: typer.Context,
    *,
    delete: Annotated[bool, typer.Option("--delete", help="Remove them; else only list.")] = False,
    older_than_h: Annotated[
        float, typer.Option(help="Spare files of runs that may still be going on.", min=0)
    ] = 24.0,
    as_json: AsJson = False,
) -> None:
    """List, or with --delete remove, drafts of killed runs and what no table needs any more.

    That is superseded versions of tables, and pictures that no current table shows.
    Safe beside running jobs as long as none takes longer than --older-than-h hours.
    """
    from lotgraph.lake.sweep import freed_bytes, leftovers
    from lotgraph.lake.sweep import sweep as sweep_tables
    from lotgraph.previews.sweep import sweep_pictures, unshown

    lake = lake_in_force(context)
    acts = (sweep_tables, sweep_pictures) if delete else (leftovers, unshown)
    which = lake, timedelta(hours=older_than_h), datetime.now(UTC)
    found = sorted((one for act in acts for one in act(*which)), key=lambda one: one.name)
    if as_json:
        listed = [asdict(leftover) for leftover in found]
        document({"lake": lake.root, "is_deleted": delete, "files": listed})
        return
    if found:
        lines = [(x.name, x.why, x.size_bytes) for x in found]
        rows(("file", "why", "bytes"), lines, right=("bytes",))
    done = "removed" if delete else "could be removed; --delete does it"
    text(f"{counted(len(found), 'file')} of {freed_bytes(found):,} bytes {done}.")

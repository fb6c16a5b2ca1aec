"""What hardly belongs together, as `evaluate` says it."""

from collections.abc import Sequence

from lotgraph.command.show import note

MOST = 10  # sentences on stderr; all are in --json


def show_warnings(warnings: Sequence[str]) -> None:
    """Say them on stderr; figures stand all the same."""
    for one in warnings[:MOST]:
        note(f"lotgraph: warning: {one}")
    if len(warnings) > MOST:
        note(f"lotgraph: warning: {len(warnings) - MOST:,} more of the kind; --json has all")

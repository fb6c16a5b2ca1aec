"""What hardly belongs together, as `evaluate` says it."""

from collections.abc import Sequence

from lotgraph.command.show import counted, note

MOST = 10  # sentences on stderr; all are in --json


def missing_in_figures(refused: Sequence[object]) -> list[str]:
    """What files that cannot be read mean for figures; nothing if all can."""
    some = counted(len(refused), "file")
    return [f"no figure counts the sequences of {some} left aside"] if refused else []


def show_warnings(warnings: Sequence[str]) -> None:
    """Say them on stderr; figures stand all the same."""
    for one in warnings[:MOST]:
        note(f"lotgraph: warning: {one}")
    if len(warnings) > MOST:
        note(f"lotgraph: warning: {len(warnings) - MOST:,} more of the kind; --json has all")

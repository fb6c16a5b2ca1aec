"""Which code renders: another might give the same order other bytes."""

from functools import cache
from pathlib import Path

from lotgraph.kernel import stamp_of


@cache
def code_version() -> str:
    """A hash of every source file of the project that rendering reaches by imports."""
    return stamp_of(Path(__file__).with_name("render.py"), f"{__package__}.render")

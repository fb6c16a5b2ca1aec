"""One thing that is wrong with a plan."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong, in one sentence, and where: such as `("stalls", 3, "width_m")`."""

    keys: tuple[str | int, ...]
    said: str

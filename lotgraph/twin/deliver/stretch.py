"""A stretch: a part of an order that cameras record, in weather of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lotgraph.errors import TwinError
from lotgraph.twin.stage.weather import Weather


@dataclass(frozen=True)
class Stretch:
    """Seconds since the world began, from `begins_s` to `ends_s` (which is no part of it)."""

    begins_s: float
    ends_s: float
    weather: Weather


def check(stretches: Sequence[Stretch], duration_s: float) -> None:
    """Refuse stretches that do not follow each other within the world.

    Raises:
        TwinError: naming the first that does not.
    """
    for one in stretches:
        if not 0 <= one.begins_s < one.ends_s <= duration_s:
            raise TwinError(
                f"recorded from {one.begins_s:g} s to {one.ends_s:g} s: expected a beginning "
                f"before an end, both within the {duration_s:g} s of the world"
            )
    for one, following in pairwise(stretches):
        if following.begins_s < one.ends_s:
            raise TwinError(
                f"recorded from {following.begins_s:g} s, but the stretch before it lasts until "
                f"{one.ends_s:g} s: name them in order, and none twice"
            )

"""What was made lately is kept, and what nobody asked for since is made anew when asked for again.

So a long run holds what it works on, not what it once worked on; a number of things to keep would
be too small for a full site and too large for an empty one.
"""

from collections.abc import Callable
from typing import Generic, TypeVar, TypeVarTuple

Key = TypeVarTuple("Key")
Value = TypeVar("Value")
ROUNDS = 100  # of frames: twenty seconds of five a second, in which who walks or drives repeats


class Recent(Generic[*Key, Value]):
    """A function whose answers are kept for some rounds after they were last asked for."""

    def __init__(self, make: Callable[[*Key], Value], rounds: int = ROUNDS) -> None:
        """Begin with none."""
        self._make, self._rounds, self._round = make, rounds, 0
        # The one that nobody has asked for the longest time stands first.
        self._kept: dict[tuple[*Key], tuple[Value, int]] = {}

    def __call__(self, *key: *Key) -> Value:
        """The answer for a key; the same one as long as it is kept."""
        found = self._kept.pop(key, None)
        value = self._make(*key) if found is None else found[0]
        self._kept[key] = (value, self._round)
        return value

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def turn(self) -> None:
        """End a round: drop what was last asked for too many rounds ago."""
        self._round += 1
        while self._kept:
            oldest = next(iter(self._kept))
            if self._kept[oldest][1] > self._round - self._rounds:
                return
            del self._kept[oldest]

"""Draws what a plan leaves open: the two splits never draw the same measure or the same entry."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from lotgraph.twin.bands import banded
from lotgraph.twin.seeds import Split, split_of, stream

T = TypeVar("T")


class Dice:
    """The draws of one seed for one purpose."""

    def __init__(self, seed: int, *purpose: str | int) -> None:
        self.chance = stream(seed, "plan", *purpose)
        self.split: Split = split_of(seed)

    def number(self, low: float, high: float) -> float:
        """A measure from the bands of a range that are this split's own."""
        return banded(self.chance, self.split, low, high)

    def free(self, low: float, high: float) -> float:
        """A number that either split may draw: where something stands, not what it is like."""
        return float(self.chance.uniform(low, high))

    def whole(self, low: int, high: int) -> int:
        """A count, ends included; either split may draw it."""
        return int(self.chance.integers(low, high + 1))

    def happens(self, share: float) -> bool:
        """Whether something does that happens so often."""
        return bool(self.chance.random() < share)

    def pick(self, options: Sequence[T]) -> T:
        """One of some options that both splits have."""
        return options[int(self.chance.integers(len(options)))]

    def own(self, options: Mapping[Split, Sequence[T]]) -> T:
        """One of the options of this split."""
        return self.pick(options[self.split])

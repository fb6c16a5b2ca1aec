"""Random numbers that depend on what they are for, and on nothing else; and the two splits."""

import hashlib
from typing import Literal

import numpy as np

Split = Literal["train", "held_out"]
SPLITS: tuple[Split, ...] = ("train", "held_out")


def stream(seed: int, *purpose: str | int) -> np.random.Generator:
    """Random numbers for one purpose, such as `stream(seed, "paint", vehicle_id)`.

    What one purpose draws moves no other, and neither the order nor the number of processes
    matters.
    """
    name = repr((seed, *purpose)).encode()
    key = int.from_bytes(hashlib.sha256(name).digest()[:16], "little")
    return np.random.Generator(np.random.Philox(key=key))


def split_of(seed: int) -> Split:
    """Even seeds train, odd ones are held out: no seed is ever of both."""
    return SPLITS[seed % 2]


def seed_of(number: int, split: Split) -> int:
    """The seed of that number of all that belong to a split."""
    return 2 * number + SPLITS.index(split)

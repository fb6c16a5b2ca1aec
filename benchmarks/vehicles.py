"""Asks any detector for vehicles alone, whatever names it has for them."""

from dataclasses import replace

from lotgraph.detector.model import Detector, Wishes
from lotgraph.detector.open import open_detector

VEHICLES = (
    "car", "van", "pickup", "truck", "bus", "motorbike", "motorcycle", "bicycle", "two_wheeler",
)  # fmt: skip


def vehicles_of(name: str, wishes: Wishes) -> Detector:
    """The detector of a name, on one thread; boxes may be one thing whatever their kinds."""
    kinds = tuple(kind for kind in open_detector(name).kinds if kind in VEHICLES)
    return open_detector(name, replace(wishes, kinds=kinds, across_kinds=True, threads=1))

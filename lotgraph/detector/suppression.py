"""The ways to deal with boxes that overlap, by the names that people call them by."""

from enum import StrEnum


class Suppression(StrEnum):
    """What becomes of a box that overlaps a better one; see `lotgraph.detector.suppress`."""

    HARD = "hard"  # it goes
    SOFT = "soft"  # its score is lowered
    WEIGHTED = "weighted"  # it moves the better one, and goes

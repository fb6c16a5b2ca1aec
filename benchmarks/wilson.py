"""How far a share that was counted may be off."""

from math import sqrt

NORMAL = 1.96  # quantile of 97.5 %


def wilson(hits: float, count: float) -> tuple[float, float]:
    """The interval (Wilson) that holds the true share 19 times of 20, if each counts alone."""
    if not count:
        return 0.0, 1.0
    share, square = hits / count, NORMAL**2 / count
    middle = (share + square / 2) / (1 + square)
    half = NORMAL / (1 + square) * sqrt(share * (1 - share) / count + square / count / 4)
    return max(0.0, middle - half), min(1.0, middle + half)

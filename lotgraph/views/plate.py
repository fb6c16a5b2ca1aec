"""Finds the plate of a camera: a grey picture of its place without traffic."""

from collections.abc import Sequence

import numpy as np

from lotgraph.health.plates import decode


def most_typical(
    plates: Sequence[bytes | None], slopes: Sequence[list[float] | None]
) -> int | None:
    """Number of the plate that differs least from all others; None if there is none.

    Plates of another size than the latest are passed over (the camera was replaced). Of equally
    typical plates the latest wins. Cost: a comparison for each pair.
    """
    there = [n for n, content in enumerate(plates) if content is not None]
    pictures = {n: decode(plates[n] or b"", slopes[n] or []).plate for n in there}
    if not there:
        return None
    alike = [n for n in there if pictures[n].shape == pictures[there[-1]].shape]
    stack = np.stack([pictures[n] for n in alike]).astype(np.int16)
    apart = np.array([[np.abs(a - b).mean() for b in stack] for a in stack])
    # The median, not the mean: one plate of a covered lens must not decide among the others.
    score = np.median(apart, axis=1)
    return alike[len(alike) - 1 - int(np.argmin(score[::-1]))]

"""Tell a picture that is sent again and again by what keyframes no longer bring."""

import numpy as np
from numpy.typing import NDArray

# Live pictures keep three quarters of their usual novelty: a sensor's noise does not rest. One
# picture sent again and again loses half of it with every keyframe or two.
STALE = 0.65
_NO_NOISE = 0.05  # grey levels; beside less nothing is stale
_FEWEST, _MOST_USUAL = 4, 40  # looks that say what is usual; of the last half minute, if there are
# Noise follows exposure: only looks in the same light are asked.
_LEVEL, _LEVEL_SHARE, _COLOUR = 2.0, 0.05, 2.0


def freshness(
    novelty: NDArray[np.float64],
    is_calm: NDArray[np.bool_],
    level: NDArray[np.float64],
    colour: NDArray[np.float64],
) -> NDArray[np.float64]:
    """How new looks are beside earlier ones in the same light, while nothing stirs; (n,).

    NaN is the novelty of a look that nothing can be said of; its freshness is infinite, as that of
    one in which something stirs. Neither that nor a stale look says what is usual.
    """
    found = np.full(len(novelty), np.inf)
    fresh: list[int] = []  # in order of time
    for i in np.flatnonzero(np.isfinite(novelty)).tolist():
        near = np.array(fresh, dtype=np.int64)
        alike = np.abs(level[near] - level[i]) <= _LEVEL + _LEVEL_SHARE * level[i]
        alike &= np.abs(colour[near] - colour[i]) <= _COLOUR
        usual = novelty[near[alike]]
        if is_calm[i] and usual.size >= _FEWEST:
            found[i] = novelty[i] / max(float(np.median(usual)), _NO_NOISE)
        if is_calm[i] and found[i] > STALE:
            fresh = [*fresh[1 - _MOST_USUAL :], i]
    return found

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
# Of a live picture a codec rarely leaves so many squares alone. Of one that is sent again and again
# it does for some looks after each keyframe, though a square may still be corrected.
_SPENT_SHARE, _SPENT_PEAK = 0.04, 60.0
_DRIED = 0.6  # live ones stay above two thirds
_AS_EVER = 0.85
_OF_NOISE = 2.0  # times what it was before something stirred
# Grey levels: what sensors of working cameras put between two keyframes is twice as much.
NOTHING_NEW = 0.4
_SPENT_LOOKS, _SPENT_WITHIN_S = 4, 12.0


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


def settled(
    novelty: NDArray[np.float64], stir_share: NDArray[np.float64], is_calm: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Novelty (n,) without that of looks by which the scene had changed since a keyframe.

    They are new beside what was before that keyframe, by far more than noise was so far.
    """
    group = np.cumsum(np.isnan(stir_share))  # a look across a keyframe has no measures
    stirred = np.cumsum(~is_calm)
    before = np.r_[0, stirred][np.searchsorted(group, group)]  # by the look before its group
    is_settled = (stirred == before) & np.isfinite(novelty)
    last = np.maximum.accumulate(np.where(is_settled, np.arange(len(novelty)), -1))
    usual = np.where(last >= 0, novelty[last], np.inf)
    return np.where(is_settled | (novelty <= _OF_NOISE * usual), novelty, np.nan)


def spent(
    stir_share: NDArray[np.float64],
    stir_peak: NDArray[np.float64],
    is_calm: NDArray[np.bool_],
    novelty: NDArray[np.float64],
    times_s: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Looks from which to which a codec had often nothing left to correct; (n,).

    It has at first, after each keyframe. What stirs, be it a digit that ticks, ends such a row.
    A look across a keyframe has no measures (NaN), and ends none. A coarse codec leaves a live
    picture alone as well; but each keyframe then brings as much that is new as the one before.
    The first one after a picture froze still does so, and no other: until it nobody knows.
    """
    found = np.zeros(len(times_s), dtype=bool)
    is_spent = (stir_share <= _SPENT_SHARE) & (stir_peak <= _SPENT_PEAK)
    stirring = np.flatnonzero(~is_calm)
    for row in np.split(np.arange(len(times_s)), stirring):
        here = row[is_spent[row] & is_calm[row]]
        first, last = here[: 1 - _SPENT_LOOKS], here[_SPENT_LOOKS - 1 :]
        soon = times_s[last] - times_s[first] <= _SPENT_WITHIN_S
        for begin, end in zip(first[soon], last[soon], strict=True):
            found[begin : end + 1] = True
        dry_from = _dries_up(novelty[row], np.isnan(stir_share[row]))
        found[row[:dry_from]] = False
    return found


def _dries_up(novelty: NDArray[np.float64], is_keyframe: NDArray[np.bool_]) -> int | None:
    """From which look on what keyframes bring falls far below what it was; None if it does not.

    What is new before the first of them is so beside a scene in which something stirred.
    """
    begun = np.flatnonzero(is_keyframe)
    since = novelty[begun[0] :] if begun.size else np.empty(0)
    known = since[np.isfinite(since)]
    if not known.size:
        return None
    usual = float(np.median(known[:_FEWEST]))
    if known.min() > max(NOTHING_NEW, _DRIED * usual):
        return None
    fresh = is_keyframe & (novelty >= max(NOTHING_NEW, _AS_EVER * usual))
    return int(np.flatnonzero(fresh)[-1]) if fresh.any() else 0

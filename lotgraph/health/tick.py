"""Tell that the clock that a camera burns into its picture has stopped, and so the picture."""

import numpy as np
from numpy.typing import NDArray

# A beat is a look in which something stirs, a second after the one before, with calm between them:
# whatever else moves stirs in looks that follow each other.
_BEAT_S = (0.7, 1.4)
_BEATS = 5  # on end, before a picture is taken to have a clock
_LATE_S = 1.7  # what was ever still for longer has none
_STOPPED_S = 5.0  # so many beats are missing


def stopped(is_calm: NDArray[np.bool_], times_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Looks in which nothing stirs any more, not even the clock that never failed until then; (n,).

    Of a camera whose looks are more than half a second apart nothing is said.
    """
    found = np.zeros(len(times_s), dtype=bool)
    stirs = np.append(np.flatnonzero(~is_calm), len(times_s))
    beats, has_clock = 0, False
    for last, after in zip(stirs[:-1].tolist(), stirs[1:].tolist(), strict=True):
        inside = times_s[last : after + 1]
        away_s = float(inside[-1] - inside[0])
        if np.diff(inside).max(initial=0.0) > _LATE_S:  # nobody looked meanwhile
            beats, has_clock = 0, False
        elif away_s >= _STOPPED_S and has_clock:
            found[last + 1 : after] = True
        elif away_s > _LATE_S and after < len(times_s):
            beats, has_clock = 0, False
        else:
            is_beat = after - last > 1 and _BEAT_S[0] <= away_s <= _BEAT_S[1]
            beats = beats + 1 if is_beat else 0
            has_clock = has_clock or beats >= _BEATS
    return found

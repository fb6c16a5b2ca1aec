"""Which tracks are real: by the scores of their sightings, and by how steadily they were seen."""

import numpy as np

from lotgraph.ground.model import Floats, Ints, Marks, Sightings

FIRM = 2.0  # logarithm of odds from which on a track is held for real
MOST = 1.5  # that one score may say
LOST = 0.8  # weight of steadiness: a thing that is hidden is lost for several frames
GOOD, BAD = 0.8, 0.4  # mean worth of tracks from which both are learnt
USUAL = (0.1, 0.4)  # share of steps after which what is real is lost, and what is not
FEW = 20  # steps that what is usual counts as much as


def real(seen: Sightings, track: Ints, likely: Floats) -> Marks:
    """Whether the track of each row is real. One sighting alone makes none.

    `likely` (n, 2): each sighting's own and that of its class by and large, which counts once.
    How often what is real is lost from one sighting to the next frame, and how often what is not,
    is learnt from the tracks with the best and the worst scores.
    """
    logit = np.log(likely / (1 - likely))
    count = np.bincount(track)
    score, usual = (
        np.bincount(track, of) / np.maximum(count, 1) for of in (likely[:, 0], logit[:, 1])
    )
    said = np.bincount(track, np.clip(logit[:, 0] - logit[:, 1], -MOST, MOST))
    order = np.lexsort((seen.frame, track))
    is_next = np.diff(track[order]) == 0
    is_lost = is_next & (np.diff(seen.frame[order]) > 1)
    steps, lost = (
        np.bincount(track[order[1:]][some], minlength=len(count)) for some in (is_next, is_lost)
    )
    loses, loses_ghost = (
        (lost[some].sum() + often * FEW) / (steps[some].sum() + FEW)
        for often, some in zip(USUAL, (score > GOOD, (score < BAD) & (count > 0)), strict=True)
    )
    loses_ghost = max(loses, loses_ghost)
    steady = (steps - lost) * np.log((1 - loses) / (1 - loses_ghost))
    steady += lost * np.log(loses / loses_ghost)
    return np.asarray(((usual + said + LOST * steady >= FIRM) & (count > 1))[track])

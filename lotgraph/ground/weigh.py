"""How likely each sighting is real, learnt from how its score's equals are held up by others."""

from dataclasses import dataclass

import numpy as np

from lotgraph.ground.model import Floats, Ints, Marks, Sightings

FASTEST_MPS = 45.0
PUSH_MPS2 = 2.0  # that bends a way
SIGMAS = 4.0  # of a bend within which a sighting is held up
SURE = (0.8, 0.95)  # share of what is real that is held up, at least and at most
GHOSTS = 0.9  # of how often the worst are held up, so much may be ghosts that stand somewhere
GHOSTS_HELD = (0.02, 0.4)  # at least and at most
BEST, WORST = 0.75, 0.15  # quantiles of scores
LEAST, MOST = 0.02, 0.98  # nothing is certain
UNKNOWN = 0.6  # of a class that was never seen before
WAYS_ASIDE = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])


@dataclass(frozen=True)
class Worth:
    """How likely a sighting is real.

    By class: ascending ranks of scores, what each is worth, and what all are by and large.
    """

    of_class: dict[int, tuple[Ints, Floats, float]]

    def of(self, kind: Ints, rank: Ints) -> Floats:
        """Of sightings, each and one of its class by and large (n, 2).

        A score that was never seen is worth what the next below is.
        """
        likely = np.full((len(kind), 2), UNKNOWN)
        for one, (ranks, worth, usual) in self.of_class.items():
            below = np.searchsorted(ranks, rank[kind == one], side="right") - 1
            likely[kind == one, 0] = worth[np.maximum(below, 0)]
            likely[kind == one, 1] = usual
        return likely


def learn_worth(seen: Sightings, sigmas: Floats) -> Worth:
    """What scores are worth. Only their order counts.

    A sighting is held up when it lies on a straight way with two of neighbouring frames. How often
    that is so of those of a score, made to rise with it, and set off against chance and against
    ghosts that stand somewhere, is how likely they are real.
    """
    held, by_chance = _held(seen, sigmas)
    kinds = np.unique(seen.kind)
    return Worth(
        {
            int(kind): _worth(seen.rank[own], held[own], float(by_chance[own].mean()))
            for kind in kinds
            if (own := seen.kind == kind).any()
        }
    )


def _held(seen: Sightings, sigmas: Floats) -> tuple[Marks, Floats]:
    """Whether each sighting is held up, and how often it would be anywhere near."""
    from lotgraph.ground.support.kernels import bends

    step = seen.step_s
    sigma = np.sqrt((sigmas[:, 0] ** 2 + sigmas[:, 1] ** 2) / 2)
    near = SIGMAS * sigma + PUSH_MPS2 * step**2 / 2
    about = (seen.times_s, seen.ends)
    held = bends(*about, seen.place_m, seen.place_m, FASTEST_MPS) < near
    aside = np.maximum(6 * near, seen.size_m[:, 0])[:, None]
    turned = np.column_stack([np.cos(seen.heading_rad), np.sin(seen.heading_rad)])
    by_chance = np.zeros(len(seen))
    for along, across in WAYS_ASIDE:
        way = along * turned + across * turned[:, ::-1] * [-1, 1]
        place = seen.place_m + aside * way
        by_chance += bends(*about, place, seen.place_m, FASTEST_MPS) < near
    return held, by_chance / len(WAYS_ASIDE)


def _worth(rank: Ints, held: Marks, chance: float) -> tuple[Ints, Floats, float]:
    from scipy.optimize import isotonic_regression

    ranks, where, counts = np.unique(rank, return_inverse=True, return_counts=True)
    shares = np.bincount(where, held) / counts
    rising = isotonic_regression(shares, weights=counts).x
    best = held[rank >= np.quantile(rank, BEST)].mean()
    worst = held[rank <= np.quantile(rank, WORST)].mean()
    sure, ghosts = np.clip(best, *SURE), np.clip(max(GHOSTS * worst, chance), *GHOSTS_HELD)
    worth = np.clip((rising - ghosts) / (sure - ghosts), LEAST, MOST)
    return ranks, worth, float(np.average(worth, weights=counts))

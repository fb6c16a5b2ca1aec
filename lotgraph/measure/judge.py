"""Judges tracks of many sequences against their truth, class by class, and adds them up."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lotgraph.errors import MeasureError
from lotgraph.measure.clear import Clear, clear_of
from lotgraph.measure.hota import Hota, hota_of
from lotgraph.measure.identity import Identity, identity_of
from lotgraph.measure.limit import limit
from lotgraph.measure.meet import Meeting, Parts, meet
from lotgraph.measure.model import Case, Ints, Tracks
from lotgraph.measure.rules import (
    MOT_DISTRACTORS,
    cases,
    numbered,
    pedestrians,
    rules_for,
    says_kinds,
    tracks_of,
)

NO_EDGES = np.empty(0, np.int64)


@dataclass(frozen=True)
class Score:
    """What the three families of metrics count."""

    hota: Hota
    clear: Clear
    identity: Identity

    @classmethod
    def of(cls, meeting: Meeting, parts: Parts) -> list["Score"]:
        """Those of each part."""
        counted = hota_of(meeting, parts), clear_of(meeting, parts), identity_of(meeting, parts)
        return [cls(*some) for some in zip(*counted, strict=True)]

    @classmethod
    def sum(cls, parts: Iterable["Score"]) -> "Score":
        """Those of all together."""
        some = list(parts)
        return cls(
            Hota.sum([one.hota for one in some]),
            Clear.sum([one.clear for one in some]),
            Identity.sum([one.identity for one in some]),
        )

    @classmethod
    def drawn(cls, parts: Sequence["Score"], weights: Ints) -> list["Score"]:
        """Of each row of weights (r, parts), those of all with each part so many times."""
        counted = (
            Hota.drawn([one.hota for one in parts], weights),
            Clear.drawn([one.clear for one in parts], weights),
            Identity.drawn([one.identity for one in parts], weights),
        )
        return [cls(*some) for some in zip(*counted, strict=True)]

    def figures(self) -> dict[str, float]:
        """By the names of the field; HOTA and its parts are means over all levels of overlap."""
        hota, clear, identity = self.hota, self.clear, self.identity
        of_levels = {
            "HOTA": hota.hota, "DetA": hota.det_a, "AssA": hota.ass_a, "DetRe": hota.det_re,
            "DetPr": hota.det_pr, "AssRe": hota.ass_re, "AssPr": hota.ass_pr, "LocA": hota.loc_a,
        }  # fmt: skip
        return {name: float(values.mean()) for name, values in of_levels.items()} | {
            "MOTA": clear.mota, "MOTP": clear.motp, "IDF1": identity.idf1, "IDR": identity.recall,
            "IDP": identity.precision, "TP": clear.hits, "FN": clear.misses, "FP": clear.ghosts,
            "IDSW": clear.switches, "Frag": clear.fragments, "MT": clear.mostly_tracked,
            "PT": clear.partly_tracked, "ML": clear.mostly_lost, "IDTP": identity.hits,
        }  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """Scores by sequence and class; of those of perfect association too, if detections came.

    `parts` are what they are the sums of: stretches, where edges were given.
    """

    rules: str
    scores: dict[tuple[str, str], Score]
    limits: dict[tuple[str, str], Score]
    parts: dict[tuple[str, str], list[Score]]

    def of_class(self, kind: str) -> Score:
        """That of all sequences."""
        return Score.sum(score for (_, own), score in self.scores.items() if own == kind)

    def of_units(self, kind: str) -> list[Score]:
        """Those of the parts of all sequences; a sequence without the class has empty ones."""
        counts = {name: len(parts) for (name, _), parts in self.parts.items()}
        empty = Score.sum([])
        return [
            part
            for name in sorted(counts)
            for part in self.parts.get((name, kind), [empty] * counts[name])
        ]

    def limit_of_class(self, kind: str) -> Score | None:
        """What perfect association reaches in all sequences."""
        some = [score for (_, own), score in self.limits.items() if own == kind]
        return Score.sum(some) if some else None

    @property
    def kinds(self) -> list[str]:
        """The classes, in the order of their names."""
        return sorted({kind for _, kind in self.scores})


def score(case: Case) -> Score:
    """Judge one class of one sequence."""
    return scores(case, NO_EDGES)[0]


def scores(case: Case, edges: Ints) -> list[Score]:
    """Judge one class of one sequence as a whole, and count it by parts that begin at edges."""
    meeting = meet(case)
    return Score.of(meeting, Parts.of(meeting, edges))


def judge(
    truth: Mapping[str, pl.DataFrame],
    predicted: Mapping[str, pl.DataFrame],
    detections: Mapping[str, pl.DataFrame] | None = None,
    rules: str | None = None,
    edges: Mapping[str, Ints] | None = None,
) -> Judged:
    """Judge tables of boxes by the name of their sequence, counted by stretches between edges.

    A sequence without predictions counts with nothing found; without rules, those that the truth
    asks for hold in all sequences.

    Raises:
        MeasureError: if a sequence is predicted that the truth does not know.
    """
    held, sequences = cases_of(truth, predicted, rules)
    counted = {
        (name, kind): scores(case, edges[name] if edges else NO_EDGES)
        for name, some in sequences
        for kind, case in some
    }
    limits = {}
    if detections is not None:
        _, at_best = cases_of(truth, predicted, held, detections)
        limits = {(name, kind): score(case) for name, some in at_best for kind, case in some}
    whole = {key: Score.sum(parts) for key, parts in counted.items()}
    return Judged(held, whole, limits, counted)


def cases_of(
    truth: Mapping[str, pl.DataFrame],
    predicted: Mapping[str, pl.DataFrame],
    rules: str | None = None,
    detections: Mapping[str, pl.DataFrame] | None = None,
) -> tuple[str, Iterator[tuple[str, Iterator[tuple[str, Case]]]]]:
    """The rules that hold, and by sequence the classes that are judged with their cases.

    With detections, what perfect association makes of them is predicted instead.

    Raises:
        MeasureError: if a sequence is predicted that the truth does not know.
    """
    strangers = sorted(set(predicted) - set(truth))
    if strangers:
        raise MeasureError(
            f"no truth for {', '.join(strangers)}; it has {', '.join(sorted(truth))}: sequences "
            "are told apart by the names of files or folders"
        )
    held = rules or rules_for(truth.values())
    are_named = says_kinds(truth, predicted)
    if held in MOT_DISTRACTORS:
        predicted = pedestrians(predicted)
    sequences = (
        (name, cases(name, marked, predicted.get(name, marked.clear()), held, are_named=are_named))
        for name, marked in sorted(truth.items())
    )
    if detections is None:
        return held, sequences
    found = _by_class(truth, detections)
    return held, ((name, _at_best(name, some, found)) for name, some in sequences)


def _at_best(
    name: str, some: Iterator[tuple[str, Case]], found: Callable[[str, str], Tracks]
) -> Iterator[tuple[str, Case]]:
    for kind, case in some:
        yield kind, limit(case, found(name, kind))


def _by_class(
    truth: Mapping[str, pl.DataFrame], detections: Mapping[str, pl.DataFrame]
) -> Callable[[str, str], Tracks]:
    """What gives detections of a sequence and class, which may be called otherwise.

    A class of the truth has those of its name. Where no sequence has such, it has those of classes
    that the truth does not name: one of these may be it, and no other has a use for them.
    """
    named = set(pl.concat(truth.values())["kind"]) - {""}
    told = {kind for some in detections.values() for kind in some["kind"].unique()}

    def found(name: str, kind: str) -> Tracks:
        some = detections.get(name, truth[name].clear())
        if kind in named:
            is_own = pl.col("kind") == kind
            some = some.filter(is_own if kind in told else ~pl.col("kind").is_in(named))
        return tracks_of(numbered(some))

    return found

"""Judges tracks by labels: all together, and part by part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from lotgraph.measure.account import ROWS, account_of_tracks
from lotgraph.measure.divide import Division, bands, tracks_by, tracks_by_height
from lotgraph.measure.judge import Score, judge
from lotgraph.measure.resample import Interval, edges_of, said, tracks_drawn
from lotgraph.reports.columns import HEIGHTS_PX, TRACK_REPORT
from lotgraph.reports.errors import OF_BOXES, counted, of_height, of_labelled
from lotgraph.reports.sequences import ALL, BY_FRAME, Sequences

RULES = "tolerant"  # who finds what labels do not count is neither right nor wrong
_FIGURES = ("DetA", "AssA", "LocA", "IDF1", "MOTA", "IDSW", "Frag")

Scores = Mapping[tuple[str, str], Score]


@dataclass(frozen=True)
class _Part:
    """One part of the footage: the groups whose scores make it up, and the account of it."""

    split: str
    part: str
    groups: list[str]
    scores: Scores
    limits: Scores
    account: pl.DataFrame

    def rows(self, likely: Mapping[str, tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        wrong = counted(self.account)
        for kind in sorted({kind for kind, _ in self.scores}):
            score, best = (self._of(kind, some) for some in (self.scores, self.limits))
            figures = score.figures()
            labels = figures["TP"] + figures["FN"]
            if not labels:
                continue
            yield (
                kind, self.split, self.part, labels, figures["HOTA"],
                *likely.get(kind, (None, None, None)), *(figures[name] for name in _FIGURES),
                best.figures()["HOTA"], *(wrong[kind, error] for error in OF_BOXES),
            )  # fmt: skip

    def _of(self, kind: str, scores: Scores) -> Score:
        return Score.sum(scores[kind, name] for name in self.groups if (kind, name) in scores)


def report_tracks(
    of: Sequences, detections: Mapping[str, pl.DataFrame], account: pl.DataFrame
) -> pl.DataFrame:
    """Rows of track_report; none without labels.

    `detections` are what tracks were made of, and the account is that of `account_of`. Objects are
    matched once in all that a camera saw, and count where their boxes are.
    """
    if of.frames.is_empty():
        return TRACK_REPORT.empty()
    likely = _likely(of)
    rows = [
        row
        for one in (*_by_frame(of, detections, account), *_by_height(of, detections, account))
        for row in one.rows(likely if one.split == ALL else {})
    ]
    return TRACK_REPORT.conform(pl.DataFrame(rows, schema=TRACK_REPORT.schema, orient="row"))


def account_of(of: Sequences) -> pl.DataFrame:
    """What became of every label and of every box of a track."""
    if of.frames.is_empty():
        return ROWS.to_frame()
    return of_labelled(account_of_tracks(of.truth, of.told, RULES), of.truth)


def _by_frame(
    of: Sequences, detections: Mapping[str, pl.DataFrame], account: pl.DataFrame
) -> Iterable[_Part]:
    """Parts by what is known of frames: sums over the frames of which all that is the same."""
    alike = pl.struct(BY_FRAME).rank("dense").cast(pl.Int64) - 1
    frames = of.frames.with_columns(group=alike)
    names = [str(number) for number in range(frames["group"].n_unique())]
    division = Division("frame", frames.select("sequence", "frame", "group"), names)
    scores, limits = (
        tracks_by(of.truth, of.told, RULES, division, some) for some in (None, detections)
    )
    for split, part, own in Sequences(of.truth, of.told, frames).parts():
        groups = [names[number] for number in own["group"].unique().sort()]
        here = account.join(own, on=["sequence", "frame"], how="semi")
        yield _Part(split, part, groups, scores, limits, here)


def _by_height(
    of: Sequences, detections: Mapping[str, pl.DataFrame], account: pl.DataFrame
) -> Iterable[_Part]:
    scores, limits = (
        tracks_by_height(of.truth, of.told, RULES, HEIGHTS_PX, some) for some in (None, detections)
    )
    for name, band in bands(HEIGHTS_PX).items():
        yield _Part("height", name, [name], scores, limits, of_height(account, *band))


def _likely(of: Sequences) -> dict[str, tuple[object, ...]]:
    """Of each kind the least and highest HOTA of 95 % of draws, and what was drawn."""
    edges = edges_of([boxes["frame"].to_numpy() for boxes in of.truth.values()])
    judged = judge(of.truth, of.told, None, RULES, dict(zip(of.truth, edges, strict=True)))
    over = said(sum(len(one) + 1 for one in edges), len(edges))
    drawn = {
        kind: Interval.of(tracks_drawn(judged.of_units(kind))["HOTA"]) for kind in judged.kinds
    }
    return {kind: (within.low, within.high, over) for kind, within in drawn.items()}

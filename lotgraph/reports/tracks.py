"""Judges tracks by labels: all together, and part by part."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from lotgraph.measure.judge import Judged, Score, judge
from lotgraph.measure.resample import Interval, edges_of, tracks_drawn
from lotgraph.reports.columns import TRACK_REPORT
from lotgraph.reports.sequences import Sequences

RULES = "tolerant"  # who finds what labels do not count is neither right nor wrong


def report_tracks(of: Sequences, detections: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows of track_report; none without labels. `detections` are what tracks were made of."""
    if of.captures.is_empty():
        return TRACK_REPORT.empty()
    edges = dict(
        zip(of.truth, edges_of([t["frame"].to_numpy() for t in of.truth.values()]), strict=True)
    )
    judged = judge(of.truth, of.told, detections, RULES, edges)
    rows = [row for kind in judged.kinds for row in _rows(kind, judged, of.captures)]
    return TRACK_REPORT.conform(pl.DataFrame(rows, schema=TRACK_REPORT.schema, orient="row"))


def _rows(kind: str, judged: Judged, captures: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    drawn = Interval.of(tracks_drawn(judged.of_units(kind))["HOTA"])
    for split, part, names in _parts(captures):
        score, best = (
            Score.sum(some[name, kind] for name in names if (name, kind) in some)
            for some in (judged.scores, judged.limits)
        )
        figures = score.figures()
        labels = figures["TP"] + figures["FN"]
        if not labels:
            continue
        likely = (drawn.low, drawn.high) if split == "all" else (None, None)
        yield (
            kind, split, part, labels, figures["HOTA"], *likely,
            *(figures[name] for name in ("DetA", "AssA", "LocA", "IDF1", "MOTA", "IDSW", "Frag")),
            best.figures()["HOTA"],
        )  # fmt: skip


def _parts(captures: pl.DataFrame) -> Iterator[tuple[str, str, Sequence[str]]]:
    yield "all", "", captures["sequence"].to_list()
    for split in ("site", "camera", "hour"):
        for (part,), some in captures.group_by(split, maintain_order=True):
            yield split, str(part), some["sequence"].to_list()

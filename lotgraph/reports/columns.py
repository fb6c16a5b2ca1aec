"""The contracts of reports."""

from math import inf

import polars as pl

from lotgraph.tables import Column, Contract

_F = pl.Float64()
SPLITS = ("all", "site", "camera", "hour", "weather", "height")
HEIGHTS_PX = (0.0, 24.0, 48.0, 96.0, 192.0, inf)  # a thing is seen as well as it is high


def _share(name: str, meaning: str) -> Column:
    return Column(name, _F, f"{meaning} Null if not known.", nullable=True, low=0, high=1)


def _count(name: str, meaning: str) -> Column:
    return Column(name, pl.Int64(), meaning, low=0)


_WHAT = (
    Column("kind", pl.String(), "What was looked for: a group of classes."),
    Column("split", pl.String(), "By what the labels are parted.", choices=SPLITS),
    Column("part", pl.String(), "Which part of them; hours are in UTC."),
)
_DRAWN_OVER = Column(
    "drawn_over", pl.String(), "What was drawn: cameras, or stretches of few.", nullable=True
)
_ERRORS = (
    _count("missed", "Labels that nothing was found of."),
    _count("ghost", "Boxes where there is nothing."),
    _count("localisation", "Labels whose box is too far off."),
    _count("class", "Labels that were taken for another kind."),
    _count("duplicate", "Boxes of what another box has found."),
)

DETECTION_REPORT = Contract(
    name="detection_report",
    row="How well things of one kind were found in one part of the labelled footage.",
    version=2,
    key=("kind", "split", "part"),
    columns=(
        *_WHAT,
        _count("labels", "Boxes of the truth that count."),
        _share("ap", "Average precision over overlaps of .50 to .95, as COCO has it."),
        _share("ap50", "The same at an overlap of .50."),
        _share("ap50_low", "Least AP50 of 95 % of draws of the footage, of all of it."),
        _share("ap50_high", "Highest AP50 of these."),
        _DRAWN_OVER,
        _share("recall", "Share of labels found, from the score on at which F1 is best."),
        _share("precision", "Share of boxes that are right, from that score on."),
        Column("least_score", _F, "That score.", nullable=True),
        *_ERRORS,
    ),
)

TRACK_REPORT = Contract(
    name="track_report",
    row="How well things of one kind were followed in one part of the labelled footage.",
    version=2,
    key=("kind", "split", "part"),
    columns=(
        *_WHAT,
        _count("labels", "Boxes of the truth that count."),
        _share("hota", "Higher order tracking accuracy."),
        _share("hota_low", "Least HOTA of 95 % of draws of the footage, of all of it."),
        _share("hota_high", "Highest HOTA of these."),
        _DRAWN_OVER,
        _share("det_a", "Its part for finding."),
        _share("ass_a", "Its part for telling who is who."),
        _share("loc_a", "How well boxes lie."),
        _share("idf1", "F1 of boxes under the right identity."),
        Column("mota", _F, "Multiple object tracking accuracy.", nullable=True, high=1),
        _count("switches", "Times that somebody became somebody else."),
        _count("fragments", "Times that somebody was lost and found."),
        _share("limit_hota", "HOTA that perfect association of the detections reaches."),
        *_ERRORS,
    ),
)

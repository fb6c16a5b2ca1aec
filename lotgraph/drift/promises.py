"""What detections promise beside their own history; a broken promise is told and stops nothing."""

from lotgraph.drift.columns import CROWD
from lotgraph.promises import Promise


def _is_usual(name: str, of: str, sentence: str) -> Promise:
    return Promise(
        name=name,
        kind="expect_column_values_to_be_in_set",
        columns=("what", "is_drifted", "statistic", "threshold", "p", "words"),
        sentence=sentence,
        arguments={
            "column": "is_drifted",
            "value_set": [False],
            "row_condition": {
                "type": "comparison",
                "column": {"name": "what"},
                "operator": of,
                "parameter": CROWD,
            },
        },
        severity="WARN",
    )


PROMISES = (
    _is_usual(
        "frames_full_as_usual",
        "==",
        "No camera has many frames that are fuller or emptier than its own history explains.",
    ),
    _is_usual(
        "boxes_like_weeks_before",
        "!=",
        "Kinds, scores, sizes and counts of each camera's boxes are like those of weeks before.",
    ),
)

"""Promises of reports."""

from assets.gate import gate
from assets.reports.asset import detection_report, track_report
from lotgraph.promises import within
from lotgraph.reports.columns import DETECTION_REPORT, TRACK_REPORT

_OF_LABELS = [within(error, "labels") for error in ("missed", "localisation", "class")]

detection_report_gate = gate(
    detection_report,
    DETECTION_REPORT,
    [within("ap50_low", "ap50_high"), within("ap", "ap50"), *_OF_LABELS],
)
track_report_gate = gate(track_report, TRACK_REPORT, [within("hota_low", "hota_high"), *_OF_LABELS])

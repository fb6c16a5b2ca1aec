"""Promises of reports."""

from assets.gate import gate
from assets.reports.asset import detection_report, track_report
from lotgraph.reports.columns import DETECTION_REPORT, TRACK_REPORT

detection_report_gate = gate(detection_report, DETECTION_REPORT)
track_report_gate = gate(track_report, TRACK_REPORT)

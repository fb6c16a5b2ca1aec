"""Promises of labels."""

from assets.gate import gate
from assets.labels.asset import labels
from lotgraph.labels.columns import LABELS
from lotgraph.promises import not_before

labels_gate = gate(labels, LABELS, [not_before("x1_px", "x0_px"), not_before("y1_px", "y0_px")])

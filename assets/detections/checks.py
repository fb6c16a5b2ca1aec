"""Promises of detections."""

from assets.detections.asset import detections
from assets.gate import gate
from lotgraph.detections.columns import DETECTED_FRAMES, DETECTIONS
from lotgraph.promises import above, within

detected_frames_gate = gate(detections, DETECTED_FRAMES)
detections_gate = gate(
    detections,
    DETECTIONS,
    [
        above("x1_px", "x0_px"),
        above("y1_px", "y0_px"),
        within("x1_px", "width_px"),
        within("y1_px", "height_px"),
    ],
)

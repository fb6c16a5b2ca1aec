"""Promises of tracks."""

from assets.gate import gate
from assets.tracks.asset import tracks
from lotgraph.promises import above, not_before
from lotgraph.tracks.columns import TRACK_BOXES, TRACKS

track_boxes_gate = gate(tracks, TRACK_BOXES, [above("x1_px", "x0_px"), above("y1_px", "y0_px")])
tracks_gate = gate(tracks, TRACKS, [not_before("ended_at", "started_at")])

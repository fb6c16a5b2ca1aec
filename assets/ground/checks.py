"""Promises of ground_tracks."""

from assets.gate import gate
from assets.ground.asset import ground_tracks
from lotgraph.ground.columns import GROUND_TRACKS

ground_tracks_gate = gate(ground_tracks, GROUND_TRACKS)

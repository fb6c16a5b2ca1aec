"""Promises of camera health."""

from assets.gate import gate
from assets.health.asset import camera_health, camera_usability, frame_quality
from lotgraph.health.columns import CAMERA_HEALTH, CAMERA_USABILITY, FRAME_QUALITY
from lotgraph.promises import not_before

frame_quality_gate = gate(frame_quality, FRAME_QUALITY)
camera_health_gate = gate(camera_health, CAMERA_HEALTH, [not_before("ended_at", "started_at")])
camera_usability_gate = gate(camera_usability, CAMERA_USABILITY)

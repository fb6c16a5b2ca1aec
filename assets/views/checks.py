"""Promises of the views and baselines."""

from assets.gate import gate
from assets.views.asset import camera_baselines, camera_views, daily_views
from lotgraph.views.columns import CAMERA_BASELINES, CAMERA_VIEWS, DAILY_VIEWS

camera_views_gate = gate(camera_views, CAMERA_VIEWS)
daily_views_gate = gate(daily_views, DAILY_VIEWS)
camera_baselines_gate = gate(camera_baselines, CAMERA_BASELINES)

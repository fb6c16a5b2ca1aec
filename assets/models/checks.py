"""Promises of models."""

from assets.gate import gate
from assets.models.asset import detector_model
from lotgraph.training.columns import DETECTOR_MODEL

detector_model_gate = gate(detector_model, DETECTOR_MODEL)

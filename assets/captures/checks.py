"""Promises of captures and quarantine."""

from assets.captures.asset import captures
from assets.gate import gate
from lotgraph.captures.columns import CAPTURES, QUARANTINE

captures_gate = gate(captures, CAPTURES)
quarantine_gate = gate(captures, QUARANTINE)

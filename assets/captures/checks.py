"""Promises of captures and quarantine."""

from assets.captures.asset import captures
from assets.gate import gate
from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.promises import not_before

captures_gate = gate(captures, CAPTURES, [not_before("ended_at", "started_at")])
quarantine_gate = gate(captures, QUARANTINE)

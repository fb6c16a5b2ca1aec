"""Promises of the overview."""

from assets.gate import gate
from assets.overview.asset import site_overview
from lotgraph.overview.columns import SITE_OVERVIEW
from lotgraph.promises import at_most, not_before

# Odd, not wrong: a recorder that sends its last file again does this, and so does a copied folder.
_NEW = "No file's bytes landed in more than one window."
_PROMISES = [not_before("last_at", "first_at"), at_most("repeated", 0, _NEW, "WARN")]

site_overview_gate = gate(site_overview, SITE_OVERVIEW, _PROMISES)

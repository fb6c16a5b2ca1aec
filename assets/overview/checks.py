"""Promises of the overview."""

from assets.gate import gate
from assets.overview.asset import site_overview
from lotgraph.overview.columns import SITE_OVERVIEW

site_overview_gate = gate(site_overview, SITE_OVERVIEW)

"""Promises of track_links."""

from assets.gate import gate
from assets.links.asset import track_links
from lotgraph.promises import distinct
from lotgraph.tracks.columns import TRACK_LINKS

track_links_gate = gate(track_links, TRACK_LINKS, [distinct("before_track_id")])

"""Footage of every kind through one interface: batches of frames, chosen frames, a probe.

A video file, a folder or zip of JPEG or PNG stills, or a manifest that lists videos and stills;
each at any address fsspec reads.
"""

from lotgraph.video.batch import Batch, Losses
from lotgraph.video.probe import Probe, probe
from lotgraph.video.read import Reading, batches, fetch, fetch_each

__all__ = ["Batch", "Losses", "Probe", "Reading", "batches", "fetch", "fetch_each", "probe"]

"""Captures: files of footage that landed, or in quarantine why one cannot be used.

Decoding and probing live in `lotgraph.video`; naming and placing in `lotgraph.landing`.
"""

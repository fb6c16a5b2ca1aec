"""Tracks in the picture: boxes of many frames, joined into who is who.

No score means anything here but by its order, no frame number but by its time, and no pixel but
beside the size of its box: what is likely is learnt from the boxes themselves.
"""

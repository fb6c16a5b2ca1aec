"""Draws a track's way through all its boxes, looking both back and ahead."""

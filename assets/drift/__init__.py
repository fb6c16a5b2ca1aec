"""Drift: whether what was found in a window is like what the same camera found before.

Reads detections and detected_frames, and tallies of the same hour of the weeks before. Read by
people: it is a check of detections. One partition per site and window.
"""

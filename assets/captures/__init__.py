"""Captures and quarantine: one row for every file that landed, in one table or the other.

Reads the landing folder, which is never changed. Read by frame_quality, camera_health and the
overview. One partition per site and window.
"""

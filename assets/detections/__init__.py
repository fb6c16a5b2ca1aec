"""Detections: what was found in the frames of usable cameras, and which frames were looked at.

Reads captures and camera_usability. Read by tracks. One partition per site and window.
"""

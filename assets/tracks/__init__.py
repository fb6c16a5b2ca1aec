"""Tracks: who is who among the detections of a window, camera by camera.

Reads detections and detected_frames. Read by reports. One partition per site and window.
"""

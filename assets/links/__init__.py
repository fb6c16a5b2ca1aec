"""Links: which tracks of a window go on from the window before it.

Reads track_boxes and detected_frames of both. One partition per site and window.
"""

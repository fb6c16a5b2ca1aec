"""Links: which tracks of a window go on from those before it.

Reads track_boxes and detected_frames of all of these. One partition per site and window.
"""

"""Reports: how good detections and tracks are, by the labels of captures.

Reads labels, detected_frames, detections and track_boxes of all windows in the lake. Read by
people.
"""

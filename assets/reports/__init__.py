"""Reports: how good detections and tracks are, by the labels of captures.

Reads captures, labels, detected_frames, detections, track_boxes, tracks and track_links of all
windows in the lake. Read by people.
"""

"""How good detections and tracks are, by the labels of captures."""

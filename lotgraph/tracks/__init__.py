"""Who is who in a window: the tables of tracks, and how they are made from detections."""

"""The tracker beside those of the `trackers` package, on the same detections in one run."""

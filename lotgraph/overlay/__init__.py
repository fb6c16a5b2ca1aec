"""Boxes and tracks drawn over the frames they were found in."""

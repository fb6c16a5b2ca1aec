"""Whole ways of tracks, smoothed; compiled."""

"""Embree: which triangles rays meet, asked sixteen rays at a time; by the library embreex carries.

embreex itself asks one ray at a time, through arrays. Read by everything on the stage that traces.
"""

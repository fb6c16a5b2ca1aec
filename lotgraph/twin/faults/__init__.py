"""Faults: what goes wrong with which camera and when, painted in, with exact truth.

Reads a plan's cameras. Read by deliver: `schedule` or `read` say what befalls whom, `paint` does it
to light and pictures, `clock` to clocks, `files` to what lands.
"""

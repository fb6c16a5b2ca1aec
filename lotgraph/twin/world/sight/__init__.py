"""Sight: which boxes of a world are in a picture and what shows of each, without pixels; compiled.

Read by detect alone.
"""

"""Chance: what a detector finds of what it could see, frame by frame; compiled.

Each number depends on what it is for alone (camera, frame, object): so any stretch of time gives
what the whole gives. Read by detect alone.
"""

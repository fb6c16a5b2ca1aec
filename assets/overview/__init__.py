"""Overview: every camera of every site in one row, over all windows in the lake.

Reads captures, quarantine, camera_health and camera_usability. Read by people. Unpartitioned.
"""

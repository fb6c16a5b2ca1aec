"""Overview: every camera of every site in one row: what landed, what was refused, what is wrong.

Reads captures, quarantine, camera_health and camera_usability of all windows. Read by people.
"""

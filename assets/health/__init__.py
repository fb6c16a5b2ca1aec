"""Health: what is wrong with a camera, from when to when, and whether it may be used.

Reads captures and camera_baselines. Read by every later room, which leaves unusable cameras out.
One partition per site and window.
"""

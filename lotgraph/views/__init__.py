"""Views: how a camera normally looks, by hour of the day, learnt from old days only.

camera_views (a window) -> daily_views (a day) -> camera_baselines (from the days before). Reads a
few frames of each capture. Read by camera health, which measures every sampled frame against it.
"""

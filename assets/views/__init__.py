"""Views: how each camera normally looks, by hour of the day, learnt from old days only.

Reads captures. Read by frame_quality and camera_health. camera_views has one partition per site
and window; daily_views and camera_baselines one per site and day.
"""

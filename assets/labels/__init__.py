"""Labels: what is truly there in captures that somebody labelled.

Reads captures. Read by reports, which judge detections and tracks by them, and by nothing else.
One partition per site and window.
"""

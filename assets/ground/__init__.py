"""Ground: where in metres, how fast and how surely, what is followed of a window was.

Reads track_boxes, captures, and the site's camera models. One partition per site and window.
"""

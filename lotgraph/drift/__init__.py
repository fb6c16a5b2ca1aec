"""Whether detections of late are like those of before: camera by camera, against their history.

Pure verbs over columns; what is normal is learnt from the history of each camera alone.
"""

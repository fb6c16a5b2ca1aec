"""What is where in a picture: detectors of every make behind one contract.

Frames in, columns out: a row is a box of one thing. Commands, the graph and trackers read nothing
else of a detector.
"""

"""How good boxes and tracks are, against truth: HOTA, CLEAR, identity and average precision.

What the metrics say is what TrackEval and pycocotools say, to 1e-9; tests hold that.
"""

"""However many threads look, what the graph tells of frames is the same."""

from functools import partial
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from lotgraph.detections.window import _told
from lotgraph.detector.model import Wishes
from lotgraph.detector.open import open_detector
from lotgraph.video import batches

FOOTAGE = Path(__file__).parents[3] / "footage" / "landing"


def test_one_two_and_three_threads_tell_the_same_boxes():
    video = next(iter(sorted((FOOTAGE / "shop" / "cam02").glob("*.mp4"))))
    frames = next(iter(batches(str(video), frames=3))).pixels
    wished = partial(Wishes, min_score=0.2, across_kinds=True)
    told = []
    for threads in (1, 2, 3):
        detector = open_detector("ours", wished(threads=threads))
        found = detector.detect(frames)
        told.append(pl.DataFrame({"frame": found.frame} | _told(found, detector.kinds)))
    assert told[0]["frame"].n_unique() == len(frames)
    for other in told[1:]:  # a step apart at most: see _BOX_STEPS
        assert_frame_equal(told[0].drop("score"), other.drop("score"), rel_tol=0, abs_tol=1 / 16)
        assert_frame_equal(told[0].select("score"), other.select("score"), rel_tol=0, abs_tol=2e-4)

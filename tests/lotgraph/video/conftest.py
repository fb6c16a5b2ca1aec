"""Clips that the tests of this room share."""

import numpy as np
import pytest

from lotgraph.video import batches
from lotgraph.video.encode import Encoding
from scripts.drawn.scene import draw_clip

KINDS = [
    ("h264", "mp4"),
    ("h264", "mkv"),
    ("h264", "avi"),
    ("h264", "ts"),
    ("hevc", "mp4"),
    ("hevc", "mkv"),
    ("hevc", "ts"),
    ("mjpeg", "avi"),
    ("mjpeg", "mkv"),
    ("mpeg4", "avi"),
]


@pytest.fixture(scope="session", params=KINDS, ids=[f"{codec}-{suffix}" for codec, suffix in KINDS])
def clip(request, tmp_path_factory):
    """A good clip of each codec and container: 40 frames at 10 a second, 160x90."""
    codec, suffix = request.param
    path = tmp_path_factory.mktemp("clips") / f"{codec}.{suffix}"
    encoding = Encoding(codec=codec, gop=8)
    return str(draw_clip(path, seed=1, seconds=4, size=(160, 90), encoding=encoding))


@pytest.fixture(scope="session")
def everything():
    """Read a whole capture into one batch's worth of arrays: numbers, times, pixels."""

    def read(uri, **options):
        found = list(batches(str(uri), **options))
        return (
            np.concatenate([batch.index for batch in found]),
            np.concatenate([batch.times_s for batch in found]),
            np.concatenate([batch.pixels for batch in found]),
        )

    return read

"""Chosen frames are decoded from keyframes only where every frame on the way comes out."""

from contextlib import contextmanager

import numpy as np
import pytest

from lotgraph.errors import CaptureError
from lotgraph.video import batches, chosen, fetch, probe
from lotgraph.video.container import opened
from lotgraph.video.decode import play
from lotgraph.video.encode import Encoding
from lotgraph.video.places import locate
from scripts.drawn import bad_files
from scripts.drawn.scene import draw_clip


class Losing:
    """A container, its stream and its decoder in one, which loses the frame of one stamp."""

    def __init__(self, container, stream, lost):
        self.container, self.stream, self.lost = container, stream, lost
        self.codec_context, self.index = self, stream.index
        self.seek, self.flush_buffers = container.seek, stream.codec_context.flush_buffers

    def demux(self, _stream):
        return self.container.demux(self.stream)

    def decode(self, packet):
        found = self.stream.codec_context.decode(packet)
        return [frame for frame in found if frame.pts != self.lost]


@pytest.mark.parametrize("lost", [None, 15])
def test_where_a_frame_on_the_way_is_lost_all_is_played(tmp_path, monkeypatch, everything, lost):
    path = str(draw_clip(tmp_path / "a.mp4", seed=1, seconds=4, encoding=Encoding(gop=10)))
    table = chosen.table_of(locate(path))
    stamps, played = np.sort(table.pts), []

    @contextmanager
    def losing(place, *, threads=0):
        with opened(place, threads=threads) as (container, stream):
            fake = Losing(container, stream, None if lost is None else stamps[lost])
            yield fake, fake

    def spy(place, losses):
        played.append(place)
        return play(place, losses)

    monkeypatch.setattr(chosen, "opened", losing)
    monkeypatch.setattr(chosen, "play", spy)
    monkeypatch.setattr("lotgraph.video.read.table_of", lambda _: table)
    assert np.array_equal(fetch(path, [19]).pixels[0], everything(path)[2][19])
    assert bool(played) == (lost is not None)


def test_a_frame_that_does_not_decode_is_an_error_beside_one_that_does(tmp_path):
    path = str(bad_files.cut(tmp_path / "a.mp4"))
    reading = batches(path)
    shown = {number for batch in reading for number in batch.index.tolist()}
    [lost] = set(range(probe(path).frames)) - shown
    with pytest.raises(CaptureError, match=rf"frames \[{lost}\] were asked for"):
        fetch(path, [0, lost])

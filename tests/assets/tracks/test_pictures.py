"""What the page of a window shows of its tracks."""

import io
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from PIL import Image

from assets.tracks.pictures import show_tracks
from lotgraph.tracks.columns import TRACK_BOXES, TRACKS
from lotgraph.tracks.window import Tracked
from lotgraph.video.encode import write_clip

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Land:
    """Footage that lies where its row says."""

    def reread(self, capture, read):
        return read(capture["uri"])


class Kept:
    """Holds the last picture that was shown."""

    def show(self, picture, _alt):
        self.picture = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
        return "![]()"


@pytest.fixture
def sheet(tmp_path):
    """The fullest frame, the sixteenth, of grey footage that was as wide as this, and then so."""

    def shown(*widths):
        parts = [tmp_path / f"{width}.ts" for width in widths]
        for part, width in zip(parts, widths, strict=True):
            grey = np.full((240, width, 3), 90, np.uint8)
            write_clip(part, [(k / 10, grey) for k in range(10)], fps=10)
        (tmp_path / "a.ts").write_bytes(b"".join(part.read_bytes() for part in parts))
        box = {"kind": "car", "x0_px": 200.0, "y0_px": 120.0, "x1_px": 300.0, "y1_px": 220.0}
        place = {"site_id": "north", "camera_id": "gate", "capture_id": "a", "frame": 15}
        times = {"captured_at": AT + timedelta(seconds=1.5), "track_id": "one", "is_seen": True}
        boxes = TRACK_BOXES.conform(pl.DataFrame([place | times | box]))
        captures = pl.DataFrame({"capture_id": ["a"], "uri": [str(tmp_path / "a.ts")]})
        album = Kept()
        span = (AT, AT + timedelta(hours=1))
        show_tracks(captures, Tracked(boxes, TRACKS.empty()), span, Land(), album)
        return album.picture

    return shown


def test_boxes_lie_where_they_were_where_the_picture_changes_its_size(sheet):
    whole = sheet(320, 320)
    assert abs(whole - 90).max() > 40  # a box is drawn
    assert np.abs(sheet(320, 640) - whole).mean() < 1

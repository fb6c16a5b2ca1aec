"""What is kept of frames is joined batch by batch, and is in the end what each frame said."""

from datetime import timedelta

import polars as pl
import pytest

from lotgraph.twin.deliver import taken
from lotgraph.twin.deliver.shoot import Shot
from lotgraph.twin.deliver.taken import Taken
from lotgraph.twin.truth.boxes import FRAME_COLUMNS
from lotgraph.twin.truth.columns import BOXES, FRAMES

OWN = {name: type_ for name, type_ in BOXES.schema.items() if name not in FRAME_COLUMNS}


def boxes_of(number):
    """As many boxes as the number of a frame allows, at most three."""
    count = number % 4
    whole = {name: [number] * count for name in OWN}
    texts = {name: ["vehicle"] * count for name, type_ in OWN.items() if type_ == pl.String()}
    rest = {"object_id": range(1, count + 1), "is_cut_off": [True] * count}
    return pl.DataFrame({**whole, **texts, **rest}, schema_overrides=OWN, strict=False)


def shot_of(order, number):
    camera = order.plan.cameras[0]
    shows = order.begins_at + timedelta(seconds=number)
    return Shot(number / 5, number / 5 - 0.1, number / 5, shows, camera, boxes_of(number))


@pytest.mark.parametrize("count", [0, 1, 3, 4, 11])
def test_every_frame_has_its_row_and_its_boxes(order, monkeypatch, count):
    monkeypatch.setattr(taken, "BATCH", 4)
    kept = Taken()
    for number in range(count):
        kept.add(shot_of(order, number))
    frames, found = kept.tables(order, "cam", "site/cam/clip.mp4")
    assert FRAMES.conform(frames)["frame"].to_list() == list(range(count))
    assert frames["captured_at"].to_list() == [order.moment(n / 5 - 0.1) for n in range(count)]
    assert frames["delivered_at"].to_list() == [order.moment(n / 5) for n in range(count)]
    rows = BOXES.conform(found)
    assert rows["frame"].to_list() == [n for n in range(count) for _ in range(n % 4)]
    assert rows["x0_px"].to_list() == rows["frame"].to_list()
    assert set(rows["camera_id"]) <= {"cam"}


def test_no_more_tables_are_held_than_a_batch_has(order):
    kept, sizes = Taken(), []
    for number in range(3 * taken.BATCH):
        kept.add(shot_of(order, number))
        sizes.append(len(kept._batch) + len(kept._boxes))  # noqa: SLF001
    assert max(sizes) < taken.BATCH + 3

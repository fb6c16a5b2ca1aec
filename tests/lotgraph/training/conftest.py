"""Stills that nobody had to render: boxes of one colour each on a dark ground."""

from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import polars as pl
import pytest

from lotgraph.training.columns import KINDS, LABELS, STILLS
from lotgraph.training.draw import Round
from lotgraph.training.stock import Stock, _stills

COLOURS = ((220, 60, 60), (60, 220, 60), (70, 70, 230), (220, 220, 60))


def painted(number: int, width: int = 160, height: int = 96) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One still with two boxes, of which the second lies free of the first, and its labels."""
    chance = np.random.default_rng(number)
    picture = np.full((height, width, 3), 40, np.uint8)
    owners = np.zeros((height, width), np.uint8)
    boxes = []
    for place in range(2):
        wide, high = (int(one) for one in chance.integers(24, 40, 2))
        x = int(chance.integers(4, width // 2 - 44)) + place * width // 2
        y = int(chance.integers(4, height - 44))
        picture[y : y + high, x : x + wide] = COLOURS[place]
        owners[y : y + high, x : x + wide] = place + 1
        boxes.append((x, y, x + wide, y + high))
    still_id = f"still-{number}"
    still = STILLS.table(
        still_id=[still_id], site_id=["site"], camera_id=["cam01"], split=["train"],
        captured_at=[datetime(2026, 5, 1, 12, tzinfo=UTC)], sun_deg=[30.0], weather=["clear"],
        crf=[23], width_px=[width], height_px=[height],
        jpeg=[cv2.imencode(".png", picture[..., ::-1])[1].tobytes()],
        owners=[cv2.imencode(".png", owners)[1].tobytes()],
    )  # fmt: skip
    edges = dict(zip(("x0_px", "y0_px", "x1_px", "y1_px"), zip(*boxes, strict=True), strict=True))
    labels = LABELS.table(
        still_id=[still_id] * 2, owner=[1, 2], kind=[KINDS[0], KINDS[5]], visible_share=[1.0, 1.0],
        is_cut_off=[False, False], **edges,
    )  # fmt: skip
    return still, labels


def keep_painted(one: Round, folder: Path, count: int) -> None:
    """Painted stills in place of a round's."""
    both = [painted(one.seed + number) for number in range(count)]
    for contract, tables in zip((STILLS, LABELS), zip(*both, strict=True), strict=True):
        path = folder / contract.name / f"{one.seed:08d}-{one.number:03d}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        contract.conform(pl.concat(tables)).write_parquet(path)


@pytest.fixture
def stock() -> Stock:
    """Three painted stills."""
    return Stock([one for number in range(3) for one in _stills(*painted(number))])

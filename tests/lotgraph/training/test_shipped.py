"""What ships is whole, small, says the same in each of its files, and comes with its card."""

import json
import re
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from safetensors import safe_open

from benchmarks.likeness.detect import overlaps, vehicles
from benchmarks.vehicles import vehicles_of
from lotgraph.detector.model import Wishes
from lotgraph.detector.open import OURS_FILE, open_detector
from lotgraph.formats.columns import EDGES
from lotgraph.training.card import CARD, Drawn, Judged
from lotgraph.training.card import card as made
from lotgraph.training.columns import KINDS
from lotgraph.training.export import count, export
from lotgraph.training.judge import VEHICLE
from lotgraph.training.learn import Course
from lotgraph.training.model import Shape
from lotgraph.training.ship import NAMES, REAL, WEIGHTS
from lotgraph.training.state import PARTS, State
from lotgraph.training.train import TOLD_EVERY
from lotgraph.video import batches
from scripts.footage.folder import SHIPPED

FOLDER = OURS_FILE.parent
MOST_BYTES = 8_000_000


def card() -> dict:
    return json.loads((FOLDER / CARD).read_text())


def test_the_files_that_ship_are_there_and_small() -> None:
    sizes = [(FOLDER / name).stat().st_size for name in NAMES]
    assert sum(sizes) <= MOST_BYTES
    assert FOLDER / REAL == OURS_FILE


def test_the_onnx_file_is_the_one_that_the_weights_make() -> None:
    with safe_open(FOLDER / WEIGHTS, "np") as file:
        told = json.loads(file.metadata()["lotgraph"])
        weights = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
    shape = Shape(**{n: tuple(v) if isinstance(v, list) else v for n, v in told["shape"].items()})
    assert tuple(told["kinds"]) == KINDS
    assert count(shape) == card()["weights"]
    assert export(shape, weights, KINDS).SerializeToString() == OURS_FILE.read_bytes()


def test_the_card_says_all_that_is_to_be_known() -> None:
    told = card()
    assert told["kinds"] == list(KINDS)
    assert told["step"] - TOLD_EVERY < told["curves"]["step"][-1] <= told["step"]
    early, late = (np.mean(told["curves"]["boxes"][part]) for part in (slice(10), slice(-10, None)))
    assert late < (1.0 if told["began_with"] else 0.9) * early  # who has learnt gains less
    for name in NAMES[1:]:
        verdicts = told["verdicts"][name]
        assert {VEHICLE, "night", "24-48 px high", "car", "plate"} <= set(verdicts)
        assert verdicts[VEHICLE]["ap50"] > 0.8
        assert "as sites are" in told["halves"][name]
    state = State(Shape(), 0, 0, *({} for _ in PARTS))
    drawn = Drawn(0, 0, 0, 0.0, {})
    every = made(state, Course(), drawn, pl.DataFrame(), {"net.onnx": Judged([], {})})
    assert set(every) <= set(told)
    assert told["took_s"] > 0
    assert set(told["not_good_at"]) == set(every["not_good_at"])
    assert datetime.fromisoformat(told["made_at"]).tzinfo is not None
    assert re.fullmatch("[0-9a-f]{40}", told["commit"])  # of code that everybody can fetch


def test_ours_opens_by_its_name() -> None:
    detector = open_detector("ours")
    assert detector.kinds == KINDS
    grey = np.full((1, 360, 640, 3), 114, np.uint8)
    assert (detector.detect(grey).score < 0.5).all()


def test_each_file_that_ships_finds_vehicles_by_day_and_both_find_the_same() -> None:
    """First frames of the footage that ships, whose sites are held out from training."""
    files = sorted((SHIPPED / "landing").glob("*/*/2026-11-03T0*"))
    frames = [next(iter(batches(str(file), frames=1))).pixels[0] for file in files]
    truth = [_vehicles(file.relative_to(SHIPPED / "landing")) for file in files]
    asked = [vehicles_of(str(FOLDER / name), Wishes(min_score=0.3)) for name in NAMES[1:]]
    found = [[vehicles(one, frame)[0] for frame in frames] for one in asked]
    assert sum(map(len, truth)) > 30
    for boxes in found:
        hits = [_hits(true, told) for true, told in zip(truth, boxes, strict=True)]
        assert np.concatenate(hits).mean() > 0.8
    agree = [_hits(a, b) for a, b in zip(*found, strict=True)]
    assert np.concatenate(agree).mean() > 0.9


def _vehicles(capture: Path) -> NDArray[np.float64]:
    """True boxes (n, 4) of a capture's first frame that are high and seen enough."""
    folder = SHIPPED / "truth" / "twin_boxes" / capture.with_suffix("")
    rows = pl.read_parquet(folder / "*.parquet").filter(
        pl.col("kind") == "vehicle",
        pl.col("frame") == 0,
        pl.col("y1_px") - pl.col("y0_px") >= 24,
        pl.col("visible_share") >= 0.5,
    )
    return rows.select(EDGES).to_numpy()


def _hits(wanted: NDArray[np.float64], told: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each box has one that it overlaps by half."""
    return (overlaps(wanted, told) >= 0.5).any(axis=1)

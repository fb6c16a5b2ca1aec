"""What ships is whole, small, says the same in each of its files, and comes with its card."""

import json

import numpy as np
from safetensors import safe_open

from lotgraph.detector.open import OURS_FILE, open_detector
from lotgraph.training.card import CARD
from lotgraph.training.columns import KINDS
from lotgraph.training.export import count, export
from lotgraph.training.judge import VEHICLE
from lotgraph.training.model import Shape
from lotgraph.training.ship import NAMES, REAL, WEIGHTS
from lotgraph.training.train import TOLD_EVERY

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
    assert np.mean(told["curves"]["boxes"][-10:]) < 0.9 * np.mean(told["curves"]["boxes"][:10])
    for name in NAMES[1:]:
        verdicts = told["verdicts"][name]
        assert {VEHICLE, "night", "24-48 px high", "car", "plate"} <= set(verdicts)
        assert verdicts[VEHICLE]["ap50"] > 0.8
    for part in ("seed", "code_version", "drawn", "course", "shape", "input"):
        assert part in told


def test_ours_opens_by_its_name() -> None:
    detector = open_detector("ours")
    assert detector.kinds == KINDS
    grey = np.full((1, 360, 640, 3), 114, np.uint8)
    assert (detector.detect(grey).score < 0.5).all()

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from lotgraph.detector.network.attempt import tried
from lotgraph.detector.open import open_detector
from lotgraph.training.assign import cells_of
from lotgraph.training.begin import begin
from lotgraph.training.columns import KINDS
from lotgraph.training.compute import compute
from lotgraph.training.export import export, write
from lotgraph.training.lose import said
from lotgraph.training.model import STRIDES, Shape
from lotgraph.training.quantise import boxed
from lotgraph.training.ship import NAMES, model_of, rounded, ship
from lotgraph.training.state import State
from lotgraph.training.stock import Stock

TINY = Shape(channels=(4, 8, 8, 12, 12), blocks=(1, 1, 1, 1), head=8)
SIZE = (64, 96)


def run(model, pictures: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return np.asarray(session.run(None, {"images": pictures})[0])


@pytest.fixture
def state() -> State:
    """Weights as if learnt: norms that do something, scores that differ."""
    made = begin(TINY, 5)
    chance = torch.Generator().manual_seed(1)
    for name, one in made.mean.items():
        if name.endswith((".gain", ".shift", ".score.weight", ".box.weight")):
            one += 0.2 * torch.randn(one.shape, generator=chance)
        if name.endswith(".score.bias"):
            one += 4.0
    for name, one in made.mean_running.items():
        if name.endswith(".mean"):
            one += 0.1 * torch.randn(one.shape, generator=chance)
        else:
            one *= 1 + torch.rand(one.shape, generator=chance)
    return made


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(0).random((2, 3, *SIZE), np.float32)


def test_what_is_exported_says_what_torch_says(state: State, pictures: np.ndarray) -> None:
    weights = rounded(state)
    given = run(export(TINY, weights, KINDS, SIZE), pictures)
    learnt = {name: torch.from_numpy(weights[name]) for name in state.mean}
    running = {name: torch.from_numpy(weights[name]) for name in state.mean_running}
    with torch.no_grad():
        ends = compute(TINY, learnt, running, torch.from_numpy(pictures), is_training=False)
        raw, boxes = said(ends, cells_of(SIZE, STRIDES))
    np.testing.assert_allclose(given[:, 4:], raw.sigmoid().numpy().transpose(0, 2, 1), atol=1e-5)
    centre, extent = given[:, :2], given[:, 2:4]
    corners = np.concatenate([centre - extent / 2, centre + extent / 2], axis=1)
    np.testing.assert_allclose(corners, boxes.numpy().transpose(0, 2, 1), atol=2e-2)


def test_the_reader_of_detectors_reads_it(state: State, tmp_path) -> None:
    file = tmp_path / "detector.onnx"
    write(export(TINY, rounded(state), KINDS, SIZE), file)
    detector = open_detector(str(file))
    assert detector.kinds == KINDS
    frames = np.random.default_rng(0).integers(0, 256, (1, 128, 192, 3), np.uint8)
    found = detector.detect(frames)
    pictures = np.stack([boxed(frames[0], *SIZE)[0]])
    given = run(export(TINY, rounded(state), KINDS, SIZE), pictures)[0]
    best = int(given[4:].max(axis=0).argmax())
    x, y, wide, high = given[:4, best] * 2
    corners = np.clip([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2], 0,
                      [192, 128, 192, 128])  # fmt: skip
    assert found.score[0] == pytest.approx(given[4:].max(), abs=2e-2)
    np.testing.assert_allclose(found.box[0], corners, atol=1.5)


def test_it_is_told_by_its_name_whatever_it_has_learnt_so_far(state: State, tmp_path) -> None:
    """Sides so long that any box could be two corners, told as they are: centre and sides."""
    file = tmp_path / "detector.onnx"
    for name, one in state.mean.items():
        if name.endswith(".box.bias"):
            one += 6.0
    write(export(TINY, rounded(state), KINDS, SIZE), file)
    layout, _ = tried(file)
    given = run(onnx.load(file), np.full((1, 3, *SIZE), 0.45, np.float32))
    assert (given[:, 2:4] > given[:, :2]).all()
    assert layout.answer.corners == "cxcywh"
    assert layout.assumed == ("as `lotgraph train` writes it: RGB, 255 becomes 1, centre",)
    model = onnx.load(file)
    model.producer_name = model.graph.name = "pytorch"
    write(model, file)
    assert tried(file)[0].assumed == ("as Ultralytics exports: RGB, 255 becomes 1, centre",)


def test_three_files_ship_and_say_nearly_the_same(
    state: State, stock: Stock, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("lotgraph.training.quantise.LOOKED_AT", 4)
    files = ship(state, stock, tmp_path)
    assert [file.name for file in files] == list(NAMES)
    again = ship(state, stock, tmp_path / "again")
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]
    pictures = boxed(np.random.default_rng(0).integers(0, 256, (360, 640, 3), np.uint8), 384, 640)
    real = run(model_of(state), pictures)
    session = onnxruntime.InferenceSession(files[2], providers=["CPUExecutionProvider"])
    whole = np.asarray(session.run(None, {"images": pictures})[0])
    assert np.abs(whole[:, 4:] - real[:, 4:]).max() < 0.1
    assert ["lotgraph train" in tried(file)[0].assumed[0] for file in files[1:]] == [True, True]
    kinds = {one.key: one.value for one in model_of(state).metadata_props}["names"]
    assert kinds == str(dict(enumerate(KINDS)))

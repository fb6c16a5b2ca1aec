"""A detector is opened once, and again when anything that it was made of has changed."""

import numpy as np
import onnx
import pytest
from onnx.external_data_helper import set_external_data

from definitions import build
from lotgraph.errors import DetectorError, SettingsError
from resources.detectors import NamedDetector
from tests.lotgraph.detector.conftest import network  # noqa: F401 -- a fixture

ONE = {"output0": np.array([[[1, 1, 9, 9, 0.9, 0]]], np.float32)}


@pytest.fixture
def named(network):  # noqa: F811 -- the fixture
    """A detector of a file that names no kinds."""
    file = network(ONE)
    file.with_suffix(".names").write_text("car\n")
    return NamedDetector(name=str(file), provider="cpu", least_score=0.1, most_boxes=9), file


def test_what_has_not_changed_is_opened_once(named):
    detectors, _ = named
    assert detectors.open() is detectors.open()


@pytest.mark.parametrize("beside", ["net.names", "net.toml", "net.onnx"])
def test_a_file_that_is_written_again_makes_another_detector(named, beside):
    detectors, file = named
    before = detectors.open()
    if beside == "net.onnx":
        model = onnx.load(file)
        model.doc_string = "another"
        onnx.save(model, file)
    else:
        text = {"net.names": "truck\n", "net.toml": 'names = ["bus"]\n'}[beside]
        (file.parent / beside).write_text(text)
    after = detectors.open()
    assert after.version != before.version
    assert detectors.models["detections"] == {"detector": after.version}


def test_weights_beside_that_are_written_again_make_another_detector(named):
    detectors, file = named
    model = onnx.load(file)
    [stored] = model.graph.initializer
    set_external_data(stored, "weights.bin", length=len(stored.raw_data))
    (file.parent / "weights.bin").write_bytes(stored.raw_data)
    stored.ClearField("raw_data")
    onnx.save(model, file)
    before = detectors.open()
    moved = np.array([[[2, 2, 9, 9, 0.9, 0]]], np.float32)
    (file.parent / "weights.bin").write_bytes(moved.tobytes())
    assert detectors.open().version != before.version


def test_hardware_that_is_not_there_is_named(named):
    _, file = named
    elsewhere = NamedDetector(name=str(file), provider="abacus", least_score=0.1, most_boxes=9)
    with pytest.raises(DetectorError, match="provider abacus: this installation"):
        elsewhere.open()


def test_the_graph_deals_with_overlaps_as_the_settings_say(named, monkeypatch):
    detectors, file = named
    told = {"name": str(file), "provider": "cpu", "least_score": 0.1, "most_boxes": 9}
    hard, soft = (NamedDetector(**told, suppression=way) for way in ("hard", "soft"))
    assert hard.open() is detectors.open()
    assert soft.open().version != hard.open().version
    monkeypatch.setenv("LOTGRAPH__DETECTIONS__SUPPRESSION", "weighted")
    assert build().resources["detectors"].suppression == "weighted"
    monkeypatch.setenv("LOTGRAPH__DETECTIONS__SUPPRESSION", "none")
    with pytest.raises(SettingsError, match="expected hard, soft, weighted"):
        build()


def test_the_graph_looks_at_tiles_as_well_if_the_settings_say_so(named, monkeypatch):
    detectors, file = named
    told = {"name": str(file), "provider": "cpu", "least_score": 0.1, "most_boxes": 9}
    tiled = NamedDetector(**told, tile_px=48).open()
    assert tiled.version.startswith(f"{detectors.open().version} tiles:48:")
    # The network sees the same wherever it looks: once in the whole, once in each tile's place.
    frame = np.zeros((1, 64, 64, 3), np.uint8)
    assert len(tiled.detect(frame)) > len(detectors.open().detect(frame)) == 1
    assert build().resources["detectors"].tile_px is None
    monkeypatch.setenv("LOTGRAPH__DETECTIONS__TILE_PX", "416")
    assert build().resources["detectors"].tile_px == 416


def test_the_graph_looks_with_the_hardware_that_the_settings_name(monkeypatch):
    monkeypatch.setenv("LOTGRAPH__DETECTIONS__PROVIDER", "coreml")
    assert build().resources["detectors"].provider == "coreml"


def test_a_file_that_is_gone_is_missed(named):
    detectors, file = named
    detectors.open()
    file.unlink()
    with pytest.raises(DetectorError, match="there is no such file"):
        detectors.open()

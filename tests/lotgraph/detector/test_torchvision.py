"""Detectors of torchvision are opened by name, and answer as torchvision's own do."""

import hashlib
import zipfile
from dataclasses import replace
from urllib.error import URLError

import numpy as np
import pytest

from lotgraph.detector.model import Wishes
from lotgraph.detector.open import open_detector
from lotgraph.detector.regions import Region, Regional
from lotgraph.detector.suppress import best_of, resolve
from lotgraph.detector.suppression import Suppression
from lotgraph.detector.torchvision import state_of
from lotgraph.errors import DetectorError

NAME = "ssdlite320_mobilenet_v3_large"
FRAMES = np.random.default_rng(0).integers(0, 256, (2, 60, 80, 3)).astype(np.uint8)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A network with weights of chance, and the file of its state dict."""
    import torch
    from torchvision.models import get_model

    torch.manual_seed(1)
    network = get_model(NAME, weights=None, weights_backbone=None).eval()
    file = tmp_path_factory.mktemp("weights") / "weights.pth"
    torch.save(network.state_dict(), file)
    return file, network


def test_boxes_are_those_of_torchvision_with_names_for_numbers(weights):
    import torch
    from torchvision.models import get_model_weights

    file, network = weights
    wishes = Wishes(min_score=0.005, overlap=0.6, most=40)
    detector = open_detector(f"torchvision:{NAME}={file}", wishes)
    found = detector.detect(FRAMES)

    network.score_thresh, network.nms_thresh, network.detections_per_img = 0.005, 0.6, 40
    pictures = [torch.from_numpy(frame).permute(2, 0, 1) / 255 for frame in FRAMES]
    with torch.inference_mode():
        expected = network(pictures)
    called = get_model_weights(NAME).DEFAULT.meta["categories"]
    assert len(detector.kinds) == 80
    assert len(found) > 0
    for number, answer in enumerate(expected):
        mine = found.only(found.frame == number)
        named = [called[label] for label in answer["labels"].tolist()]
        rows = sorted(
            (kind, *np.round(box, 2).tolist())
            for kind, box in zip(named, answer["boxes"].numpy(), strict=True)
            if kind not in {"N/A", "__background__"}
        )
        boxes = zip(mine.kind, np.round(mine.box, 2), strict=True)
        got = sorted((detector.kinds[kind], *box.tolist()) for kind, box in boxes)
        assert [row[0] for row in got] == [row[0] for row in rows]
        np.testing.assert_allclose([row[1:] for row in got], [row[1:] for row in rows], atol=0.05)
    assert hashlib.sha256(file.read_bytes()).hexdigest() in detector.version


def test_another_way_to_deal_with_overlaps_is_done_to_all_that_the_network_finds(weights):
    file, _ = weights
    usual = Wishes(min_score=0.005, overlap=0.6, most=40)
    asked = replace(usual, suppression=Suppression.WEIGHTED)
    every = open_detector(f"torchvision:{NAME}={file}", replace(asked, overlap=1.0, most=10_000))
    soft = open_detector(f"torchvision:{NAME}={file}", asked)
    found, raw = soft.detect(FRAMES), every.detect(FRAMES)
    expected = best_of(resolve(raw, asked), asked.most)
    assert len(raw) > len(expected) > 0
    assert found.frame.tolist() == expected.frame.tolist()
    np.testing.assert_allclose(found.score, expected.score, atol=1e-5)
    assert soft.version != open_detector(f"torchvision:{NAME}={file}", usual).version


@pytest.mark.parametrize("suppression", [Suppression.HARD, Suppression.WEIGHTED])
def test_what_stands_outside_a_region_crowds_nothing_out(weights, suppression):
    file, _ = weights
    wishes = Wishes(min_score=0.005, overlap=0.6, suppression=suppression, most=5)
    every = open_detector(f"torchvision:{NAME}={file}", replace(wishes, most=10_000))
    few = open_detector(f"torchvision:{NAME}={file}", wishes)
    worst = every.detect(FRAMES[:1]).box[-1]
    shares = (worst + np.array([-1, -1, 1, 1])) / np.array([80, 60, 80, 60])
    x0, y0, x1, y1 = shares.tolist()
    region = Region(keep=(((x0, y0), (x1, y0), (x1, y1), (x0, y1)),))
    inside = Regional(few, region).detect(FRAMES)
    assert 0 < len(inside) < len(few.detect(FRAMES)) * 2
    np.testing.assert_array_equal(
        inside.box, best_of(Regional(every, region).detect(FRAMES), 5).box
    )
    assert (np.bincount(few.detect(FRAMES).frame) <= 5).all()  # asked before or after


def test_weights_that_cannot_be_fetched_are_told_with_what_to_do(monkeypatch):
    import torch

    def fetch(*_, **__):
        raise URLError("no network")

    monkeypatch.setattr(torch.hub, "load_state_dict_from_url", fetch)
    monkeypatch.setattr("torchvision.models._api.load_state_dict_from_url", fetch)
    with pytest.raises(DetectorError, match=rf"fetched from https://.*torchvision:{NAME}=FILE"):
        open_detector(f"torchvision:{NAME}")


def test_a_name_that_is_none_is_told_with_those_that_are():
    with pytest.raises(DetectorError, match=r"no such detector; it has .*retinanet_resnet50_fpn"):
        open_detector("torchvision:yolo")


def test_files_that_are_no_state_dict_are_told(tmp_path):
    import pickle

    import torch

    evil, other = tmp_path / "evil.pth", tmp_path / "other.pth"
    evil.write_bytes(pickle.dumps(print))
    torch.save({"weight": torch.zeros(3)}, other)
    with pytest.raises(DetectorError, match=r"expected weights as torch\.save writes"):
        open_detector(f"torchvision:{NAME}={evil}")
    with pytest.raises(DetectorError, match="cannot be read"):
        open_detector(f"torchvision:{NAME}={tmp_path / 'gone.pth'}")
    with pytest.raises(DetectorError, match=f"expected the state dict of {NAME}"):
        open_detector(f"torchvision:{NAME}={other}")


@pytest.mark.parametrize("is_archive", [True, False])
def test_files_that_are_damaged_anywhere_are_told(tmp_path, is_archive):
    """Cut off at every place, and with bytes changed: read, or refused with a sentence."""
    import torch

    file = tmp_path / "damaged.pth"
    state = {"weight": torch.ones(5, 3), "number": torch.arange(3)}
    torch.save(state, file, _use_new_zipfile_serialization=is_archive)
    whole, random = file.read_bytes(), np.random.default_rng(5)
    for end in range(0, len(whole), 3 if is_archive else 1):
        file.write_bytes(whole[:end])
        with pytest.raises(DetectorError, match="expected weights as torch") as told:
            state_of(NAME, str(file))
        assert f"torchvision:{NAME}={file}: " in str(told.value)
    refusals = 0
    for _ in range(200):
        content = bytearray(whole)
        for at in random.integers(0, len(content), random.integers(1, 6)):
            content[at] = random.integers(0, 256)
        file.write_bytes(bytes(content))
        try:
            state_of(NAME, str(file))
        except DetectorError:
            refusals += 1
    assert refusals > 20


@pytest.mark.parametrize("held", [[1, 2], {"weight": 1}, {1: 2}, 5, None, "weights"])
def test_files_that_hold_something_else_are_told(tmp_path, held):
    import torch

    file = tmp_path / "other.pth"
    torch.save(held, file)
    with pytest.raises(DetectorError, match=f"other.pth: expected the state dict of {NAME}"):
        open_detector(f"torchvision:{NAME}={file}")


def test_a_file_that_grows_when_it_is_read_is_not_read(tmp_path, monkeypatch):
    import torch

    plain, packed = tmp_path / "plain.pth", tmp_path / "packed.pth"
    torch.save({"weight": torch.zeros(100_000)}, plain)
    with (
        zipfile.ZipFile(plain) as parts,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in parts.infolist():
            made.writestr(part.filename, parts.read(part))
    state_of(NAME, str(plain))
    monkeypatch.setattr(torch, "load", None)
    with pytest.raises(DetectorError, match=r"its parts are of 40\d,\d{3} bytes, packed into \d"):
        state_of(NAME, str(packed))


def test_hardware_that_torch_does_not_have_is_told():
    with pytest.raises(DetectorError, match="provider qnn: torch has cpu"):
        open_detector(f"torchvision:{NAME}", Wishes(providers=("qnn",)))

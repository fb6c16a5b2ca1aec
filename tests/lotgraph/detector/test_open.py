"""Detectors are opened by name, and say by their version what changes boxes."""

import json
import shutil

import numpy as np
import pytest

from lotgraph.detector.model import Wishes
from lotgraph.detector.network.start import start
from lotgraph.detector.open import open_detector
from lotgraph.detector.suppression import Suppression
from lotgraph.errors import DetectorError

ROWS = {"output0": np.array([[[1, 1, 9, 9, 0.9, 0]], [[2, 2, 9, 9, 0.02, 0]]], np.float32)}
ONE = {"output0": np.array([[[1, 1, 9, 9, 0.9, 0]]], np.float32)}
NAMES = {"names": "{0: 'car'}"}
FRAMES = np.zeros((3, 64, 64, 3), np.uint8)


def test_an_onnx_file_is_opened_by_its_path(network):
    detector = open_detector(str(network(ONE, metadata=NAMES)))
    assert detector.kinds == ("car",)
    found = detector.detect(FRAMES)
    assert found.frame.tolist() == [0, 1, 2]
    assert len(detector.detect(FRAMES[:0])) == 0


def test_the_version_changes_with_the_file_and_with_what_changes_boxes(network, opened, tmp_path):
    file = network(ONE, metadata=NAMES)
    version = opened(file).version
    assert opened(file, threads=1, providers=("cpu",)).version == version
    changed = [opened(file, min_score=0.5), opened(file, overlap=0.5), opened(file, most=5)]
    (tmp_path / "net.toml").write_text("pad = 0\n")
    changed.append(opened(file))
    assert len({version, *(one.version for one in changed)}) == 5


@pytest.mark.parametrize("way", [Suppression.SOFT, Suppression.WEIGHTED])
def test_another_way_to_deal_with_overlaps_gives_other_boxes_by_another_version(
    network, opened, way
):
    rows = [[1, 1, 9, 9, 0.9, 0], [1, 1, 9, 9, 0.8, 0], [1, 1, 11, 9, 0.6, 0]]
    file = network({"output0": np.array([rows], np.float32)}, metadata=NAMES)
    usual, detector = (
        opened(file, across_kinds=True, **told) for told in ({}, {"suppression": way})
    )
    assert detector.version != usual.version
    assert usual.detect(FRAMES[:1]).score.tolist() == pytest.approx([0.9])
    found = detector.detect(FRAMES[:1])
    if way is Suppression.SOFT:
        # The same box comes to .8 e^-2, then after the third to .03, less than the least score.
        assert found.score.tolist() == pytest.approx([0.9, 0.6 * np.exp(-1.28)], abs=1e-4)
    else:
        right = (0.9 * 9 + 0.8 * 9 + 0.6 * 11) / 2.3
        assert found.score.tolist() == pytest.approx([0.9])
        np.testing.assert_allclose(found.box, [[1, 1, right, 9]], atol=1e-4)


def test_what_is_said_of_the_usual_way_is_what_was_always_said():
    """A version is a hash of this, so tables made before there was a choice stay as they are."""
    usual = {"min_score": 0.05, "overlap": 0.65, "across_kinds": False, "kinds": None, "most": 1000}
    assert Wishes().told() == usual
    assert Wishes(suppression=Suppression.SOFT).told() == usual | {"suppression": "soft"}


def test_the_version_holds_the_hash_of_the_file(network):
    import hashlib

    file = network(ONE, metadata=NAMES)
    assert hashlib.sha256(file.read_bytes()).hexdigest() in open_detector(str(file)).version


def test_batches_of_a_fixed_size_are_filled_up(network, opened):
    file = network(ROWS, metadata=NAMES)
    import onnx

    model = onnx.load(file)
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 2
    onnx.save(model, file)
    found = opened(file, min_score=0.01).detect(FRAMES)
    assert found.frame.tolist() == [0, 1, 2]
    assert found.score.tolist() == pytest.approx([0.9, 0.02, 0.9])


@pytest.mark.parametrize(
    ("names", "beside"),
    [
        ({"names": '["car"]'}, {}),
        ({"classes": "{'0': 'car'}"}, {}),
        ({}, {"net.names": "car\n\n"}),
        ({}, {"classes.txt": "car\r\n"}),
        ({}, {"net.toml": 'names = ["car"]'}),
        ({"names": "{0: 'person'}"}, {"net.toml": 'names = "mine.txt"', "mine.txt": "car"}),
    ],
)
def test_names_are_found_in_the_file_in_settings_or_beside(
    network, opened, tmp_path, names, beside
):
    for name, text in beside.items():
        (tmp_path / name).write_text(text)
    assert opened(network(ONE, metadata=names)).kinds == ("car",)


@pytest.mark.parametrize("named", ["/etc/hostname", "../mine.txt", "in/../../mine.txt", "", "a\0b"])
def test_names_outside_the_folder_of_the_file_are_not_read(network, opened, tmp_path, named):
    (tmp_path.parent / "mine.txt").write_text("car")
    file = network(ONE)
    file.with_suffix(".toml").write_text(f"names = {json.dumps(named)}\n")
    with pytest.raises(DetectorError, match=r"net\.toml: names: .* lies outside its own folder"):
        opened(file)


def test_a_text_of_names_that_is_a_link_to_one_outside_is_not_read(network, opened, tmp_path):
    (tmp_path.parent / "mine.txt").write_text("car")
    (tmp_path / "here.txt").symlink_to(tmp_path.parent / "mine.txt")
    file = network(ONE)
    file.with_suffix(".toml").write_text('names = "here.txt"\n')
    with pytest.raises(DetectorError, match=r"'here\.txt' lies outside its own folder"):
        opened(file)


def test_kinds_are_told_in_a_sentence_however_many_or_long_they_are(network, opened):
    names = ["x" * 50_000, *map(str, range(300))]
    file = network(ONE, metadata={"names": json.dumps(names)})
    with pytest.raises(DetectorError, match=r"knows no lorry; it knows x{40}…, 0, .* and 201 more"):
        opened(file, kinds=("lorry",))


def test_a_model_is_opened_by_a_link_with_the_weights_beside_the_file(network, tmp_path):
    import onnx

    file = network(ONE, metadata=NAMES)
    onnx.save(onnx.load(file), file, save_as_external_data=True, location="w", size_threshold=0)
    links = tmp_path / "links"
    links.mkdir()
    (links / "net.onnx").symlink_to(file)
    found = open_detector(str(links / "net.onnx")).detect(FRAMES)
    assert len(found) == len(FRAMES)


def test_without_names_it_says_how_to_write_them(network, opened):
    with pytest.raises(DetectorError, match=r"names = \[\"car\""):
        opened(network(ONE))


def test_a_kind_that_has_no_name_is_told(network, opened):
    strange = {"output0": np.array([[[1, 1, 9, 9, 0.9, 7]]], np.float32)}
    with pytest.raises(DetectorError, match="kind number 7, and 1 are named"):
        opened(network(strange, metadata=NAMES)).detect(FRAMES)


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(DetectorError, match=r"there is no such file; expected `ours`, the path"):
        open_detector(str(tmp_path / "gone.onnx"))


def test_hardware_that_is_not_there_is_told(network):
    import onnxruntime as ort

    if "QNNExecutionProvider" in ort.get_available_providers():
        pytest.skip("it is there")
    with pytest.raises(DetectorError, match=r"provider qnn: this installation .* has cpu"):
        open_detector(str(network(ONE, metadata=NAMES)), Wishes(providers=("qnn",)))


def test_hardware_that_does_not_start_is_told(network, monkeypatch):
    import onnxruntime as ort

    known = [*ort.get_available_providers(), "CUDAExecutionProvider"]
    plain = ort.InferenceSession
    monkeypatch.setattr(ort, "get_available_providers", lambda: known)
    fallen = lambda file, options, providers: plain(file, options, providers=providers[1:])  # noqa: E731
    monkeypatch.setattr(ort, "InferenceSession", fallen)
    with pytest.raises(DetectorError, match=r"could not start cuda, and would run on CPU"):
        start(network(ONE, metadata=NAMES), ("cuda",))


def test_wishes_that_cannot_be_are_told():
    with pytest.raises(DetectorError, match="from 0 to 1"):
        Wishes(min_score=1.5)


def test_a_file_may_lie_where_names_have_blanks(network, tmp_path):
    folder = tmp_path / "my models"
    folder.mkdir()
    shutil.move(network(ONE, metadata=NAMES), folder / "net é.onnx")
    assert open_detector(str(folder / "net é.onnx")).version.startswith("net é.onnx sha256:")

"""A file that is no honest model gets a sentence; it neither crashes, hangs nor fills memory."""

import pickle

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from lotgraph.detector.network import attempt as attempts
from lotgraph.detector.network.attempt import attempt, tried
from lotgraph.detector.open import open_detector
from lotgraph.errors import DetectorError

ROWS = {"output0": np.array([[[1, 1, 9, 9, 0.9, 0]] * 300], np.float32)}
NAMES = {"names": "{0: 'car'}"}


def refused(file, said, look=tried):
    with pytest.raises(DetectorError, match=said) as told:
        look(file)
    assert str(file) in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty|with inputs, steps and outputs"),
        (pickle.dumps({"weights": [1.0]}), "PyTorch checkpoint"),
        (b"PK\x03\x04archive/data.pkl", "PyTorch checkpoint"),
        (b"<html>404 not found</html>", "a text that begins with '<html>"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a text that begins with 'version"),
        (b"\x1c\0\0\0TFL3\x14\0 \0", "TensorFlow Lite"),
        (bytes(range(128, 256)) * 8, "cut off or something else|PyTorch"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path, content, said):
    file = tmp_path / "net.onnx"
    file.write_bytes(content)
    refused(file, said)


def test_a_file_cut_off_anywhere_is_refused(network):
    file = network(ROWS, metadata=NAMES)
    whole = file.read_bytes()
    for end in range(1, len(whole), len(whole) // 40):
        file.write_bytes(whole[:end])
        with pytest.raises(DetectorError):
            tried(file)


@pytest.fixture
def changed(network):
    """Write a model of rows, changed by a function."""

    def made(change):
        file = network(ROWS, metadata=NAMES)
        model = onnx.load(file)
        change(model.graph)
        file.write_bytes(model.SerializeToString())
        return file

    return made


@pytest.mark.parametrize(
    "location", ["/etc/passwd", "../weights.bin", "in/../../weights.bin", "", "a\0b"]
)
def test_weights_outside_the_folder_are_not_opened(changed, tmp_path, location):
    (tmp_path.parent / "weights.bin").write_bytes(bytes(7200))

    def elsewhere(graph):
        tensor = graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=location)

    refused(changed(elsewhere), "outside its own folder")


def test_a_link_that_leads_outside_is_not_followed(changed, tmp_path):
    outside = tmp_path.parent / "linked.bin"
    outside.write_bytes(bytes(7200))
    (tmp_path / "weights.bin").symlink_to(outside)

    def linked(graph):
        tensor = graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="weights.bin")

    refused(changed(linked), "outside its own folder")


def test_weights_beside_are_used_and_part_of_what_is_hashed(changed, tmp_path):
    (tmp_path / "weights.bin").write_bytes(ROWS["output0"].tobytes())

    def beside(graph):
        tensor = graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="weights.bin")
        tensor.external_data.add(key="length", value="7200")

    file = changed(beside)
    detector = open_detector(str(file))
    assert len(detector.detect(np.zeros((1, 64, 64, 3), np.uint8))) == 300

    (tmp_path / "weights.bin").write_bytes((ROWS["output0"] / 2).tobytes())
    assert open_detector(str(file)).version != detector.version
    (tmp_path / "weights.bin").write_bytes(b"short")
    refused(file, "beyond the end of 'weights.bin'")


def dividing(graph):
    """Have a picture divided by 255 before anything else, and count for the answer."""
    graph.initializer.append(numpy_helper.from_array(np.array([255], np.float32), "full"))
    share = helper.make_node("Div", ["images", "full"], ["shares"])
    none = helper.make_node("Mul", ["least", "zero"], ["none"])
    graph.initializer.append(numpy_helper.from_array(np.array(0, np.float32), "zero"))
    least = helper.make_node("ReduceMin", ["shares"], ["least"], keepdims=0)
    added = helper.make_node("Add", ["output0_stored", "none"], ["output0"])
    del graph.node[:]
    graph.node.extend([share, least, none, added])


def test_how_a_picture_is_scaled_is_told_by_weights_beside_as_well(changed):
    file = changed(dividing)
    inside = tried(file)[0]
    model = onnx.load(file)
    onnx.save(model, file, save_as_external_data=True, location="all.bin", size_threshold=0)
    layout, beside = tried(file)
    assert [one.name for one in beside] == ["all.bin"]
    assert layout == inside
    assert layout.eye.full == 255  # as the network scales by itself


def test_what_scales_a_picture_is_not_read_from_outside_the_folder(changed, tmp_path):
    (tmp_path.parent / "full.bin").write_bytes(np.float32(255).tobytes())

    def elsewhere(graph):
        dividing(graph)
        [full] = [one for one in graph.initializer if one.name == "full"]
        full.ClearField("raw_data")
        full.data_location = TensorProto.EXTERNAL
        full.external_data.add(key="location", value="../full.bin")

    refused(changed(elsewhere), "outside its own folder")


def test_weights_that_are_not_there_are_missed(changed):
    def huge(graph):
        graph.initializer[0].dims[:] = [1, 2**40, 6]

    def negative(graph):
        graph.initializer[0].dims[:] = [-1, 300, 6]

    refused(changed(huge), "should be .* but hold")
    refused(changed(negative), "have sides")


def test_graphs_in_each_other_have_an_end_that_is_told_with_the_file(changed):
    def deep(graph):
        inner = helper.make_graph([helper.make_node("Identity", ["output0"], ["x"])], "g", [], [])
        for _ in range(10):
            step = helper.make_node("If", ["is"], ["x"], then_branch=inner, else_branch=inner)
            inner = helper.make_graph([step], "g", [], [])
        graph.node.extend(inner.node)

    refused(changed(deep), "its graphs lie 9 deep in each other")


def test_a_picture_of_impossible_size_is_refused(changed):
    def wide(graph):
        graph.input[0].type.tensor_type.shape.dim[3].dim_value = 2**40

    refused(changed(wide), "expected sides of 1 to")


@pytest.mark.parametrize("domain", ["", "com.example"])
def test_a_step_that_nobody_knows_is_named(changed, domain):
    def strange(graph):
        graph.node[0].op_type, graph.node[0].domain = "Frobnicate", domain

    refused(changed(strange), "Frobnicate|com.example")


def filling(sides):
    """A change that makes the answer come of a table of so many sides."""

    def change(graph):
        graph.initializer.append(helper.make_tensor("sides", TensorProto.INT64, [2], sides))
        filled = helper.make_node("ConstantOfShape", ["sides"], ["huge"])
        least = helper.make_node("ReduceMin", ["huge"], ["none"], keepdims=0)
        added = helper.make_node("Add", ["output0_stored", "none"], ["output0"])
        del graph.node[:]
        graph.node.extend([filled, least, added])

    return change


def test_one_that_needs_more_memory_than_there_is_is_refused(changed):
    refused(changed(filling([2**21, 2**20])), "memory|alloc", attempt)


def test_one_that_never_ends_is_given_up(changed, monkeypatch):
    monkeypatch.setattr(attempts, "PATIENCE_S", 0.01)
    refused(changed(filling([2, 2])), "gave no answer within", attempt)


def test_mutated_files_are_used_or_refused_and_nothing_else(network):
    """Looked into only: what is run, is run in a process of its own."""
    from lotgraph.detector.network.examine import examine

    file = network(ROWS, metadata=NAMES)
    whole, random = file.read_bytes(), np.random.default_rng(7)
    refusals = 0
    for _ in range(300):
        content = bytearray(whole)
        for at in random.integers(0, min(len(content), 400), random.integers(1, 8)):
            content[at] = random.integers(0, 256)
        tail = random.integers(0, 200)
        file.write_bytes(bytes(content) + random.bytes(tail))
        try:
            examine(file)
        except DetectorError:
            refusals += 1
    assert refusals > 100


def test_settings_that_cannot_be_are_told_with_their_line(network, tmp_path):
    file = network(ROWS, metadata=NAMES)
    (tmp_path / "net.toml").write_text('pad = 114\nfit = "left"\nnmaes = ["car"]\n')
    with pytest.raises(DetectorError) as told:
        tried(file)
    first, second = str(told.value).splitlines()
    assert "net.toml:2: fit: expected" in first
    assert "net.toml:3: nmaes: expected a known setting; did you mean names?" in second


def test_memory_is_bound_once_however_much_is_free_at_the_next_look(monkeypatch):
    resource = pytest.importorskip("resource")
    free = iter([2**31, 2**30])
    monkeypatch.setattr(attempts, "limit_bytes", lambda: next(free))
    monkeypatch.setattr(resource, "getrlimit", lambda _: (2**33, 2**33))
    bound = {}
    monkeypatch.setattr(resource, "setrlimit", bound.__setitem__)
    attempts.bound_memory()
    assert bound[resource.RLIMIT_AS] == (2**31, 2**31)


def test_memory_is_not_bound_wider_than_it_was(monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(attempts, "limit_bytes", lambda: 2**34)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (2**33, 2**33))
    bound = {}
    monkeypatch.setattr(resource, "setrlimit", bound.__setitem__)
    attempts.bound_memory()
    assert bound[resource.RLIMIT_AS] == (2**33, 2**33)

"""Sequences are named by what tells their paths apart."""

import pytest

from lotgraph.detector.name import sequence_names


@pytest.mark.parametrize(
    ("uris", "names"),
    [
        ([], []),
        (["a/gate.mp4"], ["gate"]),
        (["gate.mp4", "exit.mkv"], ["gate", "exit"]),
        (["a/gate.mp4", "b/gate.mp4"], ["a", "b"]),
        (["a/gate.mp4", "b/gate.mp4", "b/exit.mp4"], ["a-gate", "b-gate", "exit"]),
        (["s/one/img1", "s/two/img1/"], ["one", "two"]),
        (["MOT17-02/img1"], ["MOT17-02"]),
        (["img1"], ["img1"]),
        (["s3://lake/x/gate.mp4", "s3://lake/y/exit.mp4"], ["gate", "exit"]),
        (["/gate.mp4", "gate.mp4"], ["gate", "gate-2"]),
    ],
)
def test_sequences_are_named_by_what_tells_them_apart(uris, names):
    assert sequence_names(uris) == names

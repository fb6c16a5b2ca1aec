"""Small worlds shared by the tests."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import dagster as dg
import hypothesis
import numpy as np
import pytest

from lotgraph.detector.model import Found
from resources.detectors import Detectors

# The machine's speed is no property of the code, and a red run must be red again.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("suite")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """An event log that ends with the test."""
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@contextmanager
def room_for(file_bytes):
    """Let no file grow beyond so many bytes, as a full disk does."""
    _, most = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class OneBox(Detectors):
    """Finds one car in the middle of every frame, whatever is there."""

    version: str = "one box"

    def open(self):
        return Middle(self.version)


@dataclass
class Middle:
    version: str
    kinds, most = ("car",), 100

    def propose(self, frames):
        return self.detect(frames)

    def detect(self, frames):
        count, height, width = frames.shape[:3]
        box = np.array([width / 4, height / 4, width * 3 / 4, height * 3 / 4], np.float32)
        each = np.arange(count)
        return Found(each, np.tile(box, (count, 1)), np.full(count, 0.9, np.float32), each * 0)

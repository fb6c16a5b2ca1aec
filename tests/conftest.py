"""Small worlds shared by the tests."""

from collections.abc import Iterator

import dagster as dg
import hypothesis
import pytest

# The machine's speed is no property of the code, and a red run must be red again.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("suite")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """An event log that ends with the test."""
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral

"""Networks whose answer is known, as tests of detectors have them."""

from tests.lotgraph.detector.conftest import network

__all__ = ["network"]

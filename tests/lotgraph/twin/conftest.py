"""What tests of several rooms ask."""

import numpy as np
import pytest

from lotgraph.twin.bands import BANDS, GAP
from lotgraph.twin.seeds import SPLITS


@pytest.fixture(scope="session")
def band_of():
    """Tells which split draws a value from a range."""

    def of(value, low, high):
        # No number lies in a gap but by rounding, and then it is of the band that begins there.
        band = (value - low) / (high - low) * BANDS + GAP / 2
        return SPLITS[int(np.clip(band, 0, BANDS - 1)) % 2]

    return of

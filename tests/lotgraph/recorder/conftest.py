"""A recorder that a test runs to its end, and what it left."""

import re
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from lotgraph.recorder import CameraFolder, Ending, Recorder, Source, Tally
from lotgraph.video import batches, probe
from tests.lotgraph.recorder.servers import number_in


@dataclass
class Recorded:
    """What a recorder left in a camera's folder, said and counted."""

    folder: Path
    told: list = field(default_factory=list)
    tally: Tally | None = None

    @property
    def files(self):
        return sorted(self.folder.glob("[!.]*"))

    @property
    def drafts(self):
        return sorted(self.folder.glob(".*.recording"))

    @property
    def starts_s(self):
        """UTC that the names say."""
        whole = [re.sub(r"(T\d\d)-(\d\d)-", r"\1:\2:", path.stem) for path in self.files]
        return [datetime.fromisoformat(moment).timestamp() for moment in whole]

    @property
    def numbers(self):
        """Of the frames of all files, in order."""
        found = (batch.pixels for path in self.files for batch in batches(str(path)))
        return [number_in(picture) for pixels in found for picture in pixels]

    @property
    def probes(self):
        return [probe(str(path)) for path in self.files]


def pass_an_edge(segment_s):
    """Files end on edges of the clock, which is the real one: wait while one is near."""
    left_s = segment_s - time.time() % segment_s
    if segment_s >= 600 and left_s < 45:
        time.sleep(left_s + 0.1)


@pytest.fixture
def recorded(tmp_path):
    return Recorded(tmp_path / "landing" / "north" / "gate")


@pytest.fixture
def record(recorded):
    """Record an address until it was lost `losses` times, or `seconds` are over."""

    def run(url, *, segment_s=3600, losses=1, seconds=60.0, **options):
        pass_an_edge(segment_s)
        ending = Ending(seconds)

        def tell(line):
            recorded.told.append(line)
            if f"(reconnect {losses})" in line:
                ending.asked.set()

        folder = CameraFolder(recorded.folder)
        recorder = Recorder(Source(url), folder, segment_s, ending, tell, **options)
        recorded.tally = recorder.run()
        return recorded

    return run

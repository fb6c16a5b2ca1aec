"""Recorder: cuts a live stream into captures of the landing folder, by copying its packets.

Nothing is decoded, and sound is never taken. One segment is one file under the moment its first
frame was taken, as true as its arrival tells. Read by the captures room, like any landed file.
"""

from lotgraph.recorder.ending import Ending
from lotgraph.recorder.folder import CameraFolder
from lotgraph.recorder.record import Recorder
from lotgraph.recorder.source import Source
from lotgraph.recorder.tally import Tally

__all__ = ["CameraFolder", "Ending", "Recorder", "Source", "Tally"]

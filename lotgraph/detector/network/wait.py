"""Waits for an answer of ONNX Runtime, which hears neither Ctrl-C nor the clock by itself."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lotgraph.detector.network.start import SILENT
from lotgraph.errors import DetectorError

# The trial wants three answers in three minutes; what came through that is asked no more of here.
PICTURE_S = 60.0
LEAST_S = 180.0
LISTENS_S = 0.5  # a wait without an end may go on through a Ctrl-C
ENDS_S = 5.0  # between two steps of a network the runtime sees that it is to end


def asked(session: Any, outputs: Sequence[str], fed: Mapping[str, Any], file: Path) -> list[Any]:
    """What a session answers to a batch, asked in a thread that can be told to end.

    It ends between two steps of the network; the thread of one that is in a single endless step is
    left behind, and ends with the process.

    Raises:
        DetectorError: if no answer comes for a minute a picture, of three pictures at least.
        KeyboardInterrupt: if Ctrl-C is pressed meanwhile.
    """
    import onnxruntime as ort

    options, told = ort.RunOptions(), _Told()
    options.log_severity_level = SILENT
    is_done = threading.Event()  # a thread's own join takes it for ended where Ctrl-C breaks in

    def ask() -> None:
        try:
            told.values = session.run(outputs, fed, options)
        except Exception as error:  # noqa: BLE001 -- raised again where it was asked
            told.error = error
        is_done.set()

    threading.Thread(target=ask, daemon=True).start()
    try:
        left_s = patience_s(fed)
        while not is_done.wait(min(LISTENS_S, left_s)) and left_s > LISTENS_S:
            left_s -= LISTENS_S
    finally:
        if is_late := not is_done.is_set():
            options.terminate = True
            is_done.wait(ENDS_S)
    if is_late:
        raise DetectorError(
            f"{file}: gave no answer to a batch within {patience_s(fed):.0f} s; it was quicker "
            "when it was tried, so it is hostile, or the machine is very busy"
        )
    if told.error is not None:
        raise told.error
    return told.values


def patience_s(fed: Mapping[str, Any]) -> float:
    """Seconds within which an answer to a batch is to come."""
    return max(LEAST_S, PICTURE_S * max(len(one) for one in fed.values()))


class _Told:
    """What a thread leaves behind."""

    values: list[Any]
    error: Exception | None = None

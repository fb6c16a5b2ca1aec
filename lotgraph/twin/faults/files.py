"""What lands of a capture that a fault of files befalls."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lotgraph.landing.names import stem
from lotgraph.twin.faults.model import OF_FILES, Fault
from lotgraph.twin.seeds import stream

YEAR = timedelta(days=365.25)
Landed = list[tuple[str, bytes]]


def middle_s(begins_s: float, ends_s: float) -> float:
    """The moment of a capture that decides what befalls it, of its first and its last frame's."""
    return (begins_s + ends_s) / 2


def fault_of(
    faults: Iterable[Fault], camera_id: str, begins_s: float, ends_s: float
) -> Fault | None:
    """The fault of files that befalls a capture of a camera, from its first frame to its last."""
    decides_s = middle_s(begins_s, ends_s)
    return next(
        (
            one
            for one in faults
            if one.camera_id == camera_id and one.kind in OF_FILES and one.is_on(decides_s)
        ),
        None,
    )


def landed(shows: datetime, suffix: str, content: bytes, fault: Fault | None) -> Landed:
    """Names and bytes of what lands of a capture, whose camera's clock `shows` when it began."""
    right = stem(shows) + suffix
    if fault is None or fault.kind not in OF_FILES:
        return [(right, content)]
    chance = stream(fault.seed, "file", right)
    if fault.kind in {"truncated", "empty"}:
        return [(right, content[: round(len(content) * (1 - fault.amount))])]
    if fault.kind == "duplicate":  # a second copy, whose name says the same moment otherwise
        return [(right, content), (f"{shows:%Y%m%dT%H%M%SZ}{suffix}", content)]
    if fault.kind == "wrong_name":
        number = int(chance.integers(1, 10000))
        names = (
            f"CAM{number % 32:02d}_{number:06d}",
            f"rec ({number})",
            f"{shows:%d.%m.%Y}-{number}",
        )
        return [(names[int(chance.integers(len(names)))] + suffix, content)]
    # A future date lies so far ahead that it does whenever the file is looked at.
    return [(stem(shows + int(chance.integers(40, 70)) * YEAR) + suffix, content)]

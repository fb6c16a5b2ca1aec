"""Refuses settings that are not heeded: what people say is used, or they are told that it is not.

None is passed over in silence, as boxes would then be others than were asked for.
"""

import numpy as np

from lotgraph.detector.network.model import Answer, Eye
from lotgraph.detector.network.settings import Said
from lotgraph.errors import DetectorError
from lotgraph.written import shown

HEEDED = {
    "corners": "corners",
    "relative": "is_relative",
    "objectness": "has_objectness",
    "activation": "activation",
    "strides": "strides",
    "anchors": "anchors",
    "columns": "columns",
    "first_kind": "first_kind",
}  # what is said, and where it shows in the answer's layout


def heed_size(said: Said, eye: Eye) -> None:
    """See that the input is of the size that is said.

    Raises:
        DetectorError: if the file takes another one only.
    """
    if said.size is not None and said.size != (eye.width, eye.height):
        raise DetectorError(
            f"its settings say size = {list(said.size)}, and it takes pictures of "
            f"{eye.width} by {eye.height} px only; leave `size` out"
        )


def heed_answer(said: Said, answer: Answer) -> None:
    """See that the answer is read as is said; levels may be named in any order.

    Raises:
        DetectorError: if the answer is of a layout that has no such thing, or another one.
    """
    for name, place in HEEDED.items():
        told, used = getattr(said, name), getattr(answer, place)
        if told is None or told == used or (name == "strides" and sorted(told) == sorted(used)):
            continue
        has = f"has {shown(used)}" if used else "has no such thing"
        raise DetectorError(
            f"its settings say {name} = {shown(told)}, and its answer, which is of the layout "
            f"`{answer.head}`, {has}; leave `{name}` out"
        )


def heed_input(eye: Eye) -> None:
    """See that every value of a picture becomes a number that the input can hold.

    Raises:
        DetectorError: if whole numbers are to be scaled, or numbers get beyond the input's type.
    """
    is_plain = (eye.full, {*eye.mean}, {*eye.std}) == (255.0, {0.0}, {1.0})
    if eye.kind == "uint8" and not is_plain:
        raise DetectorError(
            "its input takes the values 0 to 255 as they are; leave `full`, `mean` and `std` out"
        )
    if eye.kind == "uint8":
        return
    mean, std = np.array(eye.mean), np.array(eye.std)
    with np.errstate(over="ignore"):
        reached = float(np.abs(np.stack([mean, eye.full - mean, np.full(3, eye.full)]) / std).max())
    most = float(np.finfo(eye.kind).max)
    if not reached <= most:
        raise DetectorError(
            f"`full`, `mean` and `std` make {reached:.3g} of a value, and its input, which is "
            f"{eye.kind}, holds {most:.3g} at most"
        )

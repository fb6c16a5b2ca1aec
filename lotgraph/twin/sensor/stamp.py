"""The writing that a camera lays over its picture: the time that its clock shows, and its name."""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.sensor.model import SensorModel

# Five columns of seven dots a sign, the lowest bit on top.
SIGNS = {
    "0": "3e5149453e",
    "1": "00427f4000",
    "2": "4261514946",
    "3": "2141454b31",
    "4": "1814127f10",
    "5": "2745454539",
    "6": "3c4a494930",
    "7": "0171090503",
    "8": "3649494936",
    "9": "064949291e",
    "A": "7e1111117e",
    "B": "7f49494936",
    "C": "3e41414122",
    "D": "7f4141221c",
    "E": "7f49494941",
    "F": "7f09090901",
    "G": "3e4149497a",
    "H": "7f0808087f",
    "I": "00417f4100",
    "J": "2040413f01",
    "K": "7f08142241",
    "L": "7f40404040",
    "M": "7f020c027f",
    "N": "7f0408107f",
    "O": "3e4141413e",
    "P": "7f09090906",
    "Q": "3e4151215e",
    "R": "7f09192946",
    "S": "4649494931",
    "T": "01017f0101",
    "U": "3f4040403f",
    "V": "1f2040201f",
    "W": "3f4038403f",
    "X": "6314081463",
    "Y": "0708700807",
    "Z": "6151494543",
    "-": "0808080808",
    "/": "2010080402",
    ":": "0036360000",
    ".": "0060600000",
    "_": "4040404040",
    " ": "0000000000",
}
HEIGHT = 7
MARGIN = 6
WHITE, BLACK = 238, 12


def written(text: str, scale: int) -> NDArray[np.bool_]:
    """The dots (h, w) of a text; signs it cannot write stay empty."""
    columns: list[int] = []
    for sign in text.upper():
        columns += [*bytes.fromhex(SIGNS.get(sign, SIGNS[" "])), 0]
    dots = (np.array(columns)[None] >> np.arange(HEIGHT)[:, None]) & 1 > 0
    return np.kron(dots, np.ones((scale, scale), bool)).astype(bool)


def stamp(
    picture: NDArray[np.uint8], model: SensorModel, name: str, shows: datetime, scale: int
) -> None:
    """Write time and name into a picture (h, w, 3), in place, in opposite corners."""
    if model.stamp == "none":
        return
    is_low, is_right = model.stamp.startswith("lower"), model.stamp.endswith("right")
    _lay(picture, written(shows.strftime(model.stamp_form), scale), is_low, is_right, scale)
    _lay(picture, written(name, scale), not is_low, not is_right, scale)


def _lay(
    picture: NDArray[np.uint8], dots: NDArray[np.bool_], is_low: bool, is_right: bool, scale: int
) -> None:
    """White dots with a dark rim; what does not fit into the picture is cut off."""
    padded = np.pad(dots, scale)
    rim = padded.copy()
    for dy in (-scale, 0, scale):
        for dx in (-scale, 0, scale):
            rim |= np.roll(padded, (dy, dx), (0, 1))
    padded, rim = padded[: picture.shape[0]], rim[: picture.shape[0]]
    room = picture.shape[1] - 2 * MARGIN
    padded, rim = padded[:, :room], rim[:, :room]
    top = picture.shape[0] - MARGIN - len(rim) if is_low else MARGIN
    left = picture.shape[1] - MARGIN - rim.shape[1] if is_right else MARGIN
    place = picture[max(top, 0) :, max(left, 0) :][: rim.shape[0], : rim.shape[1]]
    place[rim[: len(place)]] = BLACK
    place[padded[: len(place)]] = WHITE

"""Number plates: valid-looking texts, drawn as small pictures. No text is of both splits."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.seeds import Split, stream

# Without I, O and Q, as real registries leave them out; each split has its own first letters.
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
FIRST: dict[Split, str] = {"train": LETTERS[0::2], "held_out": LETTERS[1::2]}
Rows = Literal[1, 2]


@dataclass(frozen=True)
class PlateStyle:
    """How a registry's plates look. `pattern`: F first letter, L letter, D digit, space, dash."""

    name: str
    split: Split
    pattern: str
    ground: tuple[int, int, int]
    rear_ground: tuple[int, int, int]
    ink: tuple[int, int, int]
    band: tuple[int, int, int] | None
    rows: Rows


WHITE, YELLOW, BLACK, BLUE = (236, 236, 230), (232, 190, 34), (18, 18, 20), (24, 62, 150)
GREEN, RED, CREAM = (20, 92, 52), (160, 24, 30), (240, 232, 206)

STYLES: dict[str, PlateStyle] = {
    style.name: style
    for style in (
        PlateStyle("euro", "train", "FL LDDD", WHITE, WHITE, BLACK, BLUE, 1),
        PlateStyle("island", "train", "FLDD LLL", WHITE, YELLOW, BLACK, None, 1),
        PlateStyle("square", "train", "FLL DDDD", WHITE, WHITE, GREEN, None, 2),
        PlateStyle("old_black", "train", "FLL DDDL", BLACK, BLACK, WHITE, None, 1),
        PlateStyle("union", "held_out", "F-DDD-LL", WHITE, WHITE, BLACK, BLUE, 1),
        PlateStyle("low_land", "held_out", "FL-DDD-L", YELLOW, YELLOW, BLACK, BLUE, 1),
        PlateStyle("tall", "held_out", "FLD DDLD", CREAM, CREAM, RED, None, 2),
        PlateStyle("works", "held_out", "FLLL DD", WHITE, WHITE, (30, 40, 110), None, 1),
    )
}

HEIGHT, WIDTH = 32, 144  # pixels of a plate's picture; two rows use 64
ONE_ROW_M, TWO_ROWS_M = (0.52, 0.113), (0.30, 0.17)


def draw_text(seed: int, split: Split, style: str | None = None) -> str:
    """Draw a valid-looking text; one of the split's styles is drawn where none is named."""
    numbers = stream(seed, "plate", split)
    names = sorted(name for name, one in STYLES.items() if one.split == split)
    drawn = names[int(numbers.integers(len(names)))]
    pools = {"F": FIRST[split], "L": LETTERS, "D": "0123456789"}
    return "".join(
        pools[sign][int(numbers.integers(len(pools[sign])))] if sign in pools else sign
        for sign in STYLES[style or drawn].pattern
    )


def paint_plate(text: str, style: PlateStyle, *, is_rear: bool) -> NDArray[np.uint8]:
    """Paint a plate, (32 or 64, 144, 3) sRGB; two rows break the text at its first gap."""
    import cv2

    height = HEIGHT * style.rows
    picture = np.empty((height, WIDTH, 3), np.uint8)
    picture[:] = style.rear_ground if is_rear else style.ground
    left = 5
    if style.band:
        picture[:, :14] = style.band
        left = 17
    lines = _lines(text, style.rows)
    for number, line in enumerate(lines):
        _write(picture, line, left, number * HEIGHT, HEIGHT, style.ink)
    cv2.rectangle(picture, (0, 0), (WIDTH - 1, height - 1), style.ink, 1)
    return picture


def _lines(text: str, rows: Rows) -> list[str]:
    if rows == 1:
        return [text]
    head, _, tail = text.replace("-", " ").partition(" ")
    return [head, tail or head]


def _write(  # noqa: PLR0913, PLR0917 -- a line of text has a place, a size and an ink
    picture: NDArray, text: str, left: int, top: int, high: int, ink: tuple[int, int, int]
) -> None:
    """Fill a line's place with its letters, whatever their number."""
    import cv2

    scale, bold = 1.0, 3
    (wide, tall), base = cv2.getTextSize(text or " ", cv2.FONT_HERSHEY_SIMPLEX, scale, bold)
    mask = np.zeros((tall + base + 4, wide + 4), np.uint8)
    cv2.putText(mask, text, (2, tall + 2), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, bold, cv2.LINE_AA)
    ys, xs = np.nonzero(mask)
    if len(ys) == 0:
        return
    cut = mask[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    room = picture.shape[1] - left - 6
    inner = high - 8
    wanted = min(room, int(cut.shape[1] * 1.25 * inner / cut.shape[0]))
    ink_share = cv2.resize(cut, (wanted, inner), interpolation=cv2.INTER_AREA)[..., None] / 255.0
    x = left + (room - wanted) // 2
    place = picture[top + 4 : top + 4 + inner, x : x + wanted]
    place[:] = np.round(place * (1 - ink_share) + np.array(ink) * ink_share).astype(np.uint8)

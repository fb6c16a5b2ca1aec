"""Cuts crops out of stills: scaled, mirrored, turned, with things pasted in and cut out."""

from dataclasses import dataclass, replace

import numpy as np

from lotgraph.training.columns import KINDS
from lotgraph.training.draw import Picture, opened
from lotgraph.training.paste import estrange, paste
from lotgraph.training.stock import Still, Stock, Things, owners_of
from lotgraph.training.texture import texture

SCALES = (0.4, 2.5)
TILE_SCALES = (0.35, 1.3)  # of a mosaic's
STRETCH = 1.18  # of height against width, either way
TURN_SHARE, TURN_DEG = 0.25, 6.0
NEAR_SHARE = 0.85  # of crops are about a thing
FILLED_SHARE = 0.85  # of crops show no more beside the still than they must
MOSAIC_SHARE = 0.2
PASTE_SHARE, ESTRANGE_SHARE = 0.25, 0.15
CUT_SHARE, CUTS = 0.25, 3
LEAST_SHARE = 0.25  # of a thing that is seen: below, it is neither right nor wrong to find it
LEAST_PX = {"plate": (6.0, 2.5)}  # width and height of what must be found
LEAST_OF_OTHERS_PX = (5.0, 7.0)
COARSE_PX, LEAST_SPREAD = 8, 7.0  # noise is averaged away; levels of 255 that then still differ
AROUND_SHARE = 0.1  # of a box that is looked at beside it
GONE_SHARE = 0.03  # of a thing in the crop: below, it is not there
GREY_SHARE = 0.5  # of crops are filled up as the detector will be
GREY = 114  # what pictures are filled up with where the detector is used


@dataclass(frozen=True)
class Crop:
    """A picture to learn from; `counts` (n,) is False for what may be found or not."""

    picture: Picture
    things: Things
    counts: np.ndarray


def draw_crop(
    stock: Stock, chance: np.random.Generator, size: tuple[int, int], backgrounds: list[Picture]
) -> Crop:
    """Draw a crop of a size (h, w) with everything but colours and blur changed."""
    if chance.random() < MOSAIC_SHARE:
        picture, things = _mosaic(stock, chance, size, backgrounds)
    else:
        picture, things = _window(stock, chance, size, SCALES, backgrounds)
    if chance.random() < CUT_SHARE:
        things = _cut_out(chance, picture, things)
    return Crop(picture, things, counted(things) & stands_out(picture, things))


def stands_out(picture: Picture, things: Things) -> np.ndarray:
    """Whether a picture shows anything where each thing is: at night some are but black on black.

    Who learns to find those finds things on every plain ground.
    """
    import cv2

    height, width = picture.shape[:2]
    around = (things.box[:, 2:] - things.box[:, :2]) * AROUND_SHARE
    low = np.floor(things.box[:, :2] - around).astype(int).clip(0)
    high = np.ceil(things.box[:, 2:] + around).astype(int).clip(1, (width, height))
    coarse = [
        cv2.resize(picture[y0:y1, x0:x1], (COARSE_PX, COARSE_PX), interpolation=cv2.INTER_AREA)
        for (x0, y0), (x1, y1) in zip(low.tolist(), high.tolist(), strict=True)
    ]
    spread = np.array([one.mean(axis=2).std() for one in coarse]).reshape(-1)
    return np.asarray(spread >= LEAST_SPREAD)


def counted(things: Things) -> np.ndarray:
    """Whether each thing must be found: enough of it is seen, and it is large enough."""
    least = np.array([LEAST_PX.get(kind, LEAST_OF_OTHERS_PX) for kind in KINDS])[things.kind]
    large = (things.box[:, 2:] - things.box[:, :2] >= least).all(axis=1)
    return np.asarray(large & (things.share >= LEAST_SHARE))


def _mosaic(
    stock: Stock, chance: np.random.Generator, size: tuple[int, int], backgrounds: list[Picture]
) -> tuple[Picture, Things]:
    """Four crops that meet in a point."""
    height, width = size
    y, x = (int(one * chance.uniform(0.3, 0.7)) for one in size)
    picture = np.empty((height, width, 3), np.uint8)
    parts = []
    for y0, y1, x0, x1 in (
        (0, y, 0, x),
        (0, y, x, width),
        (y, height, 0, x),
        (y, height, x, width),
    ):
        tile, things = _window(stock, chance, (y1 - y0, x1 - x0), TILE_SCALES, backgrounds)
        picture[y0:y1, x0:x1] = tile
        parts.append(replace(things, box=things.box + np.array([x0, y0, x0, y0], np.float32)))
    return picture, Things.joined(parts)


def _window(
    stock: Stock, chance: np.random.Generator, size: tuple[int, int],
    scales: tuple[float, float], backgrounds: list[Picture],
) -> tuple[Picture, Things]:  # fmt: skip
    """A window of one still."""
    import cv2

    picture, things = _prepared(stock, chance, backgrounds)
    scale = float(np.exp(chance.uniform(*np.log(scales))))
    matrix = _matrix(chance, picture.shape[:2], things, size, scale)
    if scale < 0.7 and chance.random() < 0.7:  # noqa: PLR2004 -- others are scaled carelessly
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.35 / scale), np.uint8)
    is_grey = chance.random() < GREY_SHARE
    fill = (GREY,) * 3 if is_grey else chance.integers(0, 256, 3).tolist()
    made = cv2.warpAffine(
        picture, matrix, size[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT,
        borderValue=fill,
    )  # fmt: skip
    return np.asarray(made, np.uint8), _moved(things, matrix, size)


def _prepared(
    stock: Stock, chance: np.random.Generator, backgrounds: list[Picture]
) -> tuple[Picture, Things]:
    """A still, some before other backgrounds, some with things of another one pasted in."""
    jpeg, owners, things = stock.draw(chance)
    picture = opened(jpeg)
    if chance.random() < ESTRANGE_SHARE:
        picture, things = estrange(chance, picture, owners_of(owners), things, backgrounds)
    if chance.random() < PASTE_SHARE:
        other: Still = stock.draw(chance, 0.8)
        picture, things = paste(chance, picture, things, other)
    return picture, things


def _matrix(
    chance: np.random.Generator, shape: tuple[int, ...], things: Things, size: tuple[int, int],
    scale: float,
) -> np.ndarray:  # fmt: skip
    """Where the still's pixels go, (2, 3)."""
    stretch = STRETCH ** chance.uniform(-0.5, 0.5)
    turn = np.radians(chance.uniform(-TURN_DEG, TURN_DEG)) if chance.random() < TURN_SHARE else 0.0
    mirror = -1.0 if chance.random() < 0.5 else 1.0  # noqa: PLR2004
    linear = scale * np.array([
        [mirror * np.cos(turn) * stretch, -np.sin(turn)],
        [mirror * np.sin(turn) * stretch, np.cos(turn)],
    ])  # fmt: skip
    room = np.array(size[::-1])
    if len(things.box) and chance.random() < NEAR_SHARE:
        one = things.box[int(chance.integers(len(things.box)))]
        centre = (one[:2] + one[2:]) / 2
        at = room * chance.uniform(0.1, 0.9, 2)
    else:
        centre = np.array(shape[1::-1]) * chance.uniform(0.1, 0.9, 2)
        at = room / 2
    shift = at - linear @ centre
    if chance.random() < FILLED_SHARE:
        shift += _into(linear, shift, shape, room)
    return np.column_stack([linear, shift])


def _into(
    linear: np.ndarray, shift: np.ndarray, shape: tuple[int, ...], room: np.ndarray
) -> np.ndarray:
    """How far to shift a still so that it fills the crop, or where it is smaller, lies in it."""
    height, width = shape
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]]) @ linear.T + shift
    low, high = corners.min(axis=0), corners.max(axis=0)
    fits = high - low >= room
    back = np.where(fits, np.maximum(-low, room - high), np.maximum(-low, 0))
    forth = np.where(fits, np.minimum(-low, room - high), np.minimum(room - high, 0))
    gap = np.where(fits, np.minimum(-low, 0) + np.maximum(room - high, 0), 0.0)
    return np.where(fits, gap, np.where(low < 0, back, forth))


def _moved(things: Things, matrix: np.ndarray, size: tuple[int, int]) -> Things:
    """Things where a matrix takes them, cut off at the crop's edges, without those outside."""
    corners = things.box[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
    placed = corners @ matrix[:, :2].T + matrix[:, 2]
    low, high = placed.min(axis=1), placed.max(axis=1)
    box = np.concatenate([low, high], axis=1)
    inside = np.clip(box, 0, np.array([size[1], size[0], size[1], size[0]]))
    share = _area(inside) / np.maximum(_area(box), 1e-6)
    moved = replace(things, box=inside.astype(np.float32),
                    share=(things.share * share).astype(np.float32))  # fmt: skip
    return moved.only(share > GONE_SHARE)


def _area(box: np.ndarray) -> np.ndarray:
    return np.asarray((box[:, 2] - box[:, 0]).clip(0) * (box[:, 3] - box[:, 1]).clip(0))


def _cut_out(chance: np.random.Generator, picture: Picture, things: Things) -> Things:
    """Lay small textures over the picture; less is then seen of what lies below."""
    height, width = picture.shape[:2]
    share = things.share.copy()
    for _ in range(int(chance.integers(1, CUTS + 1))):
        high, wide = (int(one * chance.uniform(0.04, 0.3)) + 2 for one in (height, width))
        y, x = int(chance.integers(height - high)), int(chance.integers(width - wide))
        picture[y : y + high, x : x + wide] = texture(chance, high, wide)
        low = np.maximum(things.box[:, :2], (x, y))
        high_end = np.minimum(things.box[:, 2:], (x + wide, y + high))
        hidden = np.concatenate([low, high_end], axis=1)
        share *= 1 - (_area(hidden) / np.maximum(_area(things.box), 1e-6)).astype(np.float32)
    return replace(things, share=share)

"""Puts things before strange backgrounds, and things of one still into another."""

from dataclasses import replace

import numpy as np

from lotgraph.training.draw import Picture, opened
from lotgraph.training.stock import Still, Things, owners_of
from lotgraph.training.texture import texture

MOST = 6
WHOLE_SHARE = 0.8  # of a thing that is seen, so that it can stand elsewhere
LEAST_PX = 10
GIVEN_SHARE = 0.7  # of strange backgrounds are the user's, if there are any
SCALES = (0.5, 2.0)


def estrange(
    chance: np.random.Generator, picture: Picture, owners: Picture, things: Things,
    backgrounds: list[Picture],
) -> tuple[Picture, Things]:  # fmt: skip
    """Put a texture, or a given picture, behind the things of a still; some shine through it."""
    import cv2

    height, width = picture.shape[:2]
    if backgrounds and chance.random() < GIVEN_SHARE:
        behind = cv2.resize(backgrounds[int(chance.integers(len(backgrounds)))], (width, height))
    else:
        behind = texture(chance, height, width)
    front = (owners > 0).astype(np.float32)
    soft = cv2.GaussianBlur(front, (0, 0), chance.uniform(0.3, 1.2))
    soft = np.maximum(soft, chance.uniform(0.0, 0.4) * (chance.random() < 0.5))[..., None]  # noqa: PLR2004
    # Who has no owner is gone behind it.
    return (picture * soft + behind * (1 - soft)).astype(np.uint8), things.only(_is_whole(things))


def _is_whole(things: Things) -> np.ndarray:
    """Things with pixels of their own; a plate goes with whose box holds it."""
    marked = things.owner > 0
    low = things.box[None, :, :2] <= things.box[:, None, :2]
    high = things.box[None, :, 2:] >= things.box[:, None, 2:]
    held = (low.all(axis=2) & high.all(axis=2) & marked[None, :]).any(axis=1)
    return np.asarray(marked | held)


def paste(
    chance: np.random.Generator, picture: Picture, things: Things, other: Still
) -> tuple[Picture, Things]:
    """Paste things of another still where they may hide others."""
    jpeg, packed, theirs = other
    owners, source = owners_of(packed), opened(jpeg)
    size = (theirs.box[:, 2:] - theirs.box[:, :2]).min(axis=1, initial=np.inf)
    rows = np.flatnonzero((theirs.owner > 0) & (theirs.share > WHOLE_SHARE) & (size > LEAST_PX))
    picture = picture.copy()
    for row in chance.permutation(rows)[: int(chance.integers(1, MOST + 1))]:
        held = theirs.only(_held(theirs, int(row)))
        things = _paste_one(chance, picture, things, source, owners, held)
    return picture, things


def _held(things: Things, row: int) -> np.ndarray:
    """One thing, and the plates on it."""
    box = things.box[row]
    inside = (things.box[:, :2] >= box[:2]).all(axis=1) & (things.box[:, 2:] <= box[2:]).all(axis=1)
    rest = np.flatnonzero(inside & (things.owner == 0))
    return np.concatenate([[row], rest])


def _paste_one(  # noqa: PLR0913, PLR0917 -- a thing, where from and where to
    chance: np.random.Generator, picture: Picture, things: Things, source: Picture,
    owners: Picture, held: Things,
) -> Things:  # fmt: skip
    import cv2

    height, width = picture.shape[:2]
    x0, y0, x1, y1 = (int(one) for one in held.box[0])
    scale = float(np.exp(chance.uniform(*np.log(SCALES))))
    wide, high = int((x1 - x0) * scale), int((y1 - y0) * scale)
    if not (LEAST_PX <= wide < width and LEAST_PX <= high < height):
        return things
    mask = (owners[y0:y1, x0:x1] == held.owner[0]).astype(np.float32)
    mask = cv2.resize(mask, (wide, high), interpolation=cv2.INTER_LINEAR)[..., None]
    patch = cv2.resize(source[y0:y1, x0:x1], (wide, high), interpolation=cv2.INTER_LINEAR)
    x, y = int(chance.integers(width - wide)), int(chance.integers(height - high))
    place = picture[y : y + high, x : x + wide]
    place[:] = place * (1 - mask) + patch * mask
    share = np.array([one * _left(box, mask[..., 0], x, y)
                      for box, one in zip(things.box, things.share, strict=True)])  # fmt: skip
    grown = np.array([scale, scale, scale, scale], np.float32)
    moved = (held.box - np.array([x0, y0, x0, y0])) * grown + np.array([x, y, x, y])
    placed = replace(held, box=moved.astype(np.float32), owner=np.zeros_like(held.owner))
    kept = replace(things, share=share.astype(np.float32).reshape(-1))
    return Things.joined([kept, placed])


def _left(box: np.ndarray, mask: np.ndarray, x: int, y: int) -> float:
    """What a mask that lies at a place leaves of a box."""
    high, wide = mask.shape
    x0, y0 = max(int(box[0]), x), max(int(box[1]), y)
    x1, y1 = min(int(box[2]), x + wide), min(int(box[3]), y + high)
    if x1 <= x0 or y1 <= y0:
        return 1.0
    covered = float(mask[y0 - y : y1 - y, x0 - x : x1 - x].sum())
    area = float((box[2] - box[0]) * (box[3] - box[1]))
    return max(0.0, 1.0 - covered / max(area, 1.0))

"""Pictures of nothing: noise, stripes and shapes to lie behind things and over them."""

import numpy as np

from lotgraph.training.draw import Picture

SHAPES = 12  # at most


def texture(chance: np.random.Generator, height: int, width: int) -> Picture:
    """Draw a picture (h, w, 3) that shows none of our kinds."""
    import cv2

    small = int(chance.integers(2, 40))
    ground = chance.integers(0, 256, (small, small, 3), np.uint8)
    mean = chance.integers(0, 256, 3)
    strength = chance.uniform(0.05, 1.0) ** 2
    mixed = (ground * strength + mean * (1 - strength)).astype(np.uint8)
    way = int(chance.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST]))
    made: Picture = np.ascontiguousarray(cv2.resize(mixed, (width, height), interpolation=way))
    if chance.random() < 0.5:  # noqa: PLR2004 -- half are fine-grained too
        grain = chance.integers(0, 256, (height // 2, width // 2), np.uint8)
        grain = cv2.resize(grain, (width, height))[..., None]
        made = (made * 0.8 + grain * 0.2).astype(np.uint8)
    if chance.random() < 0.3:  # noqa: PLR2004
        _stripes(chance, made)
    for _ in range(int(chance.integers(SHAPES + 1))):
        _shape(chance, made)
    return made


def _stripes(chance: np.random.Generator, picture: Picture) -> None:
    height, width = picture.shape[:2]
    turn, step = chance.uniform(0, np.pi), chance.uniform(6, 60)
    rows, columns = np.ogrid[:height, :width]
    along = rows * np.sin(turn) + columns * np.cos(turn)
    on = (along % step) < step * chance.uniform(0.1, 0.6)
    picture[on] = chance.integers(0, 256, 3)


def _shape(chance: np.random.Generator, picture: Picture) -> None:
    import cv2

    height, width = picture.shape[:2]
    colour = tuple(int(one) for one in chance.integers(0, 256, 3))
    x, y = (int(chance.integers(one)) for one in (width, height))
    far = int(chance.integers(3, max(4, min(height, width) // 3)))
    thick = int(chance.choice([-1, -1, 1, 2, 4]))
    kind = int(chance.integers(4))
    if kind == 0:
        cv2.circle(picture, (x, y), far, colour, thick)
    elif kind == 1:
        cv2.rectangle(
            picture, (x, y), (x + far, y + int(chance.integers(2, far + 2))), colour, thick
        )
    elif kind == 2:  # noqa: PLR2004
        corners = np.array([x, y]) + chance.integers(-far, far + 1, (int(chance.integers(3, 7)), 2))
        cv2.fillPoly(picture, [corners.astype(np.int32)], colour)
    else:
        end = (x + int(chance.integers(-4 * far, 4 * far)), y + int(chance.integers(-far, far)))
        cv2.line(picture, (x, y), end, colour, max(1, abs(thick)))

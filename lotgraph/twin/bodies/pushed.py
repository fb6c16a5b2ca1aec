"""What people push: shopping trolleys and prams."""

import numpy as np

from lotgraph.twin.bodies.mesh import Part, Piece
from lotgraph.twin.bodies.shapes import block, ellipsoid, sleeve, tube

GRIP_M = (0.36, 1.0)  # of the bar: how far ahead of the hips, and its height
CENTRE_M = 0.52  # how far ahead of the hips the middle of person and thing together is
NAMES = ("", "trolley", "pram")


def push(name: str, numbers: np.random.Generator) -> list[Piece]:
    """Build what is pushed, ahead of a person at the origin."""
    if name == "trolley":
        return _trolley(numbers)
    return _pram(numbers) if name == "pram" else []


def _trolley(numbers: np.random.Generator) -> list[Piece]:
    """A basket of wire on castors, more or less full."""
    x, up = GRIP_M
    near, far = x + 0.08, x + 0.82
    pieces = [
        tube([(x, -0.27, up), (x, 0.27, up)], 0.02, Part.PUSHED, 6),
        # Four walls and a floor; the inner sides are seen from above.
        block((0.012, 0.52, 0.42), (near, 0.0, 0.72), Part.CHROME),
        block((0.012, 0.42, 0.30), (far, 0.0, 0.78), Part.CHROME),
        block((far - near, 0.46, 0.012), ((near + far) / 2, 0.0, 0.56), Part.CHROME),
        block((far - near, 0.34, 0.012), ((near + far) / 2, 0.0, 0.28), Part.CHROME),
    ]
    for side in (1.0, -1.0):
        middle = ((near + far) / 2, side * 0.235, 0.75)
        pieces += [
            block((far - near, 0.012, 0.37), middle, Part.CHROME),
            tube([(x, side * 0.24, up), (near, side * 0.24, 0.9), (near + 0.1, side * 0.2, 0.3),
                  (far, side * 0.2, 0.14)], 0.013, Part.CHROME, 4),
            *(_castor(at, side * 0.2, 0.065) for at in (near + 0.05, far - 0.05)),
        ]  # fmt: skip
    for _ in range(int(numbers.integers(0, 6))):
        size = numbers.uniform(0.12, 0.3, 3)
        at = (numbers.uniform(near + 0.2, far - 0.2), numbers.uniform(-0.1, 0.1))
        high = 0.57 + size[2] / 2 + numbers.uniform(0.0, 0.2)
        pieces.append(block((size[0], size[1], size[2]), (*at, high), Part.CARGO))
    return pieces


def _pram(numbers: np.random.Generator) -> list[Piece]:
    """A pram with its hood up or half down."""
    x, up = GRIP_M
    middle = x + 0.44
    hood = float(numbers.uniform(0.2, 0.34))
    line = [(middle - 0.36, 0.0, 0.62), (middle - 0.3, 0.0, 0.60), (middle + 0.25, 0.0, 0.60),
            (middle + 0.36, 0.0, 0.66)]  # fmt: skip
    pieces = [
        tube([(x, -0.22, up), (x, 0.22, up)], 0.018, Part.TRIM, 6),
        sleeve(line, [0.15, 0.2, 0.2, 0.14], [0.08, 0.14, 0.13, 0.08], Part.PUSHED, 8),
        ellipsoid((0.46, 0.44, 2 * hood), (middle - 0.16, 0.0, 0.72), Part.PUSHED, 8, 5),
    ]
    for side in (1.0, -1.0):
        back, front = middle - 0.3, middle + 0.3
        pieces += [
            tube([(x, side * 0.22, up), (middle, side * 0.22, 0.45),
                  (front, side * 0.22, 0.12)], 0.014, Part.CHROME, 4),
            tube([(middle + 0.2, side * 0.22, 0.55), (back, side * 0.22, 0.14)], 0.014,
                 Part.CHROME, 4),
            _castor(back, side * 0.25, 0.14), _castor(front, side * 0.25, 0.11),
        ]  # fmt: skip
    return pieces


def _castor(x: float, y: float, radius: float) -> Piece:
    line = [(x, y - 0.018, radius), (x, y + 0.018, radius)]
    # A side is turned down, so that the lowest point is as low as the radius says.
    wheel = tube(line, radius, Part.TYRE, 8)
    low = wheel.vertices[:, 2].min()
    wheel.vertices[:, 2] -= low
    return wheel

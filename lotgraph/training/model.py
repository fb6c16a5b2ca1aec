"""The network: which convolutions follow which, written once for whoever walks it.

Anchor-free, one class score and four distances a cell, at strides of 8, 16 and 32 pixels. Plain
convolutions of few channels with ReLU: on a processor they are faster than depthwise ones of as
many multiplications, and become whole numbers without loss of shape.
"""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

V = TypeVar("V")
STRIDES = (8, 16, 32)
DISTANCES = 4  # to the left, upper, right and lower edge of a box


class Walker(Protocol, Generic[V]):
    """What walks the network: one that counts weights, one that computes, one that writes ONNX."""

    def conv(  # noqa: PLR0913 -- as a convolution has
        self, name: str, x: V, *, width: int, size: int = 3, stride: int = 1, is_last: bool = False
    ) -> V:
        """Convolve to so many channels, with ReLU after it unless it is the last."""

    def add(self, a: V, b: V) -> V:
        """Add what has the same shape."""

    def join(self, *parts: V) -> V:
        """Put channels one after the other."""

    def double(self, x: V) -> V:
        """Make twice as wide and high, each value four times."""

    def pool(self, x: V, size: int) -> V:
        """Take the most of a neighbourhood, at the same size."""


@dataclass(frozen=True)
class Shape:
    """How large a network is: channels at strides 2, 4, 8, 16 and 32, blocks, head and kinds."""

    channels: tuple[int, int, int, int, int] = (16, 24, 48, 96, 160)
    blocks: tuple[int, int, int, int] = (1, 2, 2, 1)  # at strides 4 to 32
    head: int = 64
    kinds: int = 8


def walk(shape: Shape, to: Walker[V], picture: V) -> list[tuple[V, V]]:
    """Go through the network; scores and distances of each stride, as they leave the last layers.

    A block adds to its input what two convolutions make of it, the first to half the channels.
    """
    stem, *widths = shape.channels
    x = to.conv("stem", picture, width=stem, stride=2)
    found = []
    for level, (width, blocks) in enumerate(zip(widths, shape.blocks, strict=True)):
        x = to.conv(f"down{level}", x, width=width, stride=2)
        for number in range(blocks):
            x = _block(to, f"body{level}.{number}", x, width)
        found.append(x)
    head = shape.head
    p3, p4, p5 = (to.conv(f"side{n}", one, width=head, size=1) for n, one in enumerate(found[1:]))
    wide = to.pool(p5, 5)
    p5 = to.conv("wide", to.join(p5, wide, to.pool(wide, 5)), width=head, size=1)
    p4 = to.conv("up4", to.add(p4, to.double(p5)), width=head)
    p3 = to.conv("up3", to.add(p3, to.double(p4)), width=head)
    p4 = to.conv("mix4", to.add(p4, to.conv("back4", p3, width=head, stride=2)), width=head)
    p5 = to.conv("mix5", to.add(p5, to.conv("back5", p4, width=head, stride=2)), width=head)
    return [_head(to, f"head{n}", one, shape) for n, one in enumerate((p3, p4, p5))]


def _block(to: Walker[V], name: str, x: V, width: int) -> V:
    inner = to.conv(f"{name}.in", x, width=width // 2)
    return to.add(x, to.conv(f"{name}.out", inner, width=width))


def _head(to: Walker[V], name: str, x: V, shape: Shape) -> tuple[V, V]:
    scores = to.conv(f"{name}.score_in", x, width=shape.head)
    boxes = to.conv(f"{name}.box_in", x, width=shape.head)
    return (
        to.conv(f"{name}.score", scores, width=shape.kinds, size=1, is_last=True),
        to.conv(f"{name}.box", boxes, width=DISTANCES, size=1, is_last=True),
    )

"""Computes the network in torch."""

from typing import TYPE_CHECKING

from lotgraph.training.model import Shape, walk
from lotgraph.training.weights import EPSILON, Weights

if TYPE_CHECKING:
    from torch import Tensor

MOMENTUM = 0.03  # of running norms, of small batches


class Computer:
    """Walks the network with pictures (b, 3, h, w) in [0, 1]."""

    def __init__(self, learnt: Weights, running: Weights, *, is_training: bool) -> None:
        self._learnt, self._running, self._is_training = learnt, running, is_training

    def conv(  # noqa: PLR0913
        self, name: str, x: "Tensor", *, width: int, size: int = 3, stride: int = 1,
        is_last: bool = False,
    ) -> "Tensor":  # fmt: skip
        """Convolve, norm and cut off below zero; the last layers add a bias alone."""
        from torch.nn import functional

        del width  # is that of the weights
        weight = self._learnt[f"{name}.weight"]
        if is_last:
            return functional.conv2d(x, weight, self._learnt[f"{name}.bias"])
        made = functional.conv2d(x, weight, stride=stride, padding=size // 2)
        normed = functional.batch_norm(
            made, self._running[f"{name}.mean"], self._running[f"{name}.variance"],
            self._learnt[f"{name}.gain"], self._learnt[f"{name}.shift"],
            self._is_training, MOMENTUM, EPSILON,
        )  # fmt: skip
        return functional.relu_(normed)

    def add(self, a: "Tensor", b: "Tensor") -> "Tensor":
        """Add."""
        return a + b

    def join(self, *parts: "Tensor") -> "Tensor":
        """Join channels."""
        import torch

        return torch.cat(parts, 1)

    def double(self, x: "Tensor") -> "Tensor":
        """Make twice as wide and high."""
        from torch.nn import functional

        return functional.interpolate(x, scale_factor=2.0, mode="nearest")

    def pool(self, x: "Tensor", size: int) -> "Tensor":
        """Take the most of a neighbourhood."""
        from torch.nn import functional

        return functional.max_pool2d(x, size, 1, size // 2)


def compute(
    shape: Shape, learnt: Weights, running: Weights, pictures: "Tensor", *, is_training: bool
) -> "list[tuple[Tensor, Tensor]]":
    """Raw scores and distances of each stride: (b, kinds, h, w) and (b, 4, h, w)."""
    return walk(shape, Computer(learnt, running, is_training=is_training), pictures)

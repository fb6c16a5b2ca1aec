"""The weights of a network by their names: drawn, counted, and with norms folded in."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lotgraph.training.model import Shape, walk

if TYPE_CHECKING:
    from torch import Tensor

COLOURS = 3
RARE = 0.01  # what every score is at first, so that the many empty cells do not drown the rest
EPSILON = 1e-3  # of norms
Weights = dict[str, "Tensor"]


@dataclass(frozen=True)
class Layer:
    """One convolution; the last ones have a bias, the others a norm."""

    name: str
    width_in: int
    width: int
    size: int
    stride: int
    is_last: bool


class _Lister:
    """Walks the network with numbers of channels."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []

    def conv(  # noqa: PLR0913
        self,
        name: str,
        x: int,
        *,
        width: int,
        size: int = 3,
        stride: int = 1,
        is_last: bool = False,
    ) -> int:
        self.layers.append(Layer(name, x, width, size, stride, is_last))
        return width

    def add(self, a: int, b: int) -> int:
        if a != b:
            raise ValueError(f"cannot add {a} channels to {b}")
        return a

    def join(self, *parts: int) -> int:
        return sum(parts)

    def double(self, x: int) -> int:
        return x

    def pool(self, x: int, size: int) -> int:
        return x


def layers(shape: Shape) -> list[Layer]:
    """Every convolution of a network, in the order it is walked."""
    lister = _Lister()
    walk(shape, lister, COLOURS)
    return lister.layers


def draw(shape: Shape, seed: int) -> tuple[Weights, Weights]:
    """Weights to learn, and running norms that follow them, drawn from a seed."""
    import torch

    chance = torch.Generator().manual_seed(seed)
    learnt: Weights = {}
    running: Weights = {}
    for one in layers(shape):
        fan = one.width_in * one.size**2
        spread = 0.01 if one.is_last else math.sqrt(2.0 / fan)
        place = (one.width, one.width_in, one.size, one.size)
        learnt[f"{one.name}.weight"] = torch.randn(place, generator=chance) * spread
        if one.is_last:
            start = math.log(RARE / (1 - RARE)) if one.name.endswith("score") else 0.0
            learnt[f"{one.name}.bias"] = torch.full((one.width,), start)
        else:
            # A block begins as little: what it adds grows as it learns.
            gain = 0.5 if one.name.endswith(".out") else 1.0
            learnt[f"{one.name}.gain"] = torch.full((one.width,), gain)
            learnt[f"{one.name}.shift"] = torch.zeros(one.width)
            running[f"{one.name}.mean"] = torch.zeros(one.width)
            running[f"{one.name}.variance"] = torch.ones(one.width)
    return learnt, running


def folded(
    shape: Shape, weights: dict[str, NDArray[np.float32]]
) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Kernel and bias of each layer, with its norm folded into them."""
    found = {}
    for one in layers(shape):
        kernel = weights[f"{one.name}.weight"].astype(np.float64)
        if one.is_last:
            bias = weights[f"{one.name}.bias"].astype(np.float64)
        else:
            mean, variance, gain, shift = (
                weights[f"{one.name}.{part}"].astype(np.float64)
                for part in ("mean", "variance", "gain", "shift")
            )
            scale = gain / np.sqrt(variance + EPSILON)
            kernel, bias = kernel * scale[:, None, None, None], shift - mean * scale
        found[one.name] = (kernel.astype(np.float32), bias.astype(np.float32))
    return found

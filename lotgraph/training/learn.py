"""Trains: each step draws crops from its own random numbers, so a killed run goes on as it would.

The same seed, stills and number of threads give the same weights on one machine and version of
torch, broken off or not; elsewhere sums are added up in another order.
"""

import math
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lotgraph.training.assign import cells_of
from lotgraph.training.compute import compute
from lotgraph.training.crop import Crop, draw_crop
from lotgraph.training.disturb import disturb
from lotgraph.training.draw import Picture
from lotgraph.training.lose import lose, said
from lotgraph.training.model import STRIDES
from lotgraph.training.state import State
from lotgraph.training.stock import Stock
from lotgraph.twin.seeds import stream

if TYPE_CHECKING:
    from torch import Tensor

RATE, RATE_OF_LEARNT, LAST_RATE = 2e-3, 1e-3, 2e-5  # from nothing, with weights, at the end
WARM_STEPS = 300
DECAY = 0.03  # of kernels
BETAS, TINY = (0.9, 0.999), 1e-8
LONGEST_GRADIENT = 10.0
MEAN_DECAY = 0.9985  # of the mean of late weights


@dataclass(frozen=True)
class Course:
    """How long, and on what: crops of one size, at the end of another as large as whole frames."""

    steps: int = 6500
    most_rate: float = RATE
    size: tuple[int, int] = (320, 320)
    batch: int = 16
    last_share: float = 0.12  # of steps, at the end
    last_size: tuple[int, int] = (384, 640)
    last_batch: int = 8
    uses_bfloat16: bool = True

    def at(self, step: int) -> tuple[tuple[int, int], int]:
        """Size and number of crops of a step."""
        if step < self.steps * (1 - self.last_share):
            return self.size, self.batch
        return self.last_size, self.last_batch

    def rate(self, step: int) -> float:
        """How fast a step learns: slowly at first, then along a cosine down."""
        warm = min(1.0, (step + 1) / min(WARM_STEPS, self.steps / 4 + 1))
        along = 0.5 + 0.5 * math.cos(math.pi * min(1.0, step / self.steps))
        return (LAST_RATE + (self.most_rate - LAST_RATE) * along) * warm


@dataclass(frozen=True)
class Told:
    """What a step lost."""

    step: int
    scores: float
    boxes: float
    rate: float


def learn(state: State, stock: Stock, course: Course, backgrounds: list[Picture]) -> Iterator[Told]:
    """Go on with a training until its course ends; the state is changed as it is told of.

    A graphics card is used if torch finds one.
    """
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    state.to(device)
    for one in state.learnt.values():
        one.requires_grad_(True)
    for crops in _drawn_ahead(state, stock, course, backgrounds):
        pictures, truth = tensors(crops, device)
        cells = cells_of(course.at(state.step)[0], STRIDES).to(device)
        with torch.autocast(device, torch.bfloat16, enabled=course.uses_bfloat16):
            ends = compute(state.shape, state.learnt, state.running, pictures, is_training=True)
        scores, boxes = lose(*said(ends, cells), cells, truth)
        torch.autograd.backward(scores + boxes)
        rate = course.rate(state.step)
        _step(state, rate)
        state.step += 1
        _follow(state)
        yield Told(state.step, float(scores.detach()), float(boxes.detach()), rate)


def _drawn_ahead(
    state: State, stock: Stock, course: Course, backgrounds: list[Picture]
) -> Iterator[list[Crop]]:
    """The crops of each step to come, which another thread draws while this one learns."""
    with ThreadPoolExecutor(1) as thread:
        ahead: Future[list[Crop]] | None = None
        for step in range(state.step, course.steps + 1):
            drawn, ahead = ahead, None
            if step < course.steps:
                size, batch = course.at(step)
                told = (stock, state.seed, step, size, batch, backgrounds)
                ahead = thread.submit(draw_batch, *told)
            if drawn is not None:
                yield drawn.result()


def draw_batch(  # noqa: PLR0913, PLR0917
    stock: Stock, seed: int, step: int, size: tuple[int, int], batch: int,
    backgrounds: list[Picture],
) -> list[Crop]:  # fmt: skip
    """The crops of a step, disturbed; they depend on these arguments alone."""
    crops = []
    for number in range(batch):
        chance = stream(seed, "crop", step, number)
        crop = draw_crop(stock, chance, size, backgrounds)
        crops.append(Crop(disturb(chance, crop.picture), crop.things, crop.counts))
    return crops


def tensors(
    crops: list[Crop], device: str = "cpu"
) -> "tuple[Tensor, list[tuple[Tensor, Tensor, Tensor]]]":
    """Pictures (b, 3, h, w) in [0, 1]; boxes, kinds and what counts of each.

    The channels of a pixel lie together, with which convolutions on a processor take a tenth less.
    """
    import torch

    drawn = torch.from_numpy(np.stack([crop.picture for crop in crops]))
    pictures = drawn.to(device, memory_format=torch.channels_last)
    truth = [
        (
            torch.from_numpy(crop.things.box).to(device),
            torch.from_numpy(crop.things.kind).to(device),
            torch.from_numpy(crop.counts).to(device),
        )
        for crop in crops
    ]
    turned = pictures.permute(0, 3, 1, 2).to(torch.float32, memory_format=torch.channels_last)
    return turned / 255, truth


def _step(state: State, rate: float) -> None:
    """AdamW (Loshchilov and Hutter, 2019), with gradients cut to a length."""
    import torch

    grads = {name: one.grad for name, one in state.learnt.items() if one.grad is not None}
    length = torch.linalg.vector_norm(torch.stack([g.norm() for g in grads.values()]))
    cut = min(1.0, LONGEST_GRADIENT / (float(length) + 1e-6))
    lifts = [1 - beta ** (state.step + 1) for beta in BETAS]
    with torch.no_grad():
        for name, grad in grads.items():
            one, first, second = (
                getattr(state, part)[name] for part in ("learnt", "first", "second")
            )
            grad.mul_(cut)
            first.lerp_(grad, 1 - BETAS[0])
            second.lerp_(grad * grad, 1 - BETAS[1])
            if name.endswith(".weight"):
                one.mul_(1 - rate * DECAY)
            away = (second / lifts[1]).sqrt_().add_(TINY)
            one.addcdiv_(first, away, value=-rate / lifts[0])
            one.grad = None


def _follow(state: State) -> None:
    """Let the mean of late weights follow; fast at first."""
    import torch

    keep = min(MEAN_DECAY, (1 + state.step) / (10 + state.step))
    with torch.no_grad():
        for mean, now in ((state.mean, state.learnt), (state.mean_running, state.running)):
            for name, one in mean.items():
                one.lerp_(now[name], 1 - keep)

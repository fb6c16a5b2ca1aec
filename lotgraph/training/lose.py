"""What the network loses by what it says: varifocal for scores, generalised overlap for boxes.

Zhang et al., 2021 (VarifocalNet); Rezatofighi et al., 2019 (GIoU).
"""

from typing import TYPE_CHECKING

from lotgraph.training.assign import Cells, assign
from lotgraph.training.columns import VEHICLES
from lotgraph.training.export import FAR

if TYPE_CHECKING:
    from torch import Tensor

BOX_WEIGHT = 2.5
EMPTY_WEIGHT, EMPTY_POWER = 0.75, 2.0  # of cells that are to say nothing
OTHER_KIND_WEIGHT = 0.25  # of what is found, and held for another kind of vehicle


def said(ends: "list[tuple[Tensor, Tensor]]", cells: Cells) -> "tuple[Tensor, Tensor]":
    """Raw scores (b, n, kinds) and boxes (b, n, 4) x0, y0, x1, y1 of all cells."""
    import torch

    raw, far = (
        torch.cat([end[part].float().flatten(2) for end in ends], dim=2).transpose(1, 2)
        for part in (0, 1)
    )
    far = far.clamp(-FAR, FAR).exp() * cells.stride[None, :, None]
    return raw, torch.cat([cells.centre - far[..., :2], cells.centre + far[..., 2:]], dim=2)


def lose(
    raw: "Tensor", boxes: "Tensor", cells: Cells, truth: "list[tuple[Tensor, Tensor, Tensor]]"
) -> "tuple[Tensor, Tensor]":
    """Losses of scores and of boxes; truth is boxes, kinds and what counts, by picture."""
    import torch
    from torch.nn import functional

    with torch.no_grad():
        sure = raw.sigmoid()
        wanted = [
            assign(cells, score, box, *true)
            for score, box, true in zip(sure, boxes, truth, strict=True)
        ]
        score = torch.stack([one.score for one in wanted])
        learns = torch.stack([one.learns for one in wanted])
        target = torch.stack([one.box for one in wanted])
        weight = torch.where(score > 0, score, EMPTY_WEIGHT * sure**EMPTY_POWER)
        weight = weight * learns[..., None] * _softened(score)
        worth = score.amax(dim=2)
        rows = worth > 0
        total = worth.sum().clamp(min=1.0)
    scores = functional.binary_cross_entropy_with_logits(raw, score, weight, reduction="sum")
    apart = (1 - _generalised(boxes[rows], target[rows])) * worth[rows]
    return scores / total, BOX_WEIGHT * apart.sum() / total


def _softened(wanted: "Tensor") -> "Tensor":
    """How much each score (b, n, kinds) weighs: less of other vehicles where there is one.

    Else what looks like none of the models learnt from scores low as every kind, and is not found.
    """
    import torch

    weight = torch.ones_like(wanted)
    own = wanted[..., : len(VEHICLES)]
    other = (own.amax(dim=2, keepdim=True) > 0) & (own == 0)
    weight[..., : len(VEHICLES)][other] = OTHER_KIND_WEIGHT
    return weight


def _generalised(a: "Tensor", b: "Tensor") -> "Tensor":
    """Overlap of pairs of boxes, less the share of what holds both that neither covers."""
    import torch

    both = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0)
    around = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    shared, whole = both.prod(dim=1), around.prod(dim=1) + 1e-6
    areas = [(one[:, 2:] - one[:, :2]).prod(dim=1) for one in (a, b)]
    union = areas[0] + areas[1] - shared + 1e-6
    return shared / union - (whole - union) / whole

"""Says which cells must find which thing: those that already find it best.

As Feng et al., 2021 (TOOD) do it: of the cells in a box, those whose score and overlap together
are best; each is then to score as much as it overlaps, compared with the best of them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lotgraph.training.columns import VEHICLES

if TYPE_CHECKING:
    from torch import Tensor

BEST = 9  # cells a thing has, at most
OVERLAP_POWER = 4.0
REACH = 1.0  # strides about the centre that always belong to a thing, in the finest cells
IGNORED_OVERLAP = 0.4  # with what need not be found: such a cell learns nothing


@dataclass(frozen=True)
class Cells:
    """The cells of all strides: centres (n, 2) and stride (n,) in px."""

    centre: "Tensor"
    stride: "Tensor"

    def to(self, device: str) -> "Cells":
        """The same on a device."""
        return Cells(self.centre.to(device), self.stride.to(device))


@dataclass(frozen=True)
class Wanted:
    """What a picture's cells are to say: scores (n, kinds), boxes (n, 4), and which learn."""

    score: "Tensor"
    box: "Tensor"
    learns: "Tensor"  # (n,)


def cells_of(size: tuple[int, int], strides: tuple[int, ...]) -> Cells:
    """Cells of a picture of a size (h, w), row by row, the finest first."""
    import torch

    centres, all_strides = [], []
    for stride in strides:
        y, x = torch.meshgrid(
            torch.arange(size[0] // stride), torch.arange(size[1] // stride), indexing="ij"
        )
        centres.append((torch.stack([x.ravel(), y.ravel()], dim=1) + 0.5) * stride)
        all_strides.append(torch.full((len(centres[-1]),), float(stride)))
    return Cells(torch.cat(centres), torch.cat(all_strides))


def overlaps(a: "Tensor", b: "Tensor") -> "Tensor":
    """Share (n, m) of the union of boxes (n, 4) and (m, 4) that both cover."""
    import torch

    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (high - low).clamp(min=0).prod(dim=2)
    areas = [(one[:, 2:] - one[:, :2]).clamp(min=0).prod(dim=1) for one in (a, b)]
    return both / (areas[0][:, None] + areas[1][None] - both + 1e-6)


def assign(  # noqa: PLR0913, PLR0917
    cells: Cells, score: "Tensor", box: "Tensor", true_box: "Tensor", true_kind: "Tensor",
    counts: "Tensor",
) -> Wanted:  # fmt: skip
    """What cells that now say scores (n, kinds) and boxes (n, 4) are to say of true boxes (m, 4).

    Boxes that do not count are not to be found, but whoever finds them is not told off. Who finds
    a vehicle and holds it for another kind has found it.
    """
    import torch

    wanted, target = torch.zeros_like(score), torch.zeros_like(box)
    learns = torch.ones(len(box), dtype=torch.bool, device=box.device)
    rest = true_box[~counts]
    if len(rest):
        learns = overlaps(box, rest).amax(dim=1) < IGNORED_OVERLAP
    true_box, true_kind = true_box[counts], true_kind[counts]
    if not len(true_box):
        return Wanted(wanted, target, learns)
    overlap = overlaps(true_box, box)
    found = score.clone()
    found[:, : len(VEHICLES)] = score[:, : len(VEHICLES)].amax(dim=1, keepdim=True)
    fit = found[:, true_kind].T * overlap**OVERLAP_POWER * _near(cells, true_box)
    best = torch.topk(fit, min(BEST, fit.shape[1]), dim=1)
    chosen = torch.zeros_like(fit).scatter_(1, best.indices, 1.0).bool() & (fit > 0)
    # A cell that two things want belongs to the one it overlaps more.
    owner = torch.where(chosen, overlap, -torch.ones_like(overlap)).argmax(dim=0)
    mine = chosen.any(dim=0)
    chosen &= owner[None] == torch.arange(len(true_box), device=box.device)[:, None]
    fit = fit * chosen
    top = fit.amax(dim=1, keepdim=True).clamp(min=1e-12)
    most = (overlap * chosen).amax(dim=1, keepdim=True)
    worth = (fit / top * most).amax(dim=0)
    rows = torch.nonzero(mine).ravel()
    wanted[rows, true_kind[owner[rows]]] = worth[rows]
    target[rows] = true_box[owner[rows]]
    return Wanted(wanted, target, learns | mine)


def _near(cells: Cells, box: "Tensor") -> "Tensor":
    """Which cells (m, n) lie in a box, or are the finest about its centre."""
    import torch

    low = cells.centre[None] - box[:, None, :2]
    high = box[:, None, 2:] - cells.centre[None]
    inside = torch.cat([low, high], dim=2).amin(dim=2) > 0
    middle = (box[:, :2] + box[:, 2:]) / 2
    away = (cells.centre[None] - middle[:, None]).abs().amax(dim=2)
    finest = cells.stride == cells.stride.amin()
    return inside | ((away < REACH * cells.stride) & finest)

"""Writes what ships: weights of half precision, ONNX of single precision, ONNX of whole numbers.

Weights are rounded to half precision first, so that all three say the same.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lotgraph.training.columns import KINDS
from lotgraph.training.export import export, write
from lotgraph.training.quantise import quantise
from lotgraph.training.state import State
from lotgraph.training.stock import Stock
from lotgraph.training.trust import trust

if TYPE_CHECKING:
    from onnx import ModelProto

WEIGHTS, REAL, WHOLE = "detector.safetensors", "detector.onnx", "detector_int8.onnx"
NAMES = (WEIGHTS, REAL, WHOLE)
Arrays = dict[str, NDArray[np.float32]]


def rounded(state: State) -> Arrays:
    """The weights that ship, rounded to half precision."""
    return {name: one.detach().cpu().half().float().numpy() for name, one in state.shipped.items()}


def model_of(state: State) -> "ModelProto":
    """The ONNX model that ships."""
    return export(state.shape, rounded(state), KINDS)


def spread(state: State, slope: float, shift: float) -> None:
    """Draw a line through the logits of scores of the weights that ship."""
    import torch

    with torch.no_grad():
        for name, one in state.mean.items():
            if name.endswith((".score.weight", ".score.bias")):
                one.mul_(slope)
            if name.endswith(".score.bias"):
                one.add_(shift)


def ship(state: State, stock: Stock, folder: Path) -> list[Path]:
    """Write the three files; the stock tells how sure to be, and how large numbers become.

    The state is spread by that: it is for shipping alone from then on.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    spread(state, *trust(model_of(state), stock, state.seed))
    halves = {name: one.astype(np.float16) for name, one in rounded(state).items()}
    draft = folder / f".{WEIGHTS}"
    # One entry: several would be written in any order.
    told = {"kinds": KINDS, "step": state.step, "shape": asdict(state.shape)}
    save_file(halves, draft, {"lotgraph": json.dumps(told)})
    draft.rename(folder / WEIGHTS)
    model = model_of(state)
    write(model, folder / REAL)
    write(quantise(model, stock, state.seed), folder / WHOLE)
    return [folder / name for name in NAMES]

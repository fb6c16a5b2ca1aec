"""All a training knows, kept as one safetensors file, so that it can go on after a kill."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lotgraph.errors import TrainingError
from lotgraph.training.model import Shape
from lotgraph.training.weights import Weights, draw

if TYPE_CHECKING:
    from torch import Tensor

STATE, CURVES = "state.safetensors", "curves.parquet"
STILLS_OF = ("stills", "held_out")  # folders of what is drawn, to learn from and to judge by
ANEW = (
    f"to begin anew, move {STATE}, {CURVES}, {' and '.join(STILLS_OF)} of that folder away "
    "(shipped may stay), or name another folder (--out; in the graph, training of [paths])"
)
PARTS = ("learnt", "running", "mean", "mean_running", "first", "second")


@dataclass
class State:
    """Weights, the mean of those of late that is shipped, and both moments of the optimiser.

    `began_with` is the hash of the file of weights that it began with; empty: with drawn ones.
    `asked` is what the training was asked for, by names, and `codes` are versions of all code that
    took part in it, in the order in which they came; `took_s` are seconds of learning until now,
    however often it was broken off.
    """

    shape: Shape
    seed: int
    step: int
    learnt: Weights
    running: Weights
    mean: Weights
    mean_running: Weights
    first: Weights
    second: Weights
    began_with: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    took_s: float = 0.0

    def to(self, device: str) -> None:
        """Move to a device, in place."""
        for part in PARTS:
            own = getattr(self, part)
            own.update({name: one.detach().to(device) for name, one in own.items()})

    @property
    def shipped(self) -> "dict[str, Tensor]":
        """The weights to be used: their mean of late."""
        return {**self.mean, **self.mean_running}


def save(state: State, path: Path) -> None:
    """Write a state, whole or not at all."""
    from safetensors.torch import save_file

    tensors = {
        f"{part}/{name}": one.detach().cpu().contiguous()
        for part in PARTS
        for name, one in getattr(state, part).items()
    }
    said = {"shape": json.dumps(asdict(state.shape)), "seed": str(state.seed),
            "step": str(state.step), "began_with": state.began_with,
            "asked": json.dumps(state.asked), "codes": json.dumps(state.codes),
            "took_s": str(state.took_s)}  # fmt: skip
    draft = path.with_name(f".{path.name}")
    save_file(tensors, draft, said)
    draft.rename(path)


def load(path: Path) -> State:
    """Read a state.

    Raises:
        TrainingError: it is none, or of another shape.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            said = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        shape = shape_of(json.loads(said["shape"]))
        parts: dict[str, Any] = {
            part: {name.split("/", 1)[1]: one for name, one in tensors.items()
                   if name.startswith(f"{part}/")}
            for part in PARTS
        }  # fmt: skip
        state = State(shape, int(said["seed"]), int(said["step"]), **parts,
                      began_with=said.get("began_with", ""),
                      asked=dict(json.loads(said.get("asked", "{}"))),
                      codes=list(json.loads(said.get("codes", "[]"))),
                      took_s=float(said.get("took_s", 0)))  # fmt: skip
        if "codes" not in said:
            state.asked = {}  # older versions told nothing, or less
        fresh = draw(shape, 0)[0]
    except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
        raise TrainingError(
            f"{path}: expected the state of a training; it cannot be read ({error}); {ANEW}"
        ) from error
    if {name: one.shape for name, one in fresh.items()} != {
        name: one.shape for name, one in state.learnt.items()
    }:
        raise TrainingError(f"{path}: its weights are of another network; {ANEW}")
    return state


def shape_of(said: Any) -> Shape:
    """A shape as a file says it.

    Raises:
        TypeError: it says something else.
    """
    if not isinstance(said, dict):
        raise TypeError("its shape is none")
    tuples: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in said.items()
    }
    return Shape(**tuples)

"""Begins a training: with weights that are drawn, or with those that another one shipped."""

import hashlib
import json
from pathlib import Path

from lotgraph.errors import TrainingError
from lotgraph.training.columns import KINDS
from lotgraph.training.model import Shape
from lotgraph.training.state import State, shape_of
from lotgraph.training.weights import Weights, draw


def begin(shape: Shape, seed: int) -> State:
    """The state before the first step."""
    return _state(shape, seed, *draw(shape, seed), began_with="")


def begin_with(path: Path, seed: int) -> State:
    """The same with weights as `ship` writes them: what they know is learnt on from.

    Raises:
        TrainingError: the file holds no such weights, or weights of another network.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            said = json.loads((file.metadata() or {})["lotgraph"])
            held = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
        shape, kinds = shape_of(said["shape"]), tuple(said["kinds"])
        learnt, running = draw(shape, seed)
    except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
        raise TrainingError(
            f"{path}: expected weights of a detector of ours, as `lotgraph train` leaves them in "
            f"shipped/detector.safetensors; they cannot be read ({error})"
        ) from error
    drawn = {**learnt, **running}
    if kinds != KINDS or {n: o.shape for n, o in held.items()} != {
        n: o.shape for n, o in drawn.items()
    }:
        raise TrainingError(
            f"{path}: its weights are of another network, or find other kinds; train from nothing"
        )
    parts = ({name: held[name] for name in part} for part in (learnt, running))
    began_with = hashlib.sha256(path.read_bytes()).hexdigest()
    return _state(shape, seed, *parts, began_with=began_with)


def _state(shape: Shape, seed: int, learnt: Weights, running: Weights, *, began_with: str) -> State:
    mean, mean_running = (
        {name: one.clone() for name, one in part.items()} for part in (learnt, running)
    )
    first, second = ({name: one * 0 for name, one in learnt.items()} for _ in range(2))
    return State(shape, seed, 0, learnt, running, mean, mean_running, first, second, began_with)

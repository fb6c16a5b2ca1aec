"""Catalogue of vehicle models, each of one split."""

from lotgraph.errors import TwinError
from lotgraph.twin.bodies import models_held_out, models_train
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.seeds import Split

BODIES: dict[str, Body] = {
    body.name: body for body in (*models_train.MODELS, *models_held_out.MODELS)
}


def body_of(name: str, split: Split) -> Body:
    """Give the model of this name.

    Raises:
        TwinError: there is no such model, or it belongs to the other split.
    """
    body = BODIES.get(name)
    if body is None or body.split != split:
        known = ", ".join(sorted(one.name for one in BODIES.values() if one.split == split))
        came = "no model has that name" if body is None else f"it belongs to {body.split}"
        raise TwinError(
            f"body {name!r}: expected a model of the split {split}, but {came}; use one of: {known}"
        )
    return body


def bodies_of(split: Split) -> tuple[Body, ...]:
    """Models of one split, by name."""
    return tuple(BODIES[name] for name in sorted(BODIES) if BODIES[name].split == split)

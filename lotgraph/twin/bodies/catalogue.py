"""Catalogue of vehicle models, each of one split, and of their variants."""

from functools import lru_cache

from lotgraph.errors import TwinError
from lotgraph.twin.bodies import models_held_out, models_train
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.vary import MARK, varied
from lotgraph.twin.seeds import Split

BODIES: dict[str, Body] = {
    body.name: body for body in (*models_train.MODELS, *models_held_out.MODELS)
}


@lru_cache(maxsize=1024)
def body_of(name: str, split: Split) -> Body:
    """Give the model of this name; `van_panel~7` is the seventh variant of `van_panel`.

    Raises:
        TwinError: there is no such model, or it belongs to the other split.
    """
    own, _, number = name.partition(MARK)
    body = BODIES.get(own)
    if body is None or body.split != split or not (number.isdecimal() or name == own):
        known = ", ".join(sorted(one.name for one in BODIES.values() if one.split == split))
        came = "no model has that name"
        if body and body.split != split:
            came = f"it belongs to {body.split}"
        raise TwinError(
            f"body {name!r}: expected a model of the split {split}, but {came}; use one of: {known}"
        )
    return varied(body, int(number)) if number else body


def bodies_of(split: Split) -> tuple[Body, ...]:
    """Models of one split, by name."""
    return tuple(BODIES[name] for name in sorted(BODIES) if BODIES[name].split == split)

"""Face: how a model's lamps, grille and cladding are cut. Each model has its own, from its name."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lotgraph.twin.bodies.mesh import Part
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.seeds import stream

Grille = Literal["bar", "tall", "frame", "kidneys", "closed"]
GRILLES: tuple[Grille, ...] = ("bar", "tall", "frame", "kidneys", "closed")
Rows = tuple[float, float]

# (upper, lower) of an end's height and (inner, outer) of half its width, by the style of a model.
HEAD_LAMPS: dict[str, tuple[Rows, Rows]] = {
    "slim": ((0.94, 0.70), (0.54, 0.985)),
    "round": ((0.95, 0.58), (0.58, 0.90)),
    "tall": ((0.97, 0.52), (0.66, 0.985)),
    "bar": ((0.95, 0.75), (0.40, 0.985)),
}
TAIL_LAMPS: dict[str, tuple[Rows, Rows]] = {
    "slim": ((0.97, 0.66), (0.60, 0.99)),
    "round": ((0.96, 0.55), (0.72, 0.98)),
    "tall": ((0.98, 0.32), (0.84, 0.99)),
    "bar": ((0.95, 0.75), (0.50, 0.99)),
}
# From the top down, or from outside to inside: each part and its share of the lamp.
ORDERS: tuple[tuple[tuple[Part | None, float], ...], ...] = (
    ((Part.TAIL_LAMP, 0.36), (Part.BRAKE_LAMP, 0.30), (None, 0.18), (Part.REVERSE_LAMP, 0.16)),
    ((None, 0.20), (Part.TAIL_LAMP, 0.34), (Part.BRAKE_LAMP, 0.30), (Part.REVERSE_LAMP, 0.16)),
    ((Part.BRAKE_LAMP, 0.34), (None, 0.16), (Part.REVERSE_LAMP, 0.14), (Part.TAIL_LAMP, 0.36)),
    ((Part.TAIL_LAMP, 0.46), (Part.BRAKE_LAMP, 0.30), (Part.REVERSE_LAMP, 0.12), (None, 0.12)),
)


@dataclass(frozen=True)
class Face:
    """What a model shows at both ends.

    Rows are (upper, lower) in [0, 1] of an end's height, columns (inner, outer) of half its width.
    Of `tail_order`, None is the indicator of its side.
    """

    head_rows: Rows
    head_columns: Rows
    slant: float
    indicator_share: float
    grille: Grille
    intake: tuple[float, float]  # its upper row, half its width
    has_fog_lamps: bool
    tail_rows: Rows
    tail_columns: Rows
    tail_order: tuple[tuple[Part | None, float], ...]
    is_tail_beside: bool  # its lamps lie beside each other, not one above the other
    tail_band: Part | None
    plate_row: float
    is_clad: bool  # black plastic around the wheels and along the sills


@lru_cache(maxsize=256)
def face_of(body: Body) -> Face:
    """Draw a model's face; the same name has the same face always."""
    r = stream(0, "face", body.name)
    (head_up, head_low), (head_in, head_out) = HEAD_LAMPS[body.lamps]
    (tail_up, tail_low), (tail_in, tail_out) = TAIL_LAMPS[body.lamps]
    is_rough = body.kind in {"suv", "off-roader", "pickup"}
    return Face(
        head_rows=(head_up + r.uniform(-0.05, 0.02), head_low + r.uniform(-0.06, 0.05)),
        head_columns=(head_in + r.uniform(-0.08, 0.08), head_out),
        slant=r.uniform(0.0, 0.10),
        indicator_share=r.uniform(0.10, 0.20),
        grille=GRILLES[int(r.integers(len(GRILLES)))],
        intake=(r.uniform(0.18, 0.32), r.uniform(0.35, 0.78)),
        has_fog_lamps=bool(r.random() < 0.6),  # noqa: PLR2004
        tail_rows=(tail_up + r.uniform(-0.04, 0.0), tail_low + r.uniform(-0.06, 0.05)),
        tail_columns=(tail_in + r.uniform(-0.08, 0.05), tail_out),
        tail_order=ORDERS[int(r.integers(len(ORDERS)))],
        is_tail_beside=bool(tail_out - tail_in > 0.3 and r.random() < 0.4),  # noqa: PLR2004
        tail_band=(None, None, None, Part.CHROME, Part.TRIM)[int(r.integers(5))],
        plate_row=0.54 if body.type == "van" or r.random() < 0.65 else 0.25,  # noqa: PLR2004
        is_clad=bool(r.random() < (0.75 if is_rough else 0.08)),
    )

"""Build people who walk, carry and push: a figure from a seed, and its mesh by the stride."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError
from lotgraph.twin.bands import banded, kept
from lotgraph.twin.bodies.figure import Figure, carried, limbs, pose, pulled, suitcase, trunk
from lotgraph.twin.bodies.mesh import Mesh, Part, Piece, corner_normals, join, moved
from lotgraph.twin.bodies.paints import linear_of
from lotgraph.twin.bodies.pushed import CENTRE_M, GRIP_M, NAMES, push
from lotgraph.twin.seeds import Split, stream

STRIDE = 0.86  # of a person's height that one cycle of two steps carries
HEIGHTS_M, CHILDREN_M = (1.5, 1.98), (1.05, 1.45)
SKINS: dict[Split, tuple[str, ...]] = {
    "train": ("f0d0b8", "c68e63", "7b4a2d"),
    "held_out": ("e3b594", "a26a43", "4f2f1e"),
}
HAIRS: dict[Split, tuple[str, ...]] = {
    "train": ("17120f", "4a3020", "b08a55", "c9c7c2"),
    "held_out": ("2a1c14", "7a5534", "8f8d8a"),
}
# Clothes: most are dark or dull, some bright; high-visibility ones on people at work.
DULL: dict[Split, tuple[str, ...]] = {
    "train": ("16181c", "23262b", "39404a", "5a4636", "20352b", "8a8478"),
    "held_out": ("1d2433", "2b3a55", "4b4f52", "6e6a5e", "14161f", "a39c8d"),
}
GAY: dict[Split, tuple[str, ...]] = {
    "train": ("c9c4b8", "8c1f24", "b3552b", "d0a63a"),
    "held_out": ("e6e4df", "1f4f8a", "2f7a5b", "a8577e"),
}
BRIGHT: dict[Split, tuple[str, ...]] = {"train": ("d7e021",), "held_out": ("f06a1e",)}


@dataclass(frozen=True, eq=False)
class Walker:
    """One person. Parts have one colour each, (29, 3) linear; `pushed` stands ahead of them."""

    figure: Figure
    colours: NDArray[np.float64]
    grain: NDArray[np.float64]
    pushes: str
    pushed: tuple[Piece, ...]

    def mesh(self, phase: float, stride: float = 1.0) -> Mesh:
        """Give the mesh at a phase of the stride, in cycles; some 6 ms, 800 to 1,400 triangles.

        The hips are over the origin, or the middle of person and what is pushed is. `stride` scales
        the swing of arms and legs: 0 stands still.
        """
        return _finish(self, _pieces(self, phase, stride))

    def points(self, phase: float, stride: float = 1.0) -> NDArray[np.float64]:
        """Where the vertices (n, 3) of that mesh are; half the time."""
        return join(_pieces(self, phase, stride)).vertices


def build_walker(look_seed: int, split: Split, pushes: str = "") -> Walker:
    """Draw a person of a split from a seed; `pushes` is "", "trolley" or "pram".

    Raises:
        TwinError: there is nothing of that name to push.
    """
    if pushes not in NAMES:
        raise TwinError(f"pushes {pushes!r}: expected one of {', '.join(map(repr, NAMES))}")
    figure = draw_figure(look_seed, split, pushes)
    numbers = stream(look_seed, "clothes", pushes)
    colours = draw_colours(numbers, split, is_bright=figure.upper == "vest")
    grain = numbers.uniform(0.93, 1.07, 257)
    return Walker(figure, colours, grain, pushes, tuple(push(pushes, numbers)))


def draw_figure(look_seed: int, split: Split, pushes: str = "") -> Figure:
    """Draw a person's proportions, clothes' cut and bag; nobody of the other split has such."""
    r, is_grown = stream(look_seed, "walker", pushes), bool(pushes)
    height = kept(float(r.normal(1.7, 0.09)), split, *HEIGHTS_M)
    if r.random() < 0.08 and not is_grown:  # noqa: PLR2004
        height = banded(r, split, *CHILDREN_M)
    girth = 1.0 + 0.45 * kept(float(r.beta(1.3, 2.6)), split, 0.0, 1.0)
    upper = ("shirt", "jacket", "coat", "vest")[int(r.choice(4, p=(0.36, 0.38, 0.16, 0.10)))]
    lower = ("trousers", "shorts", "skirt")[int(r.choice(3, p=(0.78, 0.10, 0.12)))]
    heads = ("short", "long", "bald", "cap", "hat", "hood")
    head = heads[int(r.choice(6, p=(0.42, 0.27, 0.06, 0.11, 0.05, 0.09)))]
    bags = ("", "backpack", "shoulder", "shopping", "two shopping", "suitcase")
    bag = bags[int(r.choice(6, p=(0.43, 0.17, 0.15, 0.13, 0.07, 0.05)))]
    if is_grown and bag in {"shopping", "two shopping", "suitcase"}:
        bag = ""
    return Figure(
        height, girth, upper, lower,  # type: ignore[arg-type]
        bool(r.random() < 0.25), head, bag, banded(r, split, 0.5, 1.1),  # type: ignore[arg-type] # noqa: PLR2004
        float(np.radians(r.uniform(0.0, 5.0) + 6.0 * is_grown)),
        bool(r.random() < 0.1 and not is_grown and not bag),  # noqa: PLR2004
    )  # fmt: skip


def stride_of(figure: Figure) -> float:
    """How far one cycle of the phase carries at a walk without slipping feet, in metres."""
    return STRIDE * figure.height_m


def draw_colours(
    r: np.random.Generator, split: Split, *, is_bright: bool = False
) -> NDArray[np.float64]:
    """Linear albedo (parts, 3) of what a person of a split is and wears."""
    table = np.full((len(Part), 3), 0.04)

    def one_of(codes: tuple[str, ...]) -> NDArray[np.float64]:
        picked = np.array(linear_of(codes[int(r.integers(len(codes)))]))
        picked *= banded(r, split, 0.75, 1.25) * r.uniform(0.97, 1.03, 3)
        return np.asarray(np.clip(picked, 0.004, 0.9))

    clothes = (*DULL[split], *DULL[split], *GAY[split])
    table[Part.SKIN] = one_of(SKINS[split])
    table[Part.HAIR] = one_of(HAIRS[split])
    table[Part.UPPER_CLOTHES] = one_of(BRIGHT[split] if is_bright else clothes)
    table[Part.SECOND] = (0.62, 0.63, 0.6) if is_bright else one_of(clothes)
    table[Part.LOWER_CLOTHES] = one_of(DULL[split])
    for part in (Part.SHOE, Part.BAG, Part.TRIM, Part.PUSHED, Part.CARGO):
        table[part] = one_of(clothes)
    table[Part.SHOE] *= 0.6
    table[Part.CHROME] = 0.3
    table[Part.TYRE] = 0.025
    return table


def _pieces(walker: Walker, phase: float, stride: float) -> list[Piece]:
    figure = walker.figure
    sides, spread = [], []
    for side in (1.0, -1.0):
        joints = pose(figure, side, phase, stride, _grip(walker, side))
        sides.append(joints)
        spread.append(float(joints.knee[0]))
    body = join([
        *trunk(figure, abs(spread[0] - spread[1])),
        *(piece for joints in sides for piece in limbs(figure, joints)),
        *carried(figure, [sides[1].hand, sides[0].hand]),
    ])  # fmt: skip
    lowest = body.vertices[:, 2].min()
    body.vertices[:, 2] -= lowest
    behind = pulled(figure)
    pieces = [body, *walker.pushed, *(() if behind is None else suitcase(behind))]
    return [moved(one, (-CENTRE_M, 0.0, 0.0)) for one in pieces] if walker.pushes else pieces


def _grip(walker: Walker, side: float) -> NDArray[np.float64] | None:
    if walker.pushes:
        return np.array([GRIP_M[0], side * 0.2, GRIP_M[1]])
    if walker.figure.carries_phone and side < 0:
        h = walker.figure.height_m
        return np.array([0.17 * h, -0.05 * h, 0.72 * h])
    return pulled(walker.figure) if side < 0 else None


def _finish(walker: Walker, pieces: list[Piece]) -> Mesh:
    one = join(pieces)
    count = len(one.faces)
    grain = walker.grain[np.arange(count) % len(walker.grain), None]
    shiny = one.part == Part.CHROME
    return Mesh(
        vertices=one.vertices.astype(np.float32),
        faces=one.faces.astype(np.int32),
        part=one.part,
        uv=np.zeros((count, 3, 2), np.float32),
        normal=corner_normals(one.vertices, one.faces),
        colour=np.clip(walker.colours[one.part] * grain, 0.0, 1.0).astype(np.float32),
        gloss=np.where(shiny, 0.6, 0.08).astype(np.float32),
        metallic=np.where(shiny, 0.6, 0.0).astype(np.float32),
        atlas=np.zeros((1, 1, 3), np.uint8),
        wheel=one.wheel,
        hubs=np.zeros((0, 3), np.float32),
        steered=np.zeros(0, np.bool_),
    )

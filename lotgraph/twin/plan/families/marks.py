"""How the stalls of a site are painted, and what its ground is made of."""

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.model import Markings
from lotgraph.twin.seeds import Split

# A name of both splits is no shared look: what is made of it is drawn from bands of each.
GROUNDS: dict[Split, tuple[str, ...]] = {
    "train": ("asphalt", "asphalt", "asphalt", "concrete", "paving", "paving"),
    "held_out": ("asphalt", "asphalt", "asphalt", "concrete", "gravel", "paving"),
}


def markings(dice: Dice, ground: str) -> Markings:
    """Mostly white lines, more or less worn; now and then none, as always on gravel."""
    colour = dice.pick(("white",) * 6 + ("yellow",) * 3 + ("blue", "none"))
    if ground == "gravel":
        colour = "none"
    return Markings(
        colour=colour,  # type: ignore[arg-type]
        width_m=dice.number(0.07, 0.17),
        overhang_m=dice.number(0.0, 0.3) if dice.happens(0.3) else 0.0,
        is_closed=dice.happens(0.3),
        wear_share=dice.number(0.02, 0.75),
        has_arrows=dice.happens(0.75) and ground != "gravel",
    )


def any_ground(dice: Dice) -> str:
    """What is driven on."""
    return dice.own(GROUNDS)

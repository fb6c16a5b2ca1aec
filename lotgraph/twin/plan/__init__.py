"""Plan: what a parking site is, from its lanes to its lenses.

Written in a TOML file or generated from a seed. Read by every other room of the twin.
"""

from lotgraph.twin.plan.model import (
    Camera,
    Gate,
    Lane,
    Markings,
    Plan,
    Point,
    Rates,
    Stall,
    Structure,
)

__all__ = ["Camera", "Gate", "Lane", "Markings", "Plan", "Point", "Rates", "Stall", "Structure"]

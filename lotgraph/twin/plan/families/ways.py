"""Gates across the ways in and out, and what stands beside them."""

import math

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft
from lotgraph.twin.plan.model import Gate, Lane, Structure
from lotgraph.twin.plan.shapes import along, length_of


def gate_on(lane: Lane, from_site_m: float) -> Gate:
    """A barrier so far before an entry meets the site, or behind where an exit leaves it."""
    at_m = from_site_m if lane.kind == "exit" else length_of(lane.points) - from_site_m
    return Gate(f"gate_{lane.lane_id}", lane.lane_id, round(at_m, 3))


def ticket_machines(draft: Draft, dice: Dice) -> None:
    """Put a machine before each gate, on the driver's side, on a kerbed island of its own."""
    lanes = {lane.lane_id: lane for lane in draft.lanes}
    texture = dice.pick(("metal", "hazard"))
    size = (dice.number(0.25, 0.4), dice.number(0.3, 0.5), dice.number(1.2, 1.6))
    for gate in draft.gates:
        lane = lanes[gate.lane_id]
        (x, y), heading = along(lane.points, gate.at_m - 1.2)
        out = lane.width_m / 2 + 0.55
        centre = x - out * math.sin(heading), y + out * math.cos(heading)
        draft.put([Structure("pillar", centre, size, heading, texture=texture)])

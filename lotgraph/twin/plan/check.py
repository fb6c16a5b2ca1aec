"""Checks that a plan makes sense: a sentence for everything that cannot be."""

from collections.abc import Iterator

import numpy as np

from lotgraph.twin.plan.bounds import name_problems, number_problems
from lotgraph.twin.plan.check_cameras import camera_problems
from lotgraph.twin.plan.lanes import Network, Place
from lotgraph.twin.plan.model import Plan, Structure
from lotgraph.twin.plan.problem import Problem
from lotgraph.twin.plan.shapes import Floats, length_of, nearest, overlaps, rectangles, strips

HEADROOM_M = 2.0  # what hangs higher is in nobody's way
FURTHEST_M = 1.5  # between a stall and the edge of its lane
# What geometry is asked of, and what of that it is not.
SHAPES = frozenset({"extent_m", "lanes", "stalls", "gates", "structures", "cameras"})
NO_SHAPE = frozenset(
    {"texture", "sensor", "speed_mps", "fps", "crf", "keyframe_s", "clock_drift_ppm"}
)
FEET_M = {"tree": 0.4, "lamp": 0.3, "sign": 0.2}  # what stands on the ground of things wide above


def check(plan: Plan) -> list[Problem]:
    """Everything that is wrong with a plan, none if it can be driven on and looked at.

    Numbers and names come first; where some that shapes are made of are wrong, geometry is not
    asked.
    """
    first = values(plan)
    if any(one.keys[0] in SHAPES and one.keys[-1] not in NO_SHAPE for one in first):
        return first
    return [
        *first,
        *_lanes(plan),
        *_gates(plan),
        *_stalls(plan),
        *_in_the_way(plan),
        *camera_problems(plan),
    ]


def values(plan: Plan) -> list[Problem]:
    """Every number and name that cannot be, each by itself."""
    return [*number_problems(plan), *name_problems(plan)]


def _lanes(plan: Plan) -> Iterator[Problem]:
    network = Network(plan.lanes)
    for kind, found in (("entry", network.entries()), ("exit", network.exits())):
        if not found:
            yield Problem(("lanes",), f"expected a lane of kind {kind}; got none")
    x0, y0, x1, y1 = plan.extent_m
    places = [Place(lane.lane_id, network.lengths[lane.lane_id] / 2) for lane in plan.lanes]
    reached = np.zeros(len(places), bool)
    for entry in network.entries():
        reached |= network.leads(entry, places)
    for index, (lane, place) in enumerate(zip(plan.lanes, places, strict=True)):
        if lane.kind != "entry" and not reached[index]:
            said = f"lane {lane.lane_id} cannot be reached from an entry; join an end of one lane "
            yield Problem(("lanes", index), said + "to the other and see which way they go")
        if lane.kind != "exit" and not any(network.leads(place, network.exits())):
            said = f"lane {lane.lane_id} leads to no exit; join an end of one lane to the other "
            yield Problem(("lanes", index), said + "and see which way they go")
        if lane.kind != "aisle":
            x, y = lane.points[0 if lane.kind == "entry" else -1]
            if x0 < x < x1 and y0 < y < y1:
                said = f"{lane.kind} {lane.lane_id} ends on the site at ({x:g}, {y:g}); expected "
                yield Problem(("lanes", index, "points"), said + "an end on or beyond extent_m")


def _gates(plan: Plan) -> Iterator[Problem]:
    lanes = {lane.lane_id: lane for lane in plan.lanes}
    for index, gate in enumerate(plan.gates):
        lane = lanes[gate.lane_id]
        length_m = length_of(lane.points)
        if not 0 <= gate.at_m <= length_m:
            said = f"gate {gate.gate_id} is off its lane; expected 0 to {length_m:.4g} m along "
            yield Problem(("gates", index, "at_m"), f"{said}{gate.lane_id}; got {gate.at_m:g}")
        if lane.kind == "aisle":
            said = f"gate {gate.gate_id} stands on an aisle; expected an entry or exit"
            yield Problem(("gates", index, "lane_id"), f"{said}; got {gate.lane_id!r}")


def _stalls(plan: Plan) -> Iterator[Problem]:
    if not plan.stalls:
        return
    shapes, names = stall_shapes(plan), [stall.stall_id for stall in plan.stalls]
    for one, other in zip(*overlaps(shapes, shapes), strict=True):
        if one < other:
            said = f"stall {names[other]} overlaps stall {names[one]}; move one or make it smaller"
            yield Problem(("stalls", int(other)), said)
    x0, y0, x1, y1 = plan.extent_m
    inside = (x0 <= shapes[..., 0]) & (shapes[..., 0] <= x1)
    inside &= (y0 <= shapes[..., 1]) & (shapes[..., 1] <= y1)
    for stall in np.flatnonzero(~inside.all(axis=1)).tolist():
        said = f"stall {names[stall]} reaches beyond extent_m, where nothing is paved or painted; "
        yield Problem(("stalls", stall), f"{said}move it, or make extent_m larger")
    for lane in plan.lanes:
        for stall in sorted(set(overlaps(shapes, strips(lane))[0].tolist())):
            said = f"stall {names[stall]} overlaps lane {lane.lane_id}; move one"
            yield Problem(("stalls", stall), said)
        own = [n for n, stall in enumerate(plan.stalls) if stall.lane_id == lane.lane_id]
        if own:
            distances, _ = nearest(lane.points, _front_edges(shapes[own]).reshape(-1, 2))
            gaps = distances.reshape(len(own), -1).min(axis=1) - lane.width_m / 2
            for stall, gap in zip(own, gaps, strict=True):
                if gap > FURTHEST_M:
                    said = f"stall {names[stall]} lies {gap:.1f} m from its lane {lane.lane_id}; "
                    yield Problem(("stalls", stall), f"{said}expected at most {FURTHEST_M:g} m")


def _in_the_way(plan: Plan) -> Iterator[Problem]:
    low = [n for n, one in enumerate(plan.structures) if one.base_m < HEADROOM_M]
    if not low:
        return
    feet = foot_shapes([plan.structures[n] for n in low])
    lanes = [(lane.lane_id, strip) for lane in plan.lanes for strip in strips(lane)[:, None]]
    stalls = [(s.stall_id, shape) for s, shape in zip(plan.stalls, stall_shapes(plan), strict=True)]
    for word, named in (("lane", lanes), ("stall", stalls)):
        shapes = np.array([shape.reshape(4, 2) for _, shape in named]).reshape(-1, 4, 2)
        pairs = zip(*overlaps(feet, shapes), strict=True)
        for number, name in sorted({(low[foot], named[other][0]) for foot, other in pairs}):
            structure = plan.structures[number]
            x, y = structure.centre
            said = f"the {structure.kind} at ({x:g}, {y:g}) stands on {word} {name}; move one"
            yield Problem(("structures", number), said)


def stall_shapes(plan: Plan) -> Floats:
    """Corners (n, 4, 2) of all stalls."""
    return rectangles(
        np.array([stall.centre for stall in plan.stalls]).reshape(-1, 2),
        np.array([(stall.length_m, stall.width_m) for stall in plan.stalls]).reshape(-1, 2),
        np.array([stall.heading_rad for stall in plan.stalls]),
    )


def foot_shapes(structures: list[Structure]) -> Floats:
    """Corners (n, 4, 2) of what structures cover of the ground."""
    sizes = [
        (FEET_M[one.kind],) * 2 if one.kind in FEET_M else one.size_m[:2] for one in structures
    ]
    return rectangles(
        np.array([one.centre for one in structures]).reshape(-1, 2),
        np.array(sizes).reshape(-1, 2),
        np.array([one.heading_rad for one in structures]),
    )


def _front_edges(shapes: Floats) -> Floats:
    """Places (n, 12, 2) all along the rims of stalls."""
    after = np.roll(shapes, -1, axis=1)
    rim: Floats = np.concatenate([shapes, (2 * shapes + after) / 3, (shapes + 2 * after) / 3], 1)
    return rim

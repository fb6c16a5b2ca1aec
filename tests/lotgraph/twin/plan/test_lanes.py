"""Ways along the lanes keep to the signs, are the shortest, and do not turn round."""

import pytest

from lotgraph.twin.plan.lanes import Network, Place, Step, ways_in, ways_out
from lotgraph.twin.plan.model import Lane, Stall

ENTRY = Lane("in", "entry", ((0, -20), (0, 0)), is_one_way=True)
SPINE = Lane("spine", "aisle", ((0, 0), (40, 0)))
DEAD_END = Lane("dead_end", "aisle", ((20, 0), (20, 30)))
EXIT = Lane("out", "exit", ((40, 0), (40, -20)), is_one_way=True)
LANES = (ENTRY, SPINE, DEAD_END, EXIT)


def test_a_way_leads_from_the_entry_over_the_joints_to_a_stall():
    stall = Stall("a", "dead_end", (25, 10), 0.0)
    assert ways_in(Network(LANES), stall) == [
        (Step("in", 0, 20), Step("spine", 0, 20), Step("dead_end", 0, 10))
    ]


def test_a_way_out_may_go_against_the_points_of_a_lane_that_is_not_one_way():
    stall = Stall("a", "dead_end", (25, 10), 0.0)
    assert ways_out(Network(LANES), stall) == [
        (Step("dead_end", 10, 0), Step("spine", 20, 40), Step("out", 0, 20))
    ]


def test_a_one_way_lane_is_never_driven_against_its_points():
    one_way = (ENTRY, SPINE, Lane("dead_end", "aisle", DEAD_END.points, is_one_way=True), EXIT)
    assert not ways_out(Network(one_way), Stall("a", "dead_end", (25, 10), 0.0))


def test_nobody_turns_round_on_a_lane():
    network = Network(LANES)
    assert network.route(Place("dead_end", 10, 1), Place("out", 20, 1)) is None
    assert network.route(Place("spine", 30, 1), Place("spine", 10)) is None


@pytest.mark.parametrize("detour", [False, True])
def test_the_shortest_way_is_taken(detour):
    west, north, east = ((0, 0), (0, 10)), ((0, 10), (40, 10)), ((40, 10), (40, 0))
    around = (Lane("round", "aisle", (west[0], *north, east[1])),)
    if detour:
        longer = Lane("spine", "aisle", ((0, 0), (20, -40), (40, 0)))
        network = Network((ENTRY, longer, *around, EXIT))
    else:
        network = Network((ENTRY, SPINE, *around, EXIT))
    way = network.route(network.entries()[0], network.exits()[0])
    assert [step.lane_id for step in way] == ["in", "round" if detour else "spine", "out"]
    assert sum(abs(step.to_m - step.from_m) for step in way) == (100 if detour else 80)


def test_lanes_that_only_cross_do_not_join():
    across = Lane("across", "aisle", ((30, -10), (30, 10)))
    network = Network((*LANES, across))
    assert network.route(network.entries()[0], Place("across", 5)) is None

"""Who was asked for lately is kept; who was not is made anew."""

from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.recent import Recent

ROUNDS = 3


def test_what_is_asked_for_again_in_time_is_the_same_and_later_is_made_anew():
    kept = Recent(lambda name: [name], rounds=ROUNDS)
    first = kept("car")
    for _ in range(3 * ROUNDS):
        for _ in range(ROUNDS - 1):
            kept.turn()
        assert kept("car") is first
    for _ in range(ROUNDS):
        kept.turn()
    assert len(kept) == 0
    assert kept("car") is not first
    assert kept("car") == first


@given(st.lists(st.sets(st.integers(0, 9)), max_size=40))
def test_exactly_those_of_the_last_rounds_are_held(rounds):
    made = []
    kept = Recent(lambda number: made.append(number) or number, rounds=ROUNDS)
    for now, asked in enumerate(rounds):
        kept.turn()
        recent = set().union(*rounds[max(0, now - ROUNDS + 1) : now])
        assert len(kept) == len(recent)
        made.clear()
        assert {kept(number) for number in asked} == asked
        assert set(made) == asked - recent

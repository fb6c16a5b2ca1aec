"""Numbers and proof: what goes in as packets comes out as frames, whole or said not to be."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.video.batch import Shown
from lotgraph.video.clock import Clock
from lotgraph.video.numbering import MOST_HELD, DamageError, Numbering, Proof


def packet(pts, dts=None):
    return SimpleNamespace(
        pts=pts, dts=pts if dts is None else dts, is_discard=False, is_corrupt=False, size=9
    )


def frame(pts, *, is_corrupt=False):
    return SimpleNamespace(pts=pts, is_corrupt=is_corrupt)


stamps = st.lists(st.integers(0, 10_000), min_size=1, max_size=30, unique=True)


@given(stamps=stamps, data=st.data())
def test_a_number_is_the_place_in_the_order_shown_even_when_others_are_lost(stamps, data):
    numbering = Numbering(is_counting=False)
    for dts, pts in enumerate(stamps):
        numbering.feed(packet(pts, dts))
    kept = sorted(data.draw(st.sets(st.sampled_from(stamps))))
    ranks = {pts: rank for rank, pts in enumerate(sorted(stamps))}
    assert [numbering.number(frame(pts)) for pts in kept] == [ranks[pts] for pts in kept]


@given(st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=1, max_size=30))
def test_numbers_rise_whatever_the_stamps_say(stamps):
    numbering = Numbering(is_counting=False)
    numbers = []
    for pts in stamps:
        numbering.feed(packet(pts))
        number = numbering.number(frame(pts))
        numbers += [] if number is None else [number]
    assert numbers == sorted(set(numbers))


def test_a_frame_is_held_until_all_it_may_lean_on_has_come_out():
    proof = Proof()
    for pts in (0, 3, 1, 2):  # I P B B, as coded
        proof.feed(packet(pts))
    released = [[s.index for s in proof.release(Shown(n, 0.0, frame(n)))] for n in range(4)]
    assert released == [[0], [], [], [1, 2, 3]]
    proof.end()


def test_frames_before_a_patched_one_that_may_lean_on_it_are_not_released():
    proof = Proof()
    for pts in (0, 3, 1, 2):
        proof.feed(packet(pts))
    assert [s.index for s in proof.release(Shown(0, 0.0, frame(0)))] == [0]
    assert not list(proof.release(Shown(1, 0.0, frame(1))))
    with pytest.raises(DamageError):
        list(proof.release(Shown(3, 0.0, frame(3, is_corrupt=True))))


def test_a_packet_without_a_frame_is_damage_at_the_latest_at_the_end():
    proof = Proof()
    proof.feed(packet(0))
    proof.feed(packet(1))
    list(proof.release(Shown(0, 0.0, frame(0))))
    with pytest.raises(DamageError):
        proof.end()


def test_a_packet_that_gives_no_frame_does_not_hold_a_whole_file_back():
    proof = Proof()
    proof.feed(packet(-1))
    with pytest.raises(DamageError):  # noqa: PT012  the frame at which it raises is the point
        for pts in range(MOST_HELD + 1):
            proof.feed(packet(pts))
            assert not list(proof.release(Shown(pts, 0.0, frame(pts))))


@given(st.lists(st.one_of(st.none(), st.integers(-1000, 1000)), min_size=1, max_size=30))
def test_time_never_goes_back_and_starts_at_zero_or_after(stamps):
    clock = Clock(0.01, 0.1, origin=0)
    times_s = [clock.time_of(stamp) for stamp in stamps]
    assert times_s == sorted(times_s)
    assert times_s[0] >= 0


def test_a_clock_that_starts_anew_goes_on_from_the_frame_before():
    clock = Clock(0.1, 0.1)
    assert [clock.time_of(s) for s in (5, 6, 7, 0, 1)] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert clock.backward == 1


def test_gaps_are_kept_and_missing_stamps_follow_the_rate():
    clock = Clock(0.1, 0.1)
    assert [clock.time_of(s) for s in (0, 1, None, 30)] == pytest.approx([0, 0.1, 0.2, 3.0])
    assert clock.missing == 1

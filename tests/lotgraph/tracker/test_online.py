"""What is said of a frame as it comes stays, whatever comes after it."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.tracker import online
from lotgraph.tracker.model import MOTION, SWAY
from lotgraph.tracker.online import MOST_S, MOVES, PAST_S, _lesson, track_online
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.tell import tell
from lotgraph.tracker.track import STRICT
from tests.lotgraph.tracker.conftest import table_of


def followed(table, fps=25.0):
    boxes = prepare(table, fps)
    return tell(track_online(boxes), boxes.row, table)


LEARNT = st.integers(29, 34)  # frames about which is learnt first


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5), st.one_of(LEARNT, st.integers(1, 120)), st.sampled_from([5.0, 25.0]))
def test_what_comes_after_changes_nothing_that_was_said(walk, seed, cut, fps):
    table, _ = walk(seed, frames=120, alarms=3.0)
    odd_ones = pl.int_range(pl.len()) % 7 == seed
    table = table.with_columns(score=pl.when(odd_ones).then(None).otherwise("score"))
    # What comes later has scores, classes and gaps that nobody could know of.
    after = pl.col("frame") > cut
    odd = table.with_columns(
        score=pl.when(after).then(pl.col("score") * 7 - 4).otherwise("score"),
        kind=pl.when(after & (pl.col("frame") % 3 == 0)).then(pl.lit("a")).otherwise("kind"),
    ).with_columns(score=pl.when(pl.col("frame") == cut + 2).then(None).otherwise("score"))
    until = followed(table.filter(~after), fps)
    assert followed(odd, fps).filter(pl.col("frame") <= cut).equals(until)


@pytest.mark.parametrize("seed", range(3))
def test_things_that_walk_apart_are_a_track_each_and_only_what_is_seen_is_told(walk, seed):
    table, _ = walk(seed, frames=120)
    told = followed(table)
    assert told["is_seen"].all()
    most = told.group_by("object_id").len().sort("len", descending=True)
    assert most["len"].head(5).min() >= 105
    assert most["len"].slice(5).sum() < 0.1 * len(told)


def test_what_was_learnt_ends_the_telling_of_false_alarms(walk):
    table, _ = walk(3, frames=240, alarms=6.0)
    late = followed(table).filter(pl.col("frame") > 100)
    assert late.group_by("object_id").len().filter(pl.col("len") > 20).height == 5
    assert len(late) < 1.02 * 5 * 140


@pytest.mark.parametrize("other", [lambda s: s**9, lambda s: s * 100 - 7])
def test_only_the_order_of_scores_counts(walk, other):
    table, _ = walk(1, frames=120, alarms=3.0)
    changed = table.with_columns(score=other(table["score"]))
    assert followed(changed).equals(followed(table))


def test_nothing_depends_on_the_order_of_rows(walk):
    table, _ = walk(2, frames=120)
    assert followed(table.sample(fraction=1, shuffle=True, seed=2)).equals(followed(table))


EDGES = ["x0_px", "y0_px", "x1_px", "y1_px"]


@settings(max_examples=8, deadline=None)
@given(st.sampled_from([0.25, 1.0, 8.0]), st.tuples(*[st.floats(-500, 500)] * 2), st.booleans())
def test_a_picture_mirrored_enlarged_or_moved_has_the_same_tracks(walk, times, by, is_mirrored):
    table, _ = walk(3, frames=120)

    def view(rows):
        box = rows.select(EDGES).to_numpy().copy()
        if is_mirrored:
            box[:, [0, 2]] = 1000 - box[:, [2, 0]]
        columns = (box * times + np.tile(by, 2)).T
        return rows.with_columns(**dict(zip(EDGES, columns, strict=True)))

    # Who is new in one frame is named in the order of places: names may differ, not who is whom.
    other, plain = (
        told.sort("frame", *EDGES).with_columns(pl.col("object_id").rank("dense"))
        for told in (followed(view(table)), view(followed(table)))
    )
    assert other["frame"].equals(plain["frame"])
    assert np.allclose(other.select(EDGES), plain.select(EDGES), atol=1e-6 * times)
    pairs = pl.DataFrame({"one": other["object_id"], "two": plain["object_id"]}).unique()
    assert len(pairs) == other["object_id"].n_unique() == plain["object_id"].n_unique()


@settings(max_examples=6, deadline=None)
@given(st.sampled_from([2, 3, 4]), st.integers(0, 5))
def test_a_film_shown_slower_has_the_same_tracks_if_its_rate_is_told(walk, step, seed):
    table, _ = walk(seed, frames=120)
    told = followed(table.with_columns(frame=pl.col("frame") * step), 25.0 * step)
    assert told.with_columns(frame=pl.col("frame") // step).equals(followed(table))


def test_a_thing_that_is_seen_twice_is_told_once(walk):
    table, _ = walk(1, alarms=0)
    shift = pl.col("x1_px") - pl.col("x0_px")
    again = table.with_columns(
        x0_px=pl.col("x0_px") + 0.15 * shift, x1_px=pl.col("x1_px") + 0.15 * shift
    )
    assert len(followed(pl.concat([table, again]))) < 1.05 * len(table)


@pytest.mark.parametrize(("share", "things"), [(0.1, 1), (0.3, 2)])
def test_two_classes_at_one_place_are_one_thing(walk, share, things):
    table, _ = walk(1, alarms=0)
    shift = share * (pl.col("x1_px") - pl.col("x0_px"))
    rider = table.with_columns(
        x0_px=pl.col("x0_px") + shift, x1_px=pl.col("x1_px") + shift, kind=pl.lit("rider")
    )
    told = len(followed(pl.concat([table, rider]))) / len(table)
    assert things - 0.1 < told < things + 0.05


def test_no_boxes_and_a_single_frame_are_told_too(walk):
    table, _ = walk()
    assert len(followed(table.clear())) == 0
    assert len(followed(table.filter(pl.col("frame") == 1))) > 0


@pytest.mark.parametrize("nobody_until", [0, 10])
def test_a_box_without_a_score_has_the_lowest_that_was_there_until_then(walk, nobody_until):
    table, _ = walk(1)
    told = pl.when((pl.col("frame") <= nobody_until) | (pl.int_range(pl.len()) % 5 == 0))
    table = table.with_columns(score=told.then(None).otherwise(pl.col("score") - pl.col("frame")))
    whole, until = (prepare(one, 25.0) for one in (table, table.filter(pl.col("frame") <= 30)))
    assert whole.score[: len(until)].tolist() == until.score.tolist()
    assert np.isfinite(whole.score).all()


@pytest.fixture
def lessons(monkeypatch):
    """The boxes that were learnt from, each time, of two minutes of one that walks."""
    pasts, survey = [], online.survey
    monkeypatch.setattr(
        online, "survey", lambda past, *more: pasts.append(past) or survey(past, *more)
    )
    frame = np.arange(600)
    low = np.column_stack([2.0 * frame, np.full(600, 100.0)])
    track_online(prepare(table_of(frame, np.hstack([low, low + 40]), 0.9), 5.0))
    return pasts


def test_what_is_looked_back_at_is_bounded(lessons):
    lasts = [past.times_s[-1] - past.times_s[0] for past in lessons]
    assert max(lasts) == pytest.approx(PAST_S, abs=0.5)


def test_it_goes_on_being_learnt_as_often_however_long_footage_is(lessons):
    until = np.array([past.frames[-1] for past in lessons]) / 5.0
    assert np.diff(until).max() == pytest.approx(MOST_S, abs=0.5)
    assert until[-1] > 120 - MOST_S - 1


@pytest.mark.parametrize("frames", [MOVES - 1, MOVES])
def test_of_few_frames_nobody_learns_how_things_and_the_camera_move(walk, frames):
    table, _ = walk(frames=frames, alarms=0)
    lesson, few = _lesson(prepare(table, 25.0)), frames < MOVES
    assert (lesson.learnt.sway == SWAY).all() == few
    assert (lesson.motion == MOTION).all() == few
    assert (lesson.how == STRICT).all() == few
    assert lesson.learnt.reality(np.array([0.9]))[0] > 0.5, "what scores mean shows sooner"

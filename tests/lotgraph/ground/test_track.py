"""Tracks in space, on things that drive, walk and stand where a formula says."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from lotgraph.errors import TrackError
from lotgraph.formats.columns import filled
from lotgraph.ground import stitch, tell, track
from lotgraph.ground.lay import CAMERA, GROUND
from lotgraph.ground.tell import track_in_space
from lotgraph.ground.track import follow

FRAMES, FPS = 60, 10.0
NOISE_M = 0.12


def scene(seed=0, *, ghosts=1.0):
    """One drives, one stands, one turns right round, one reverses, one walks; and ghosts."""
    chance = np.random.default_rng(seed)
    t = np.arange(FRAMES) / FPS
    turn = np.clip(t - 1, 0, 4) * np.pi / 4
    ways = [
        ("car", -6 + 0 * t, 8 + 8 * t, 0 * t + np.pi / 2, 4.2),
        ("car", 6 + 0 * t, 20 + 0 * t, 0 * t + np.pi / 2, 4.5),
        ("car", 20 + 5 * np.sin(turn), 40 + 5 * (1 - np.cos(turn)), turn, 4.0),
        ("car", -20 + 0 * t, 40 - 2 * t, 0 * t + np.pi / 2, 4.4),
        ("pedestrian", 10 - 1.4 * t, 12 + 0 * t, 0 * t + np.pi, 0.7),
    ]
    rows = []
    for who, (kind, x, y, heading, length) in enumerate(ways):
        for f in range(FRAMES):
            flip = np.pi * (chance.random() < 0.1)
            place = np.array([x[f], y[f]]) + chance.normal(0, NOISE_M, 2)
            told = heading[f] + flip + chance.normal(0, 0.05)
            if chance.random() < 0.92:
                rows.append((f, who, kind, *place, told, length, 3 + chance.normal(), x[f], y[f]))
    for f in range(FRAMES):
        for _ in range(chance.poisson(ghosts)):
            place = chance.uniform([-30, 5], [30, 60])
            rows.append((f, -1, "car", *place, chance.uniform(-3, 3), 4.2, chance.normal(), 0, 0))
    names = ("frame", "who", "kind", "x_m", "y_m", "heading_rad", "length_m", "score", "x", "y")
    boxes = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        z_m=pl.lit(0.0), width_m=pl.col("length_m") * 0.42, height_m=pl.lit(1.5),
        x0_px=pl.col("who").cast(pl.Float64), y0_px=pl.col("x"), x1_px=pl.lit(50.0),
        y1_px=pl.col("y"),
    )  # fmt: skip
    return filled(boxes)


def told(boxes, **asked):
    return track_in_space(boxes, fps=FPS, axes=GROUND, is_still=True, **asked)


def whose(tracks, who):
    """Rows of a thing, by the number that its boxes carry in the picture."""
    return tracks.filter(pl.col("is_seen") & (pl.col("x0_px") == who))


@pytest.fixture(scope="module")
def tracks():
    return told(scene())


def test_each_thing_is_one_track_and_ghosts_are_none(tracks):
    assert tracks["object_id"].n_unique() == 5
    for who in range(5):
        assert whose(tracks, who)["object_id"].n_unique() == 1
    assert not len(whose(tracks, -1))


def test_whoever_was_missed_is_there_between(tracks):
    frames = tracks.group_by("object_id").agg(
        pl.len(), pl.col("frame").max() - pl.col("frame").min()
    )
    assert (frames["len"] == frames["frame"] + 1).all()
    assert not tracks["is_seen"].all()


@pytest.mark.parametrize(("who", "speed"), [(0, 8.0), (1, 0.0), (2, 3.93), (3, 2.0), (4, 1.4)])
def test_speeds_are_told(tracks, who, speed):
    middle = whose(tracks, who).filter(pl.col("frame").is_between(15, 45))
    assert abs(middle["speed_mps"].mean() - speed) < 0.25


@pytest.mark.parametrize("who", [0, 1, 2, 3])
def test_headings_told_back_to_front_are_turned_also_in_reverse_and_in_a_u_turn(tracks, who):
    own = whose(tracks, who)
    turn = np.clip(own["frame"].to_numpy() / FPS - 1, 0, 4) * np.pi / 4
    expected = turn if who == 2 else np.full(len(own), np.pi / 2)
    off = own["heading_rad"].to_numpy() - expected
    assert np.abs((off + np.pi) % (2 * np.pi) - np.pi).max() < 0.35


def test_places_are_nearer_the_truth_than_what_was_seen(tracks):
    own = tracks.filter(pl.col("is_seen"))
    off = np.hypot(own["x_m"] - own["y0_px"], own["y_m"] - own["y1_px"])
    assert np.sqrt((off**2).mean()) < 0.85 * NOISE_M * np.sqrt(2)


def test_covariances_are_about_as_large_as_errors():
    squares = []
    for seed in range(3):
        own = told(scene(seed)).filter(pl.col("is_seen") & (pl.col("speed_mps") > 0.7))
        x, y = own["x_m"] - own["y0_px"], own["y_m"] - own["y1_px"]
        xx, xy, yy = (own[f"var_{n}_m2"] for n in ("xx", "xy", "yy"))
        squares.append(((x**2 * yy - 2 * x * y * xy + y**2 * xx) / (xx * yy - xy**2)).mean())
    assert 0.5 < np.mean(squares) < 3.0  # 2 if they are exact


def test_the_order_of_rows_does_not_count(tracks):
    assert told(scene().sample(fraction=1.0, shuffle=True, seed=3)).equals(tracks)


@pytest.mark.parametrize("scaled", [pl.col("score").exp(), 1e6 * pl.col("score") - 7])
def test_only_the_order_of_scores_counts(tracks, scaled):
    others = told(scene().with_columns(scaled.alias("score")))
    assert others.drop("score").equals(tracks.drop("score"))


@settings(max_examples=4, deadline=None)
@given(st.floats(-3, 3), st.sampled_from([1, -1]))
def test_a_world_turned_and_mirrored_gives_the_same_tracks_turned_and_mirrored(angle, side):
    boxes, cos, sin = scene(), np.cos(angle), np.sin(angle)
    x, y = pl.col("x_m"), pl.col("y_m")
    turned = boxes.with_columns(
        x_m=cos * x - sin * y, y_m=side * (sin * x + cos * y),
        heading_rad=side * (pl.col("heading_rad") + angle),
    )  # fmt: skip
    names = ("frame", "x0_px", "speed_mps", "length_m")
    one, other = (
        told(b).filter("is_seen").select(names).sort("frame", "x0_px") for b in (boxes, turned)
    )
    assert one.select("frame", "x0_px").equals(other.select("frame", "x0_px"))
    assert np.allclose(one["speed_mps"], other["speed_mps"], atol=0.05)


def test_an_observer_on_its_way_sees_the_same_things(tracks):
    boxes = scene()
    gone, turn = 0.6 * boxes["frame"], 0.004 * boxes["frame"]
    dx, dy = boxes["x_m"], boxes["y_m"] - gone
    cos, sin = np.cos(turn), np.sin(turn)
    seen = boxes.with_columns(
        x_m=cos * dx + sin * dy, z_m=cos * dy - sin * dx, y_m=pl.lit(1.6),
        heading_rad=-(boxes["heading_rad"] - turn),
    )  # fmt: skip
    way = np.array([(0.0, 0.6 * f, 0.004 * f) for f in range(FRAMES)])
    for poses in (None, way):
        found = track_in_space(seen, fps=FPS, axes=CAMERA, poses=poses)
        for who in range(5):
            assert whose(found, who)["object_id"].n_unique() == 1


def test_online_a_frame_knows_nothing_of_those_after_it():
    boxes = scene()
    whole, begun = (
        told(boxes, is_online=True),
        told(boxes.filter(pl.col("frame") < 35), is_online=True),
    )
    assert_frame_equal(whole.filter(pl.col("frame") < 35), begun)
    assert whole["is_seen"].all()


@pytest.mark.parametrize("is_online", [False, True])
def test_what_stands_stands_also_for_an_observer_that_goes_sideways_and_turns(is_online):
    chance = np.random.default_rng(7)
    spots = np.column_stack([np.arange(8) * 6.0 - 20, 15 + 4.0 * (np.arange(8) % 3)])
    rows = []
    for f in range(FRAMES):
        turn, gone = 0.006 * f, np.array([0.3 * f, 0.1 * f])
        cos, sin = np.cos(turn), np.sin(turn)
        for who, (dx, dy) in enumerate(spots - gone):
            place = np.array([cos * dx + sin * dy, cos * dy - sin * dx])
            rows.append((f, who, *(place + chance.normal(0, 0.05, 2)), turn))
    names = ("frame", "who", "x_m", "z_m", "heading_rad")
    boxes = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        y_m=pl.lit(1.6), kind=pl.lit("car"), score=pl.lit(1.0), length_m=pl.lit(4.2),
        width_m=pl.lit(1.8), height_m=pl.lit(1.5), x0_px=pl.col("who").cast(pl.Float64),
        y0_px=pl.lit(0.0), x1_px=pl.lit(50.0), y1_px=pl.lit(9.0),
    )  # fmt: skip
    found = track_in_space(filled(boxes), fps=FPS, is_online=is_online)
    late = found.filter(pl.col("frame") > 20)
    assert found["object_id"].n_unique() == 8
    assert late["speed_mps"].median() < 0.3


def motorway():
    """Six go as fast as the observer, 24 m/s, ten stand beside the road, one comes."""
    chance = np.random.default_rng(5)
    rows = []
    for f in range(FRAMES):
        ways = [((-3.5, 0.0, 3.5)[k % 3], 12.0 + 6 * k, -np.pi / 2) for k in range(6)]
        ways += [(9.0, 20.0 + 18 * k - 2.4 * f, -np.pi / 2) for k in range(10)]
        ways += [(-7.0, 100 - 4.8 * f, np.pi / 2)]
        for who, (x, ahead, heading) in enumerate(ways):
            if 3 < ahead < 80 and chance.random() < 0.95:
                place = np.array([x, ahead]) + chance.normal(0, 0.1, 2)
                rows.append((f, who, *place, heading, 2 + chance.normal()))
    names = ("frame", "who", "x_m", "z_m", "heading_rad", "score")
    boxes = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        y_m=pl.lit(1.6), kind=pl.lit("car"), length_m=pl.lit(4.2), width_m=pl.lit(1.8),
        height_m=pl.lit(1.5), x0_px=pl.col("who").cast(pl.Float64), y0_px=pl.lit(0.0),
        x1_px=pl.lit(50.0), y1_px=pl.lit(9.0),
    )  # fmt: skip
    return filled(boxes)


def test_traffic_that_goes_along_is_not_held_for_standing():
    found = track_in_space(motorway(), fps=FPS)
    speeds = [whose(found, who)["speed_mps"].median() for who in range(17)]
    assert [whose(found, who)["object_id"].n_unique() for who in range(17)] == [1] * 17
    assert np.abs(np.array(speeds) - np.array([24.0] * 6 + [0.0] * 10 + [24.0])).max() < 2


def test_online_an_observer_on_its_way_is_found_without_what_comes():
    boxes = motorway()
    whole = track_in_space(boxes, fps=FPS, is_online=True)
    begun = track_in_space(boxes.filter(pl.col("frame") < 25), fps=FPS, is_online=True)
    assert_frame_equal(whole.filter(pl.col("frame") < 25), begun)


def test_the_one_real_thing_of_a_class_of_ghosts_is_kept():
    chance = np.random.default_rng(3)
    ghosts = scene(4, ghosts=4.0).filter(pl.col("x0_px") == -1)
    ghosts = ghosts.with_columns(
        kind=pl.lit("pedestrian"), length_m=pl.lit(0.7), width_m=pl.lit(0.3),
        score=pl.Series(2 + chance.normal(size=len(ghosts))),
    )  # fmt: skip
    for is_online in (False, True):
        found = told(pl.concat([scene(), ghosts]), is_online=is_online)
        assert len(whose(found, 4)) > 40
        assert len(whose(found, -1)) < 0.05 * len(ghosts)


def test_who_stands_for_long_behind_others_is_one_track():
    chance = np.random.default_rng(1)
    frames = [f for f in range(3000) if not 200 < f < 2800]
    place = np.array([5, 20]) + chance.normal(0, 0.1, (len(frames), 2))
    boxes = pl.DataFrame({"frame": frames, "x_m": place[:, 0], "y_m": place[:, 1]}).with_columns(
        kind=pl.lit("car"), score=pl.lit(1.0), z_m=pl.lit(0.0), length_m=pl.lit(4.0),
        width_m=pl.lit(1.8), height_m=pl.lit(1.5), heading_rad=pl.lit(0.0), x0_px=pl.lit(0.0),
        y0_px=pl.lit(0.0), x1_px=pl.lit(9.0), y1_px=pl.lit(9.0),
    )  # fmt: skip
    found = told(filled(boxes))
    assert found["object_id"].n_unique() == 1
    assert found["speed_mps"].max() < 0.2


def comes_and_goes():
    """Cars that stand in a row for a minute each, one after another, and are hidden now and then.

    A frame a second; who comes next to the same stall is another.
    """
    chance, rows = np.random.default_rng(3), []
    for stall in range(8):
        for visit in range(6):
            begins = 150 * visit + int(chance.integers(0, 40))
            hidden = begins + 25 + np.arange(chance.integers(2, 30))
            for frame in np.setdiff1d(np.arange(begins, begins + 80), hidden):
                place = np.array([3.0 * stall, 6.0 * visit]) + chance.normal(0, 0.1, 2)
                rows.append((int(frame), *place, 4.0 + 0.3 * (visit % 2)))
    boxes = pl.DataFrame(rows, schema=("frame", "x_m", "y_m", "length_m"), orient="row")
    return filled(boxes.sort("frame").with_columns(
        kind=pl.lit("car"), score=pl.lit(1.0), z_m=pl.lit(0.0), width_m=pl.lit(1.8),
        height_m=pl.lit(1.5), heading_rad=pl.lit(0.0), x0_px=pl.lit(0.0), y0_px=pl.lit(0.0),
        x1_px=pl.lit(9.0), y1_px=pl.lit(9.0), time_s=pl.col("frame").cast(pl.Float64),
    ))  # fmt: skip


def test_pairs_that_would_cost_too_much_change_nothing(monkeypatch):
    after, made = stitch._after, []  # noqa: SLF001 -- tells how many pairs it makes

    def counted(*asked):
        pairs = after(*asked)
        made.append(len(pairs[0]))
        return pairs

    monkeypatch.setattr(stitch, "_after", counted)
    monkeypatch.setattr(track, "LONGEST_S", np.inf)  # so that what it costs is the only bound
    monkeypatch.setattr(track, "LONGEST_STANDING_S", np.inf)
    twice = pl.concat([scene(), scene().with_columns(pl.col("frame") + 2000)])
    few = told(twice), told(comes_and_goes())
    bounded = sum(made)
    made.clear()
    monkeypatch.setattr(stitch, "ROUNDING", np.inf)  # all are made
    assert_frame_equal(few[0], told(twice))
    assert_frame_equal(few[1], told(comes_and_goes()))
    assert 0 < bounded < sum(made)


def test_of_ways_only_what_may_be_told_is_held_and_as_if_all_were(monkeypatch):
    seen, ways = [], []
    monkeypatch.setattr(tell, "follow", lambda *a, **b: ways.append(follow(*a, **b)) or ways[-1])
    seen.append(told(comes_and_goes()))
    for most in (1, 300):
        monkeypatch.setattr(track, "MOST_MOMENTS", most)
        seen.append(told(comes_and_goes()))
    monkeypatch.setattr(track, "LONGEST_GAP_S", np.inf)  # all are held
    seen.append(told(comes_and_goes()))
    for other in seen[1:]:
        assert_frame_equal(seen[0], other)
    assert len(ways[0].row) < len(ways[-1].row)
    assert (ways[0].row >= 0).sum() == (ways[-1].row >= 0).sum()


def test_what_cannot_be_placed_is_left_out(tracks):
    odd = scene().head(6).with_columns(
        x_m=pl.Series([np.nan, None, np.inf, 1.0, 1.0, 1e9]),
        length_m=pl.Series([4.0, 4.0, 4.0, 0.0, -3.0, 4.0]),
    )  # fmt: skip
    assert told(pl.concat([scene(), odd, scene()])).equals(tracks)


def test_boxes_of_the_picture_alone_are_refused_in_a_sentence():
    flat = scene().with_columns(pl.lit(None, pl.Float64).alias("x_m"))
    with pytest.raises(TrackError, match="expected boxes in space"):
        told(flat)


@pytest.mark.parametrize("fps", [0, -1, float("nan"), float("inf")])
def test_a_rate_that_no_camera_has_is_refused(fps):
    with pytest.raises(TrackError, match="frames a second"):
        track_in_space(scene(), fps=fps)


@pytest.mark.parametrize("fps", [0.2, 120])
def test_slow_and_fast_cameras_get_an_answer(fps):
    found = track_in_space(scene(), fps=fps, axes=GROUND, is_still=True)
    assert found.select(pl.all_horizontal(pl.col("x_m", "speed_mps").is_finite()).all()).item()


def test_nothing_gives_nothing_and_one_frame_is_no_trouble():
    assert len(told(scene().clear())) == 0
    assert told(scene().filter(pl.col("frame") == 0))["frame"].unique().to_list() in ([], [0])


@pytest.mark.parametrize(("x", "y", "later"), [(1, 0, 0), (300, -200, 0), (0, 0, 1), (0, 0, 1000)])
def test_a_world_moved_or_seen_later_gives_the_same_tracks(tracks, x, y, later):
    """Places go along to 5 cm. Metres and seconds mean something, so no more is promised."""
    moved = scene().with_columns(pl.col("x_m") + x, pl.col("y_m") + y, pl.col("frame") + later)
    other = told(moved)
    assert other["frame"].to_list() == (tracks["frame"] + later).to_list()
    assert other["object_id"].equals(tracks["object_id"])
    for name, off in (("x_m", x), ("y_m", y)):
        assert np.allclose(other[name], tracks[name] + off, atol=0.05)

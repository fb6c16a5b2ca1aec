"""Tracks of a picture, carried to the ground."""

import numpy as np
import polars as pl
import pytest

from lotgraph.formats.columns import filled
from lotgraph.ground.carry import FACES_RAD, carry
from tests.lotgraph.cameras.test_stand import ahead, camera, seen

FPS, FRAMES = 5.0, 40


def picture(noise=1.0):
    """A car drives across and another stands, in the picture; and where they truly are."""
    model, chance = camera(), np.random.default_rng(2)
    tables, truth = [], []
    for frame in range(FRAMES):
        ways = (ahead(model, 18, 12 - 3.0 * frame / FPS), ahead(model, 26, -3))
        things = [("car", *ways[0], 0.4 - np.pi / 2), ("car", *ways[1], 0.7)]
        boxes = seen(model, things).with_columns(
            frame=pl.lit(frame), object_id=pl.Series([7, 3]), score=pl.lit(0.9)
        )
        off = {n: pl.col(n) + chance.normal(0, noise, 2) for n in ("x0_px", "y0_px", "x1_px")}
        tables.append(filled(boxes.with_columns(**off)))
        truth += [(frame, who, *way) for who, way in zip((7, 3), ways, strict=True)]
    told = pl.DataFrame(truth, schema=("frame", "object_id", "x", "y"), orient="row")
    return pl.concat(tables), told, model


@pytest.fixture(scope="module")
def carried():
    boxes, truth, model = picture()
    missed = pl.col("frame").is_in([14, 15]) & (pl.col("object_id") == 7)
    boxes = boxes.with_columns(is_seen=~missed)
    return carry(boxes, model, fps=FPS), truth


def test_things_keep_their_numbers_and_are_where_they_truly_are(carried):
    told, truth = carried
    both = told.join(truth, on=["frame", "object_id"])
    assert len(both) == len(told) == 2 * FRAMES
    off = np.hypot(*(both[f"{n}_m"].to_numpy() - both[n].to_numpy() for n in "xy"))
    assert np.median(off) < 0.15
    spread = (both["var_xx_m2"] + both["var_yy_m2"]).to_numpy()
    assert np.mean(off**2 / spread) < 1


def test_who_is_watched_for_long_is_not_sure_without_end(carried):
    boxes, _, model = picture()
    once = carry(boxes.filter(pl.col("frame") == 20), model, fps=FPS).filter(object_id=3)
    long = carried[0].filter(pl.col("frame") == 20, pl.col("object_id") == 3)
    one, other = ((told["var_xx_m2"] + told["var_yy_m2"]).item() for told in (long, once))
    assert 0.5 < one / other < 1


def test_speeds_and_headings_are_those_of_the_way(carried):
    goes, stands = (carried[0].filter(object_id=who) for who in (7, 3))
    middle = goes.filter(pl.col("frame").is_between(5, 35))
    assert middle["speed_mps"].mean() == pytest.approx(3.0, abs=0.3)
    assert np.abs(middle["heading_rad"] - (0.4 - np.pi / 2)).max() < 0.3
    assert stands["speed_mps"].max() < 0.5


def test_a_way_says_how_its_own_car_faces_also_while_that_stands_and_no_other():
    """One stands, goes, waits and goes on; others drive by, walk or never go."""
    model, tables = camera(), []
    for frame in range(FRAMES):
        gone_s = (np.clip(frame - 16, 0, 8) + max(frame - 30, 0)) / FPS
        things = {
            1: ("car", *ahead(model, 40, 10 - 3.0 * frame / FPS), 0.4 - np.pi / 2),
            2: ("person", *ahead(model, 10, -4 + 1.5 * frame / FPS), 0.0),
            3: ("car", *ahead(model, 30, -5), 0.7),
            7: ("car", *ahead(model, 17, 5 - 3.0 * gone_s), 0.4 - np.pi / 2),
            9: ("car", *ahead(model, 28, 6), 0.2),
        }
        boxes = seen(model, list(things.values())).with_columns(
            pl.Series("object_id", list(things)), frame=pl.lit(frame), score=pl.lit(0.9)
        )
        missed = (pl.col("object_id") == 7) & (frame in {20, 21})
        tables.append(boxes.with_columns(is_seen=~missed))
    told = carry(filled(pl.concat(tables)), model, fps=FPS)
    heading = {who: told.filter(object_id=who)["heading_rad"].to_numpy() for who in things}
    sure = {who: told.filter(object_id=who)["var_heading_rad2"].to_numpy() for who in things}
    for who, true in ((3, 0.7), (9, 0.2)):
        assert np.abs(np.sin(heading[who] - true)).max() < 0.1
        assert sure[who].min() > 0.2  # a line, as the picture shows it
    assert np.abs(heading[7] - things[7][3]).max() < 0.05
    assert FACES_RAD**2 < sure[7].min() < sure[7].max() < 0.1
    assert sure[2].min() > 1  # people may face anywhere


def test_who_was_missed_is_put_in_between(carried):
    between = carried[0].filter(~pl.col("is_seen"))
    assert between.select("frame", "object_id").rows() == [(14, 7), (15, 7)]


def test_times_count_and_not_numbers_of_frames():
    boxes, _, model = picture()
    slow = carry(boxes.with_columns(time_s=pl.col("frame") / 1.25), model, fps=FPS)
    middle = slow.filter(pl.col("frame").is_between(5, 35), pl.col("object_id") == 7)
    assert middle["speed_mps"].mean() == pytest.approx(3.0 / 4, abs=0.15)


def test_the_order_of_rows_does_not_count(carried):
    boxes, _, model = picture()
    mixed = boxes.sample(fraction=1.0, shuffle=True, seed=1)
    assert carry(mixed, model, fps=FPS).equals(carry(boxes, model, fps=FPS))


def test_what_does_not_stand_on_the_ground_is_nowhere():
    boxes, _, model = picture()
    assert carry(boxes.with_columns(kind=pl.lit("plate")), model, fps=FPS).is_empty()
    assert carry(boxes.clear(), model, fps=FPS).is_empty()


def test_odd_boxes_get_a_sound_answer():
    boxes, _, model = picture()
    whole = {"x0_px": 0.0, "y0_px": 0.0, "x1_px": 1280.0, "y1_px": 720.0}
    for odd in (
        boxes.head(1),
        pl.concat([boxes, boxes]),
        boxes.with_columns(x1_px=pl.lit(1e7), y1_px=pl.lit(1e7)),
        boxes.with_columns(x1_px=pl.col("x0_px"), y1_px=pl.col("y0_px")),
        boxes.with_columns(**{name: pl.lit(edge) for name, edge in whole.items()}),
        boxes.with_columns(kind=pl.lit("")),
    ):
        told = carry(odd, model, fps=FPS)
        figures = told.select("x_m", "y_m", "speed_mps", "var_xx_m2", "var_yy_m2")
        assert np.isfinite(figures.to_numpy()).all()
        assert len(told) <= 2 * FRAMES


@pytest.mark.parametrize("later", [1, 1000])
def test_what_is_seen_later_is_at_the_same_places(carried, later):
    boxes, _, model = picture()
    plain = carry(boxes, model, fps=FPS)
    other = carry(boxes.with_columns(pl.col("frame") + later), model, fps=FPS)
    told = ["x_m", "y_m", "heading_rad", "speed_mps", "var_xx_m2", "var_yy_m2"]
    assert np.allclose(other.select(told), plain.select(told), atol=1e-6)
    assert other["object_id"].equals(plain["object_id"])
    assert other["frame"].to_list() == (plain["frame"] + later).to_list()
